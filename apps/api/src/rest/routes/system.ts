import { randomUUID } from 'node:crypto';
import { z } from 'zod';

import { route, type RouteGroup } from '../route';
import { bounds, limit, rangeOf, several, text, time, uuid } from './parameters';
import { unknown } from './traffic';

const HOUR = { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' };
const list = z.strictObject({ id: uuid });

/** An order that carries its own key when the caller has none. */
const key = uuid.optional().meta({ description: 'Idempotency key: sent again, nothing happens a second time.' });

export const LISTS: RouteGroup = {
  tag: 'Lists and enrichment',
  about: 'Indicators that flows, lookups, TLS and HTTP are compared with, and what data sets say of addresses.',
  routes: [
    route({
      door: 'GET /api/geo',
      name: 'geo',
      permission: 'flows.read',
      asks: ['Query.places'],
      summary: 'Where addresses are, and whose networks they are in',
      description:
        'By the data sets that this system has, with their names and versions; nobody outside is asked. Addresses of which nothing is known are left out.',
      query: z.strictObject({
        ip: z.array(z.string().min(1).max(64)).min(1).max(200).meta({ description: 'At most 200 addresses.' }),
      }),
      answers: 'Query.places',
      example: { query: { ip: ['8.8.8.8', '2001:4860:4860::8888'] } },
      answer: ({ ip }, ask) => ask('Query.places', { addresses: ip }),
    }),
    route({
      door: 'GET /api/enrichment',
      name: 'enrichment',
      permission: 'enrich.write',
      asks: ['Query.enrichmentSources'],
      summary: 'The data sets about addresses: files, versions, whether they are in use',
      answers: 'Query.enrichmentSources',
      example: {},
      answer: (_given, ask) => ask('Query.enrichmentSources'),
    }),
    route({
      door: 'GET /api/lists',
      name: 'lists',
      permission: 'rules.read',
      asks: ['Query.lists'],
      summary: 'Lists of indicators',
      answers: 'Query.lists',
      example: {},
      answer: (_given, ask) => ask('Query.lists'),
    }),
    route({
      door: 'GET /api/lists/:id',
      name: 'list',
      permission: 'rules.read',
      asks: ['Query.list'],
      summary: 'One list with its versions, changes and entries by hand',
      path: list,
      answers: 'Query.list',
      example: { path: { id: '{list}' } },
      answer: async ({ id }, ask) => {
        const detail = await ask<object | null>('Query.list', { id });
        if (!detail) throw unknown('list');
        return detail;
      },
    }),
    route({
      door: 'POST /api/lists/:id/entries',
      name: 'addListEntry',
      permission: 'lists.write',
      asks: ['Mutation.addIndicator'],
      status: 201,
      summary: 'Adds an indicator by hand',
      path: list,
      body: z.strictObject({
        value: text('Address, prefix, name or fingerprint.', 1024),
        reason: text('Why.', 1000),
        until: time
          .optional()
          .meta({ format: 'date-time', description: 'It counts until then; for ever when absent.' }),
        key,
      }),
      answers: 'Mutation.addIndicator',
      example: { path: { id: '{list}' }, body: { value: '198.51.100.66', reason: 'seen in a phishing mail' } },
      answer: (given, ask) => ask('Mutation.addIndicator', { ...given, key: given.key ?? randomUUID() }),
    }),
    route({
      door: 'DELETE /api/lists/:id/entries',
      name: 'removeListEntry',
      permission: 'lists.write',
      asks: ['Mutation.removeIndicator'],
      summary: 'Takes an indicator by hand back',
      path: list,
      query: z.strictObject({ value: text('As it was added.', 1024), reason: text('Why.', 1000), key }),
      answers: 'Mutation.removeIndicator',
      example: { path: { id: '{list}' }, query: { value: '198.51.100.66', reason: 'it was a mistake' } },
      answer: (given, ask) => ask('Mutation.removeIndicator', { ...given, key: given.key ?? randomUUID() }),
    }),
  ],
};

export const EXPORTS: RouteGroup = {
  tag: 'Export',
  about: 'Files of lists: made by a worker, downloaded when they are done.',
  routes: [
    route({
      door: 'POST /api/data/export/:format',
      name: 'startExport',
      permission: 'export.data',
      asks: ['Mutation.startExport'],
      status: 202,
      summary: 'Has all rows of a list written into a file',
      description: 'Ask `GET /api/exports` how far it is; the file is at `/api/exports/{id}/file`.',
      path: z.strictObject({ format: z.enum(['csv', 'json', 'ndjson']) }),
      body: z.strictObject({
        what: z.enum(['flows', 'domains', 'hosts']),
        ...bounds,
        filter: text('Of flows: an expression of the filter language.', 4096).optional(),
        ip: several('Of flows: either end.'),
        search: text('Of domains and hosts: text in the name or address.').optional(),
      }),
      answers: 'Mutation.startExport',
      example: { path: { format: 'csv' }, body: { what: 'flows', ...HOUR } },
      answer: ({ format, what, filter, ip, search, ...given }, ask, moment) => {
        const range = rangeOf(given, moment);
        const asked = what === 'flows' ? { where: { range, filter, ip } } : { range, search };
        return ask('Mutation.startExport', { format: format.toUpperCase(), [what]: asked });
      },
    }),
    route({
      door: 'GET /api/exports',
      name: 'exports',
      permission: 'export.data',
      leave: { withoutStepUp: true },
      asks: ['Query.myExports'],
      summary: 'Exports of the caller, newest first',
      answers: 'Query.myExports',
      example: {},
      answer: (_given, ask) => ask('Query.myExports'),
    }),
    route({
      door: 'DELETE /api/exports/:id',
      name: 'cancelExport',
      permission: 'export.data',
      leave: { withoutStepUp: true },
      asks: ['Mutation.cancelExport'],
      summary: 'Stops an export, and removes its file',
      path: z.strictObject({ id: uuid }),
      answers: 'Mutation.cancelExport',
      example: { path: { id: '{export}' } },
      answer: ({ id }, ask) => ask('Mutation.cancelExport', { id }),
    }),
  ],
};

export const SYSTEM: RouteGroup = {
  tag: 'System',
  about: 'Whether everything runs, and where something was lost.',
  routes: [
    route({
      door: 'GET /api/status',
      name: 'status',
      permission: 'health.read',
      leave: { limited: true },
      asks: ['Query.health'],
      summary: 'Whether the system is well, and how far its read models are',
      answers: 'Query.health',
      example: {},
      answer: (_given, ask) => ask('Query.health'),
    }),
    route({
      door: 'GET /api/sensors',
      name: 'sensors',
      permission: 'stats.read',
      asks: ['Query.sensors'],
      summary: 'Sensors with their rates, and what they dropped',
      answers: 'Query.sensors',
      example: {},
      answer: (_given, ask) => ask('Query.sensors'),
    }),
    route({
      door: 'GET /api/debug',
      name: 'debug',
      permission: 'stats.read',
      asks: ['Query.sensors', 'Query.sources'],
      summary: 'Sensors and their runs: packets, bytes, drops, warnings',
      query: z.strictObject({ limit: limit(50, 200) }),
      answers: {
        type: 'object',
        required: ['sensors', 'sources'],
        properties: {
          sensors: { type: 'array', items: { $ref: '#/components/schemas/Sensor' } },
          sources: { type: 'array', items: { $ref: '#/components/schemas/Source' } },
        },
        additionalProperties: false,
      },
      example: {},
      answer: async ({ limit: first }, ask) => ({
        sensors: await ask('Query.sensors'),
        sources: await ask('Query.sources', { first }),
      }),
    }),
  ],
};
