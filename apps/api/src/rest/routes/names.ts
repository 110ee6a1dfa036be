import { z } from 'zod';

import { route, type RouteGroup } from '../route';
import { asOf, bounds, cursor, limit, rangeOf, sensor, text } from './parameters';
import { unknown } from './traffic';

const HOUR = { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' };
const found = { search: text('Text in the name or address.').optional(), ...bounds, sensor, cursor, as_of: asOf };
const about = z.strictObject({ ...bounds, sensor, as_of: asOf });

export const NAMES: RouteGroup = {
  tag: 'Domains and hosts',
  about: 'Names that were looked up, and addresses that spoke.',
  routes: [
    route({
      door: 'GET /api/domains',
      name: 'domains',
      permission: 'flows.read',
      asks: ['Query.domains'],
      summary: 'Names that were looked up',
      query: z.strictObject({
        ...found,
        sort: z
          .enum(['QUERIES_DESC', 'CLIENTS_DESC', 'NXDOMAIN_DESC', 'LAST_SEEN_DESC', 'FIRST_SEEN_DESC', 'NAME_ASC'])
          .optional(),
        limit: limit(50, 200),
      }),
      answers: 'Query.domains',
      example: { query: { ...HOUR, limit: '2' } },
      answer: ({ search, sort, limit: first, cursor: after, as_of, ...given }, ask, moment) =>
        ask('Query.domains', {
          range: rangeOf(given, moment),
          search,
          sort,
          sensor: given.sensor,
          first,
          after,
          asOf: as_of,
        }),
    }),
    route({
      door: 'GET /api/domains/:name',
      name: 'domain',
      permission: 'flows.read',
      asks: ['Query.domain'],
      summary: 'One name: over time, who asked, what was answered',
      path: z.strictObject({ name: text('As it was looked up; a pseudonym for masked readers.', 1024) }),
      query: about,
      answers: 'Query.domain',
      example: { path: { name: '{name}' }, query: HOUR },
      answer: async ({ name, as_of, ...given }, ask, moment) => {
        const args = { name, range: rangeOf(given, moment), sensor: given.sensor, asOf: as_of };
        const detail = await ask<object | null>('Query.domain', args);
        if (!detail) throw unknown('name');
        return detail;
      },
    }),
    route({
      door: 'GET /api/hosts',
      name: 'hosts',
      permission: 'flows.read',
      asks: ['Query.hosts'],
      summary: 'Addresses by what they sent and received',
      query: z.strictObject({ ...found, limit: limit(50, 200) }),
      answers: 'Query.hosts',
      example: { query: { ...HOUR, limit: '2' } },
      answer: ({ search, limit: first, cursor: after, as_of, ...given }, ask, moment) =>
        ask('Query.hosts', { range: rangeOf(given, moment), search, sensor: given.sensor, first, after, asOf: as_of }),
    }),
    route({
      door: 'GET /api/hosts/:address',
      name: 'host',
      permission: 'flows.read',
      asks: ['Query.host'],
      summary: 'One address: over time, peers, services, names',
      path: z.strictObject({ address: text('An address; a pseudonym for masked readers.', 200) }),
      query: about,
      answers: 'Query.host',
      example: { path: { address: '{address}' }, query: HOUR },
      answer: async ({ address, as_of, ...given }, ask, moment) => {
        const args = { address, range: rangeOf(given, moment), sensor: given.sensor, asOf: as_of };
        const detail = await ask<object | null>('Query.host', args);
        if (!detail) throw unknown('address');
        return detail;
      },
    }),
  ],
};
