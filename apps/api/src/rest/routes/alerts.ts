import { randomUUID } from 'node:crypto';
import { DomainError, formatIp, parseIp } from '@wireledger/kernel';
import { z } from 'zod';

import type { AlertDetail } from '../../schema/alert-detail';
import type { Alert, AlertPage } from '../../schema/alerts';
import type { RuleResult } from '../../schema/rules';
import { type Ask, type JsonSchema, type Moment, route, type RouteGroup } from '../route';
import { bounds, cursor, limit, rangeOf, several, text, time, uuid } from './parameters';
import { unknown } from './traffic';

const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;

const alertsQuery = z.strictObject({
  unacknowledged_only: z.boolean().default(false).meta({ description: 'Only those that nobody has taken on.' }),
  severity: z.array(z.enum(severities)).optional(),
  kind: several('Kind of detection, as `port_scan_vertical`.'),
  endpoint: several('An end of the alert: an address or a name.'),
  search: text('Text in title, entity, ends or summary.').optional(),
  sensor: several('Sensor.'),
  ...bounds,
  limit: limit(100, 200),
  cursor,
  as_of: z
    .string()
    .max(40)
    .optional()
    .meta({ description: 'A position or a time: the answer is what was known then.' }),
});

const reason = text('Why.', 1000);
const order = {
  reason,
  seen: z.number().int().min(0).optional().meta({
    description:
      'Version of the alert that the decision rests on: ALERT_CONFLICT when somebody was quicker. That of now when absent.',
  }),
  key: uuid.optional().meta({ description: 'Idempotency key: sent again, nothing happens a second time.' }),
};

/** Version of an alert as it is now. @throws DomainError NOT_FOUND */
async function versionOf(id: string, ask: Ask): Promise<number> {
  const detail = await ask<AlertDetail | null>('Query.alert', { id });
  if (!detail) throw unknown('alert');
  return detail.alert.state.version;
}

/** Versions and keys that a script does not think of. */
async function acknowledge(
  id: string,
  given: { reason: string; seen?: number | undefined; key?: string | undefined },
  ask: Ask,
) {
  const seen = given.seen ?? (await versionOf(id, ask));
  return ask('Mutation.acknowledgeAlert', { id, seen, key: given.key ?? randomUUID(), reason: given.reason });
}

/** Pages of 200 alerts that are looked through for one. */
const MOST_PAGES = 50;
/** An address in its one way of being written, as alerts have it; what is none, as it is. */
const written = (source: string): string => {
  const bytes = parseIp(source);
  return bytes ? formatIp(bytes) : source;
};
const instant = (at: string) => Date.parse(at);
/** Any of the alert's own times: programs keep one of them, and not all keep the same. */
const isOf = (alert: Alert, source: string, at: number): boolean =>
  alert.src === source && [alert.first, alert.last, alert.firedAt, alert.raisedAt].some((one) => instant(one) === at);

/** The alert of a source at a time. @throws DomainError NOT_FOUND; ALERT_AMBIGUOUS when more than one fits */
async function alertAt(at: string, source: string, ask: Ask): Promise<Alert> {
  const found: Alert[] = [];
  const where = { endpoint: [source] };
  // A source may have any number of alerts: all of them are looked at, a page after the other.
  for (let [after, pages] = [null as string | null, 0]; pages < MOST_PAGES; pages++) {
    const args = { tab: 'ALL', group: 'NONE', sort: 'NEWEST', first: 200, where, ...(after === null ? {} : { after }) };
    const { rows, next } = await ask<AlertPage>('Query.alerts', args);
    found.push(...rows.map(({ alert }) => alert).filter((alert) => isOf(alert, source, instant(at))));
    if (next === null) break;
    after = next;
  }
  const [only] = found;
  if (!only) throw unknown('alert');
  if (found.length > 1)
    throw new DomainError(
      'ALERT_AMBIGUOUS',
      `${found.length} alerts of this source have this time. Name one by its id.`,
    );
  return only;
}

const ruleBody = z.strictObject({
  id: text('Of the rule: lower-case letters, digits and hyphens. A known one gets a new version.', 64),
  name: text('As people see it.', 200),
  detector: text('What judges; `generic` for an expression of your own.', 100),
  parameters: z.record(z.string().max(100), z.unknown()).meta({ description: 'As docs/detectors.md names them.' }),
  cooldown_seconds: z.number().int().min(0).max(604_800).default(3600),
  technique: text('Of MITRE ATT&CK.', 40).optional(),
  description: z.string().max(4000).default(''),
  seen: z.number().int().min(0).default(0).meta({ description: 'Revision of a known rule that this rests on.' }),
  key: uuid.optional(),
  publish: z.boolean().default(true).meta({ description: 'False: draft it, even where it might be published.' }),
});

const ruleAnswer: JsonSchema = {
  type: 'object',
  required: ['rule', 'published', 'not_published'],
  properties: {
    rule: { $ref: '#/components/schemas/Rule' },
    published: { type: 'boolean', description: 'It judges from here on.' },
    not_published: {
      anyOf: [
        {
          type: 'object',
          required: ['code', 'message'],
          properties: { code: { type: 'string' }, message: { type: 'string' } },
          additionalProperties: false,
        },
        { type: 'null' },
      ],
      description: 'Why it is drafted only.',
    },
  },
  additionalProperties: false,
};

/** A second person has to agree, or there is none, or a test case failed, which a person may overrule: the draft stands. */
const WAITING = new Set(['APPROVAL_REQUIRED', 'APPROVAL_IMPOSSIBLE', 'RULE_TESTS_FAILED']);

/** Publishes where the caller may; a refusal leaves the draft, and is told. */
async function published({ entity }: RuleResult, ask: Ask, { refusalOf }: Moment) {
  const drafted = ({ code, message }: DomainError) => ({
    ...{ rule: entity, published: false, not_published: { code, message } },
  });
  const refusal = await refusalOf('rules.publish');
  if (refusal) return drafted(refusal);
  try {
    const { id, revision, latestVersion } = entity;
    const args = { id, seen: revision, key: randomUUID(), version: latestVersion };
    const after = await ask<RuleResult>('Mutation.publishRule', args);
    return { rule: after.entity, published: true, not_published: null };
  } catch (error) {
    if (error instanceof DomainError && WAITING.has(error.code)) return drafted(error);
    throw error;
  }
}

export const ALERTS: RouteGroup = {
  tag: 'Alerts and rules',
  about: 'What detectors raised, what people did about it, and the rules behind.',
  routes: [
    route({
      door: 'GET /api/alerts',
      name: 'alerts',
      permission: 'alerts.read',
      asks: ['Query.alerts'],
      summary: 'Alerts, newest first',
      query: alertsQuery,
      answers: 'Query.alerts',
      example: { query: { unacknowledged_only: 'true', severity: ['high', 'critical'], limit: '5' } },
      answer: ({ unacknowledged_only: open, limit: first, cursor: after, as_of, ...given }, ask, moment) => {
        const { severity, kind, endpoint, search, sensor, from, to } = given;
        const range = from === undefined && to === undefined ? undefined : rangeOf({ from, to }, moment);
        const where = { severity, kind, endpoint, search, sensor, range };
        const tab = open ? 'INBOX' : 'ALL';
        return ask('Query.alerts', { tab, group: 'NONE', sort: 'NEWEST', where, first, after, asOf: as_of });
      },
    }),
    route({
      door: 'GET /api/alerts/:id',
      name: 'alert',
      permission: 'alerts.read',
      asks: ['Query.alert'],
      summary: 'One alert: why it was raised, its evidence, what was done',
      path: z.strictObject({ id: uuid }),
      answers: 'Query.alert',
      example: { path: { id: '{alert}' } },
      answer: async ({ id }, ask) => {
        const detail = await ask<object | null>('Query.alert', { id });
        if (!detail) throw unknown('alert');
        return detail;
      },
    }),
    route({
      door: 'POST /api/alerts/acknowledge',
      name: 'acknowledgeAlertAt',
      permission: 'alerts.triage',
      asks: ['Mutation.acknowledgeAlert', 'Query.alerts'],
      summary: 'Takes an alert on, named by a time of it and its source address',
      body: z.strictObject({
        timestamp: time.meta({ description: 'First, last, deciding or raising time of the alert.' }),
        source_ip: text('Source of the alert.', 200),
        reason: reason.default('acknowledged by a program'),
      }),
      answers: 'Mutation.acknowledgeAlert',
      example: { body: { timestamp: '{alertTime}', source_ip: '{address}', reason: 'known scanner' } },
      answer: async ({ timestamp, source_ip, reason: why }, ask) => {
        const { id, state } = await alertAt(timestamp, written(source_ip), ask);
        return ask('Mutation.acknowledgeAlert', { id, seen: state.version, key: randomUUID(), reason: why });
      },
    }),
    route({
      door: 'POST /api/alerts/:id/acknowledge',
      name: 'acknowledgeAlert',
      permission: 'alerts.triage',
      asks: ['Mutation.acknowledgeAlert', 'Query.alert'],
      summary: 'Takes an alert on',
      path: z.strictObject({ id: uuid }),
      body: z.strictObject(order),
      answers: 'Mutation.acknowledgeAlert',
      example: { path: { id: '{otherAlert}' }, body: { reason: 'known scanner' } },
      answer: ({ id, ...given }, ask) => acknowledge(id, given, ask),
    }),
    route({
      door: 'POST /api/alerts/:id/close',
      name: 'closeAlert',
      permission: 'alerts.close',
      asks: ['Mutation.closeAlert', 'Query.alert'],
      summary: 'Closes an alert with a verdict',
      path: z.strictObject({ id: uuid }),
      body: z.strictObject({
        verdict: z.enum(['truePositive', 'benign', 'falsePositive', 'duplicate', 'test']),
        note: text('What there is to say.', 4000).optional(),
        seen: order.seen,
        key: order.key,
      }),
      answers: 'Mutation.closeAlert',
      example: { path: { id: '{otherAlert}' }, body: { verdict: 'benign', note: 'a scanner of our own' } },
      answer: async ({ id, verdict, note, ...given }, ask) => {
        const seen = given.seen ?? (await versionOf(id, ask));
        return ask('Mutation.closeAlert', { id, seen, key: given.key ?? randomUUID(), reason: verdict, note });
      },
    }),
    route({
      door: 'GET /api/rules',
      name: 'rules',
      permission: 'rules.read',
      asks: ['Query.rules'],
      summary: 'Rules, published and drafted',
      answers: 'Query.rules',
      example: {},
      answer: (_given, ask) => ask('Query.rules'),
    }),
    route({
      door: 'POST /api/alerts',
      name: 'draftRule',
      permission: 'rules.write',
      asks: ['Mutation.draftRule', 'Mutation.publishRule'],
      status: 201,
      summary: 'Writes an alert rule, and publishes it where the caller may',
      description:
        'Publishing needs a fresh second factor with a reason, which no token has: a program drafts, a person publishes. `not_published` says so.',
      body: ruleBody,
      answers: ruleAnswer,
      example: {
        body: {
          ...{ id: 'many-resets', name: 'Many resets', detector: 'generic', cooldown_seconds: 3600 },
          description: 'A source whose connections are reset again and again.',
          parameters: {
            when: 'state = "RSTO"',
            measure: 'flows',
            by: ['src.ip'],
            windowS: 60,
            threshold: 50,
            severity: 'medium',
          },
        },
      },
      answer: async ({ publish, parameters, cooldown_seconds, key, ...text_ }, ask, moment) => {
        const args = { ...text_, cooldownSeconds: cooldown_seconds, parameters: JSON.stringify(parameters) };
        const drafted = await ask<RuleResult>('Mutation.draftRule', { ...args, key: key ?? randomUUID() });
        return publish
          ? published(drafted, ask, moment)
          : { rule: drafted.entity, published: false, not_published: null };
      },
    }),
  ],
};
