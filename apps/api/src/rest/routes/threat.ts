import { z } from 'zod';

import { route, type RouteGroup } from '../route';
import { asOf, bounds, cursor, limit, rangeOf, sensor, several, text, time } from './parameters';

const HOUR = { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' };
const at = time
  .optional()
  .meta({ format: 'date-time', description: 'The moment that is asked about; now when absent.' });

/** How grave things are, who attacks, and what was said about whom. */
export const THREAT: RouteGroup['routes'] = [
  route({
    door: 'GET /api/stats/threat-level',
    name: 'statsThreatLevel',
    permission: 'stats.read',
    asks: ['Query.threatLevel'],
    summary: 'Level by the share of sign-ins that failed within five minutes',
    description:
      'LOW below a quarter or with fewer than 5 failures, MEDIUM from a quarter on, HIGH from a half on, CRITICAL from three quarters on.',
    query: z.strictObject({ at, sensor, as_of: asOf }),
    answers: 'Query.threatLevel',
    example: { query: { at: HOUR.to } },
    answer: ({ as_of, ...given }, ask) => ask('Query.threatLevel', { ...given, asOf: as_of }),
  }),
  route({
    door: 'GET /api/attack-sessions',
    name: 'attackSessions',
    permission: 'flows.read',
    asks: ['Query.attackSessions'],
    summary: 'Consecutive failed sign-ins of one source, newest first',
    description: 'A source that pauses for more than 30 minutes begins another session; each has at least 5 failures.',
    query: z.strictObject({
      ...{ ...bounds, ip: several('Source: an address or a prefix.'), sensor },
      ...{ limit: limit(50, 200), cursor, as_of: asOf },
    }),
    answers: 'Query.attackSessions',
    example: { query: { ...HOUR, limit: '5' } },
    answer: ({ ip, limit: first, cursor: after, as_of, ...given }, ask, moment) =>
      ask('Query.attackSessions', {
        ...{ range: rangeOf(given, moment), ip, sensor: given.sensor, first, after, asOf: as_of },
      }),
  }),
  route({
    door: 'GET /api/stats/host-scores',
    name: 'statsHostScores',
    permission: 'alerts.read',
    asks: ['Query.hostScores'],
    summary: 'Hosts by what alerts say about them, with what each alert adds',
    description:
      'Threat level × confidence of the alerts of 24 hours, half of it left after six. Alerts closed as harmless or suppressed add nothing.',
    query: z.strictObject({
      ...{ at, address: text('One host alone; a pseudonym for masked readers.', 200).optional(), sensor },
      ...{ limit: limit(20, 100), as_of: asOf },
    }),
    answers: 'Query.hostScores',
    example: { query: { at: HOUR.to, limit: '5' } },
    answer: ({ limit: first, as_of, ...given }, ask) => ask('Query.hostScores', { ...given, first, asOf: as_of }),
  }),
];
