import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

import { canonicalDns, canonicalFlow, canonicalHttp, canonicalSchema } from '../canonical-event';
import type { DnsPage } from '../../schema/dns';
import type { FlowPage } from '../../schema/flows';
import type { HttpPage } from '../../schema/http';
import { route, type RouteGroup } from '../route';
import { asOf, bounds, cursor, limit, type Now, rangeOf, several, text, time } from './parameters';

const HOUR = { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' };
const FILTER = 'An expression of the filter language (docs/filter-language.md).';
const port = z.array(z.number().int().min(0).max(65_535)).max(100).optional();

/** Only what is given: without any bound, everything that is kept. */
const rangeIfAny = (given: { from?: string | undefined; to?: string | undefined }, moment: Now) =>
  given.from === undefined && given.to === undefined ? undefined : rangeOf(given, moment);

const one = (value: string | undefined) => (value === undefined ? undefined : [value]);

export const unknown = (what: string) => new DomainError('NOT_FOUND', `There is no such ${what}.`);

const flowsQuery = z.strictObject({
  ...bounds,
  start_time: time.optional().meta({ format: 'date-time', description: 'The same as `from`.' }),
  end_time: time.optional().meta({ format: 'date-time', description: 'The same as `to`.' }),
  protocol: text('Transport protocol: tcp, udp, icmp …').optional(),
  app: several('Application protocol.'),
  ip: several('Either end: an address or a prefix.'),
  src_ip: several('Originator.'),
  dst_ip: several('Responder.'),
  port: port.meta({ description: 'Port of either end.' }),
  sensor: several('Sensor.'),
  filter: text(FILTER, 4096).optional(),
  sort: z
    .enum([
      'START_DESC',
      'START_ASC',
      'BYTES_DESC',
      'BYTES_ASC',
      'DURATION_DESC',
      'DURATION_ASC',
      'PACKETS_DESC',
      'PACKETS_ASC',
    ])
    .optional(),
  limit: limit(100, 1000),
  cursor,
  as_of: asOf,
});

const eventsQuery = z.strictObject({
  kind: z.enum(['flow', 'dns', 'http']).default('flow').meta({ description: 'Which facts.' }),
  q: text(`Of lookups and HTTP: text in names. Of flows: ${FILTER}`).optional(),
  ...bounds,
  domain: text('The name that was looked up, or the host of a request.').optional(),
  ip: several('Either end: an address or a prefix.'),
  src: several('Originator or client.'),
  dst: several('Responder or server.'),
  sensor: several('Sensor.'),
  limit: limit(50, 200),
  cursor,
  as_of: asOf,
});

type Events = z.infer<typeof eventsQuery>;

/** Conditions that a kind cannot have would silently answer more than was asked for. */
function assertFits({ kind, domain, ip }: Events): void {
  if (kind === 'flow' && domain !== undefined)
    throw new DomainError('BAD_USER_INPUT', '`domain` is for `kind=dns` and `kind=http`.');
  if (kind === 'dns' && ip !== undefined)
    throw new DomainError('BAD_USER_INPUT', '`ip` is for `kind=flow` and `kind=http`: lookups have `src` and `dst`.');
}

const page = (items: object) => ({
  type: 'object',
  required: ['rows', 'next', 'count', 'exact'],
  properties: {
    rows: { type: 'array', items },
    next: { type: ['string', 'null'] },
    count: { type: 'integer', description: 'Of all pages.' },
    exact: { type: 'boolean', description: 'False: there are at least as many.' },
  },
  additionalProperties: false,
});

const shown = <Row>(
  { rows, next, count, exact }: { rows: readonly Row[]; next: string | null; count: number; exact: boolean },
  as: (row: Row) => object,
) => ({
  ...{ rows: rows.map(as), next, count, exact },
});

export const TRAFFIC: RouteGroup = {
  tag: 'Events, flows and packets',
  about: 'What was recorded: facts in canonical shape, flows, the packets of flows out of kept captures.',
  routes: [
    route({
      door: 'GET /api/events',
      name: 'events',
      permission: 'flows.read',
      asks: ['Query.flows', 'Query.dnsTransactions', 'Query.httpTransactions'],
      summary: 'Facts of one kind in canonical shape, newest first',
      query: eventsQuery,
      answers: page(canonicalSchema),
      example: { query: { ...HOUR, kind: 'dns', limit: '2' } },
      answer: async (given, ask, moment) => {
        assertFits(given);
        const { kind, q, domain, ip, src, dst, sensor } = given;
        const range = rangeIfAny(given, moment);
        const paging = { first: given.limit, after: given.cursor, asOf: given.as_of };
        if (kind === 'dns') {
          const where = { range, search: q, name: one(domain), client: src, server: dst, sensor };
          return shown(await ask<DnsPage>('Query.dnsTransactions', { where, ...paging }), canonicalDns);
        }
        if (kind === 'http') {
          const where = { range, search: q, host: one(domain), ip, client: src, server: dst, sensor };
          return shown(await ask<HttpPage>('Query.httpTransactions', { where, ...paging }), canonicalHttp);
        }
        const where = { range, filter: q, ip, src, dst, sensor };
        return shown(await ask<FlowPage>('Query.flows', { where, ...paging }), canonicalFlow);
      },
    }),
    route({
      door: 'GET /api/flows',
      name: 'flows',
      permission: 'flows.read',
      asks: ['Query.flows'],
      summary: 'Flows, newest first',
      query: flowsQuery,
      answers: 'Query.flows',
      example: {
        query: { start_time: HOUR.from, end_time: HOUR.to, protocol: 'tcp', src_ip: '{address}', limit: '2' },
      },
      answer: (given, ask, moment) => {
        const { ip, src_ip: src, dst_ip: dst, port: ports, app, sensor, filter, sort } = given;
        const range = rangeIfAny({ from: given.from ?? given.start_time, to: given.to ?? given.end_time }, moment);
        const where = { range, ip, src, dst, port: ports, proto: one(given.protocol), app, sensor, filter };
        return ask('Query.flows', { where, sort, first: given.limit, after: given.cursor, asOf: given.as_of });
      },
    }),
    route({
      door: 'GET /api/flows/:id',
      name: 'flow',
      permission: 'flows.read',
      asks: ['Query.flow'],
      summary: 'One flow with its records',
      path: z.strictObject({ id: text('Of a flow.', 200) }),
      query: z.strictObject({ as_of: asOf }),
      answers: 'Query.flow',
      example: { path: { id: '{flow}' } },
      answer: async ({ id, as_of }, ask) => {
        const flow = await ask<object | null>('Query.flow', { id, asOf: as_of });
        if (!flow) throw unknown('flow');
        return flow;
      },
    }),
    route({
      door: 'GET /api/packets',
      name: 'packets',
      permission: 'packets.meta',
      asks: ['Query.flowPackets'],
      summary: 'Headers of the packets of a flow',
      description: 'Where the flow came from a capture that is kept; else `stored` is false and `reason` says why.',
      query: z.strictObject({
        flow: text('Id of a flow.', 200),
        limit: limit(100, 200),
        skip: z.number().int().min(0).default(0).meta({ description: 'Packets to pass over.' }),
      }),
      answers: 'Query.flowPackets',
      example: { query: { flow: '{flow}', limit: '10' } },
      answer: ({ flow, limit: first, skip }, ask) => ask('Query.flowPackets', { id: flow, first, skip }),
    }),
    route({
      door: 'GET /api/packets/:flow/:n',
      name: 'packet',
      permission: 'packets.payload',
      asks: ['Query.flowPacket'],
      summary: 'Layers and bytes of one packet',
      description: 'Asks for a fresh second factor with a reason: programs are refused.',
      path: z.strictObject({ flow: text('Id of a flow.', 200), n: z.number().int().min(1) }),
      answers: 'Query.flowPacket',
      example: { path: { flow: '{flow}', n: '1' }, status: 403 },
      answer: ({ flow, n }, ask) => ask('Query.flowPacket', { id: flow, n }),
    }),
  ],
};
