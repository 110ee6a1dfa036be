import { z } from 'zod';

import type { Alert, AlertPage } from '../../schema/alerts';
import { type Canonical, canonicalDns, canonicalFlow, canonicalSchema } from '../canonical-event';
import type { DnsPage } from '../../schema/dns';
import type { FlowPage } from '../../schema/flows';
import { route, type RouteGroup } from '../route';
import { asOf, bounds, limit, type Now, rangeOf, sensor } from './parameters';
import { THREAT } from './threat';

const HOUR = { from: '2026-11-21T08:00:00Z', to: '2026-11-21T09:00:00Z' };
const range = z.strictObject({ ...bounds, sensor, as_of: asOf });
const top = z.strictObject({ ...bounds, limit: limit(10, 200), sensor, as_of: asOf });

/** Midnight of the day in UTC. */
const dayOf = (now: number) => `${new Date(now).toISOString().slice(0, 10)}T00:00:00Z`;
const RECENT = 20;

/** Attackers of alerts, gravest first: the addresses that alerts name as their source. */
function attackersOf({ rows }: AlertPage) {
  const bySource = new Map<string, Alert[]>();
  for (const { alert } of rows)
    if (alert.src !== null) bySource.set(alert.src, [...(bySource.get(alert.src) ?? []), alert]);
  return [...bySource].map(([source_ip, alerts]) => ({
    source_ip,
    alerts: alerts.length,
    findings: alerts.reduce((sum, { findings }) => sum + findings, 0),
    severity: alerts[0]?.severity ?? 'info',
    first_seen: alerts.map(({ first }) => first).sort()[0] ?? '',
    last_seen:
      alerts
        .map(({ last }) => last)
        .sort()
        .at(-1) ?? '',
  }));
}

const string = { type: 'string' } as const;
const number = { type: 'number' } as const;
const object = (properties: Readonly<Record<string, object>>) => ({
  type: 'object',
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});

export const OVERVIEW: RouteGroup = {
  tag: 'Overview and statistics',
  about: 'Figures of a range of time: totals, series and most frequent values.',
  routes: [
    route({
      door: 'GET /api/overview',
      name: 'overview',
      permission: 'stats.read',
      asks: ['Query.overview'],
      summary: 'Figures of the overview',
      description:
        'Rates with the value of the range before and a line of them; totals of packets, bytes, flows and lookups.',
      query: range,
      answers: 'Query.overview',
      example: { query: HOUR },
      answer: (given, ask, moment) =>
        ask('Query.overview', { range: rangeOf(given, moment), sensor: given.sensor, asOf: given.as_of }),
    }),
    route({
      door: 'GET /api/stats',
      name: 'stats',
      permission: 'stats.read',
      asks: ['Query.overview'],
      summary: 'The same figures over the last hour',
      query: range,
      answers: 'Query.overview',
      example: { query: HOUR },
      answer: (given, ask, moment) =>
        ask('Query.overview', { range: rangeOf(given, moment, 1), sensor: given.sensor, asOf: given.as_of }),
    }),
    route({
      door: 'GET /api/stats/today',
      name: 'statsToday',
      permission: 'stats.read',
      asks: ['Query.overview'],
      summary: 'The same figures since midnight UTC',
      query: z.strictObject({ sensor }),
      answers: 'Query.overview',
      example: {},
      answer: ({ sensor: of }, ask, moment) =>
        ask('Query.overview', { range: rangeOf({ from: dayOf(moment.now - 1) }, moment), sensor: of }),
    }),
    route({
      door: 'GET /api/stats/week',
      name: 'statsWeek',
      permission: 'stats.read',
      asks: ['Query.overview'],
      summary: 'The same figures of the last seven days',
      query: z.strictObject({ sensor }),
      answers: 'Query.overview',
      example: {},
      answer: ({ sensor: of }, ask, moment) =>
        ask('Query.overview', { range: rangeOf({}, moment, 7 * 24), sensor: of }),
    }),
    route({
      door: 'GET /api/stats/timeline',
      name: 'statsTimeline',
      permission: 'stats.read',
      asks: ['Query.traffic'],
      summary: 'Traffic over time',
      description: 'Bytes and packets of each application by bucket; the last 24 hours by hour unless asked otherwise.',
      query: range.extend({
        bucket: z.number().int().min(1).max(86_400).default(3600).meta({ description: 'Length of a bucket, s.' }),
      }),
      answers: 'Query.traffic',
      example: { query: { ...HOUR, bucket: '300' } },
      answer: ({ bucket, ...given }, ask, moment) =>
        ask('Query.traffic', {
          ...{ range: rangeOf(given, moment), by: 'APP', bucket, sensor: given.sensor, asOf: given.as_of },
        }),
    }),
    route({
      door: 'GET /api/stats/protocols',
      name: 'statsProtocols',
      permission: 'stats.read',
      asks: ['Query.protocols'],
      summary: 'Bytes by application protocol',
      query: top,
      answers: 'Query.protocols',
      example: { query: HOUR },
      answer: (given, ask, moment) => ask('Query.protocols', topOf(given, moment)),
    }),
    route({
      door: 'GET /api/stats/connection-states',
      name: 'statsConnectionStates',
      permission: 'stats.read',
      asks: ['Query.connectionStates'],
      summary: 'TCP flows by how they ended',
      query: range,
      answers: 'Query.connectionStates',
      example: { query: HOUR },
      answer: (given, ask, moment) =>
        ask('Query.connectionStates', { range: rangeOf(given, moment), sensor: given.sensor, asOf: given.as_of }),
    }),
    route({
      door: 'GET /api/stats/responders',
      name: 'statsResponders',
      permission: 'stats.read',
      asks: ['Query.responders'],
      summary: 'Who sent the most bytes back',
      query: top,
      answers: 'Query.responders',
      example: { query: HOUR },
      answer: (given, ask, moment) => ask('Query.responders', topOf(given, moment)),
    }),
    route({
      door: 'GET /api/top-talkers',
      name: 'topTalkers',
      permission: 'stats.read',
      asks: ['Query.topTalkers'],
      summary: 'Originators by bytes that they and their peers exchanged',
      query: top.extend({ limit: limit(50, 200) }),
      answers: 'Query.topTalkers',
      example: { query: { ...HOUR, limit: '5' } },
      answer: (given, ask, moment) => ask('Query.topTalkers', topOf(given, moment)),
    }),
    ...THREAT,
    route({
      door: 'GET /api/stats/alerts',
      name: 'statsAlerts',
      permission: 'alerts.read',
      asks: ['Query.alertCounts'],
      summary: 'Alerts by state and severity',
      query: z.strictObject(bounds),
      answers: 'Query.alertCounts',
      example: { query: HOUR },
      answer: (given, ask, moment) => ask('Query.alertCounts', { where: { range: rangeOf(given, moment) } }),
    }),
    route({
      door: 'GET /api/stats/attack-types',
      name: 'statsAttackTypes',
      permission: 'alerts.read',
      asks: ['Query.ruleHits'],
      summary: 'How often each rule fired, and how its alerts were judged',
      query: z.strictObject(bounds),
      answers: 'Query.ruleHits',
      example: { query: HOUR },
      answer: (given, ask, moment) => ask('Query.ruleHits', { range: rangeOf(given, moment) }),
    }),
    ...(['stats/top-attackers', 'suspicious'] as const).map((path, second) =>
      route({
        door: `GET /api/${path}`,
        name: second ? 'suspicious' : 'statsTopAttackers',
        permission: 'alerts.read',
        asks: ['Query.alerts'],
        summary: second ? 'Addresses that alerts accuse' : 'Sources of the gravest alerts',
        description: 'Counted over the 200 gravest alerts of the range, whatever became of them.',
        query: z.strictObject({ ...bounds, limit: limit(10, 200) }),
        answers: {
          type: 'array',
          items: object({
            ...{ source_ip: string, alerts: { type: 'integer' }, findings: number, severity: string },
            ...{ first_seen: string, last_seen: string },
          }),
        },
        example: { query: HOUR },
        answer: async ({ limit: most, ...given }, ask, moment) => {
          const where = { range: rangeOf(given, moment) };
          const page = await ask<AlertPage>('Query.alerts', { tab: 'ALL', group: 'NONE', first: 200, where });
          return attackersOf(page).slice(0, most);
        },
      }),
    ),
    route({
      door: 'GET /api/stats/recent-events',
      name: 'statsRecentEvents',
      permission: 'flows.read',
      asks: ['Query.flows', 'Query.dnsTransactions'],
      summary: 'The last 20 flows and lookups, in canonical shape',
      answers: { type: 'array', items: canonicalSchema },
      example: {},
      answer: async (_given, ask) => {
        const [flows, lookups] = [
          await ask<FlowPage>('Query.flows', { first: RECENT }),
          await ask<DnsPage>('Query.dnsTransactions', { first: RECENT }),
        ];
        const events: Canonical[] = [...flows.rows.map(canonicalFlow), ...lookups.rows.map(canonicalDns)];
        return events.sort((a, b) => (a.timestamp < b.timestamp ? 1 : -1)).slice(0, RECENT);
      },
    }),
  ],
};

function topOf(
  given: {
    from?: string | undefined;
    to?: string | undefined;
    limit: number;
    sensor?: string | undefined;
    as_of?: string | undefined;
  },
  moment: Now,
) {
  return { range: rangeOf(given, moment), first: given.limit, sensor: given.sensor, asOf: given.as_of };
}
