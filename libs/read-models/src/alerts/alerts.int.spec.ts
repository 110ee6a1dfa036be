import type { Scope } from '@wireledger/access';
import { alertDecider, alertStream, type AlertCommand, ruleDecider, ruleStream } from '@wireledger/domain';
import {
  acting,
  ALERT,
  ANN,
  BEN,
  definition,
  kept,
  key,
  NOW,
  raised,
  recurred,
  SEEN_AT,
} from '@wireledger/domain/testing';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';
import { Client } from 'pg';

import type { ReadModels } from '../read-models';
import { seeded } from '../testing/little-world';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

let server: TestReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
}, 60_000);
afterAll(() => server.stop());

const context = (at = NOW) => ({ actor: ANN, correlationId: 'c', causationId: 'k', at });
const ANN_ID = ANN.slice('user:'.length);

/** A log whose clock goes on a second an event. */
function tickingLog() {
  let now = NOW;
  return new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => (now += 1_000_000) });
}
const command = async (log: InMemoryEventLog, id: string, said: AlertCommand) =>
  (await handleCommand(log, alertDecider, alertStream(id), said, context())).position;

/** An alert of a host: `n` makes its id. */
const alertOf = (n: number, more: Parameters<typeof raised>[0] = {}) =>
  raised({ alert: key(1000 + n), entity: `203.0.113.${n}`, src: `203.0.113.${n}`, ...more });

it('within a scope of sensors shows theirs, within any narrower one none', async () => {
  const log = tickingLog();
  for (const [n, sensor] of ['edge-1', 'edge-2', 'edge-1'].entries()) {
    const id = key(1000 + n);
    await command(log, id, { type: 'raise', facts: alertOf(n, { scope: { sensor, timeline: 'live' } }) });
    await command(log, id, { type: 'keepEvidence', facts: kept(4, { alert: id, left: n }) });
  }
  const models = await server.open(log);
  await followAllToEnd(models);
  const asOf = await log.head();
  for (const more of [{}, { asOf }]) {
    const seen = async (scope: Scope) => {
      const { rows } = await models.queries.alerts({ group: 'NONE', ...more }, scope);
      const { all } = await models.queries.alertCounts(more, scope);
      expect(all).toBe(rows.length);
      return rows.map(({ alert }) => alert.sensor);
    };
    expect(await seen({ sensor: ['edge-1'] })).toEqual(['edge-1', 'edge-1']);
    expect(await seen({ sensor: ['elsewhere'] })).toEqual([]);
    expect(await seen({ ip: ['0.0.0.0/0'] })).toEqual([]);
    const detail = (scope: Scope) => models.queries.alert({ id: key(1000), ...more }, scope);
    const own = await detail({ sensor: ['edge-1'] });
    expect(own?.similar.map(({ sensor }) => sensor)).toEqual(['edge-1']);
    expect([own?.evidence.length, own?.activity.length]).toEqual([4, 1]);
    expect(await detail({ sensor: ['edge-2'] })).toBeNull();
    expect(await detail({ port: [53] })).toBeNull();
    expect(await models.queries.rules(more, { port: [53] })).toEqual(await models.queries.rules(more));
  }
});

/** A few days of alerts and acts, by chance. */
async function busyLog(seed: number, acts: number): Promise<InMemoryEventLog> {
  const log = tickingLog();
  const random = seeded(seed);
  const severities = ['info', 'low', 'medium', 'high', 'critical'] as const;
  const versions = new Map<string, number>();
  for (let i = 0; i < acts; i++) {
    const n = Math.floor(random() * 12);
    const id = key(1000 + n);
    const seen = versions.get(id);
    if (seen === undefined) {
      await command(log, id, { type: 'raise', facts: alertOf(n, { severity: severities[n % 5] ?? 'low' }) });
      await command(log, id, { type: 'keepEvidence', facts: kept(4, { alert: id, left: n }) });
      versions.set(id, 0);
      continue;
    }
    const by = { by: random() < 0.5 ? ANN : BEN, command: key(5000 + i) };
    const choices: AlertCommand[] = [
      { type: 'recur', facts: recurred(10 ** (1 + Math.floor(random() * 3)), { alert: id }) },
      { type: 'acknowledge', reason: 'looking', ...acting(seen, by) },
      { type: 'assign', assignee: ANN_ID, ...acting(seen, by) },
      { type: 'note', text: 'a\u202e "note" <b>', ...acting(seen, by) },
      { type: 'snooze', until: NOW + 1e10 + i * 1e6, reason: null, ...acting(seen, by) },
      { type: 'escalate', note: null, ...acting(seen, by) },
      { type: 'close', reason: 'benign', note: 'ok', ...acting(seen, by) },
      { type: 'reopen', reason: 'again', ...acting(seen, by) },
    ];
    const said = choices[Math.floor(random() * choices.length)] as AlertCommand;
    const handled = await handleCommand(log, alertDecider, alertStream(id), said, context()).catch(() => null);
    if (handled?.state) versions.set(id, handled.state.version);
  }
  const rule = { by: ANN, at: NOW };
  const ship = { type: 'ship', rule: 'recommended.scan', definition: definition(), publish: true } as const;
  await handleCommand(
    log,
    ruleDecider,
    ruleStream('recommended.scan'),
    { ...ship, ...rule, command: key(1) },
    context(),
  );
  const off = { type: 'disable', reason: 'loud', seen: 2 } as const;
  await handleCommand(
    log,
    ruleDecider,
    ruleStream('recommended.scan'),
    { ...off, ...rule, command: key(2) },
    context(),
  );
  return log;
}

async function allRows(models: ReadModels): Promise<string[][]> {
  const tables = ['alert', 'alert_version', 'alert_activity', 'alert_evidence', 'rule', 'rule_draft'];
  return Promise.all(
    tables.map(async (table) => {
      const { rows } = await models.pool.query<{ row: string }>(`SELECT x::text AS row FROM rm.${table} x ORDER BY 1`);
      return rows.map(({ row }) => row);
    }),
  );
}

it('writes the same rows page by page, killed at random, by two followers at once, and rebuilt', async () => {
  const log = await busyLog(5, 260);
  const calm = await server.open(log);
  await followAllToEnd(calm);
  const expected = await allRows(calm);
  expect(expected.map(({ length }) => length)).toEqual([12, expect.any(Number), expect.any(Number), 48, 3, 1]);
  expect(expected[1]?.length).toBeGreaterThan(100);

  const connection = await server.database();
  const killer = new Client(connection);
  await killer.connect();
  const random = seeded(7);
  let [kills, done] = [0, 0];
  while (done < 2) {
    const models = await server.open(log, connection);
    const [follower, twin] = [models.follower('alerts'), models.follower('alerts')];
    const chaos = async () => {
      await new Promise((resolve) => setTimeout(resolve, random() * 8));
      const { rowCount } = await killer.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'wireledger' AND datname = current_database()`,
      );
      kills += rowCount ?? 0;
    };
    const run = async () => {
      const results = await Promise.allSettled([follower.step(), twin.step()]);
      for (const result of results) if (result.status === 'fulfilled' && result.value === 'idle') done++;
    };
    await Promise.all([run(), random() < 0.7 ? chaos() : undefined]);
  }
  await killer.end();
  expect(kills).toBeGreaterThan(3);
  const survivor = await server.open(log, connection);
  await followAllToEnd(survivor);
  expect(await allRows(survivor)).toEqual(expected);

  for (const name of ['alerts', 'rules']) await survivor.rebuild(name);
  expect((await allRows(survivor)).flat()).toEqual([]);
  await followAllToEnd(survivor);
  expect(await allRows(survivor)).toEqual(expected);
}, 90_000);

it('shows an alert as the decider folds it, at every position of the log', async () => {
  const log = await busyLog(11, 120);
  const models = await server.open(log);
  await followAllToEnd(models);
  const { events } = await log.readAll({ after: 'start', limit: 1000 });
  const states = new Map<string, ReturnType<typeof alertDecider.evolve>>();
  let compared = 0;
  for (const event of events.filter(({ type }) => type.startsWith('domain.Alert'))) {
    const id = event.data.alert as string;
    const fact = { type: event.type, version: event.meta.sv, data: event.data } as never;
    const state = alertDecider.evolve(states.get(id) ?? null, fact);
    states.set(id, state);
    if (compared++ % 5 !== 0) continue;
    const shown = await models.queries.alert({ id, asOf: event.position });
    expect(shown?.alert.state).toMatchObject({
      status: state?.triage.status,
      assignee: state?.triage.assignee,
      escalated: state?.triage.escalated,
      closeReason: state?.triage.closing?.reason ?? null,
      version: state?.version,
    });
    expect(shown?.alert.severity).toBe(state?.severity);
    expect(shown?.evidence.length).toBe((state?.kept.length ?? 0) * 4);
    if (event.type !== 'domain.AlertEvidenceKept') expect(shown?.activity.at(0)?.position).toBe(event.position);
  }
  expect(compared).toBeGreaterThan(60);
}, 60_000);

describe('queries', () => {
  let models: ReadModels;
  const positions: Record<string, string> = {};
  const at = (name: string): string => positions[name] ?? `no event of ${name}`;
  beforeAll(async () => {
    const log = tickingLog();
    const say = async (name: string, n: number, said: AlertCommand) => {
      positions[name] = await command(log, key(1000 + n), said);
    };
    const raise = (n: number, more: Parameters<typeof raised>[0]) =>
      say(`raise ${n}`, n, { type: 'raise', facts: alertOf(n, more) });
    const scan = { entity: 'scanner', src: 'scanner', last: SEEN_AT };
    await raise(1, { ...scan, severity: 'medium' });
    await raise(2, { ...scan, severity: 'high', last: SEEN_AT + 5 });
    await raise(3, {
      severity: 'critical',
      entity: '10.0.0.1',
      src: '10.0.0.1',
      dst: 'evil.example',
      last: SEEN_AT + 1,
    });
    await raise(4, { severity: 'low', entity: '<img src=x onerror=alert(1)>', last: SEEN_AT + 2 });
    await raise(5, { severity: 'info', last: SEEN_AT + 3 });
    await raise(6, { severity: 'info', last: SEEN_AT + 4, scope: { sensor: 'edge-2', timeline: 'live' } });
    await say('assign', 3, { type: 'assign', assignee: ANN_ID, ...acting(0) });
    await say('escalate', 3, { type: 'escalate', note: null, ...acting(1) });
    // Far ahead: the wall clock of the query decides what sleeps.
    await say('snooze', 5, { type: 'snooze', until: NOW + 89 * 86_400e6, reason: null, ...acting(0) });
    await say('close', 6, { type: 'close', reason: 'benign', note: null, ...acting(0) });
    models = await server.open(log);
    await followAllToEnd(models);
  }, 60_000);

  const asOfEnd = () => ({ asOf: at('close') });
  const list = async (args: Parameters<typeof models.queries.alerts>[0]) =>
    (await models.queries.alerts({ ...asOfEnd(), ...args })).rows.map(
      ({ alert, count }) => `${alert.entity} ×${count}`,
    );

  it('groups by rule and entity, gravest first', async () => {
    expect(await list({})).toEqual(['10.0.0.1 ×1', 'scanner ×2', '<img src=x onerror=alert(1)> ×1']);
    const [, scans] = (await models.queries.alerts(asOfEnd())).rows;
    expect(scans).toMatchObject({
      severity: 'high',
      members: [
        { id: key(1002), version: 0 },
        { id: key(1001), version: 0 },
      ],
    });
    expect(scans?.alert.id).toBe(key(1002));
  });

  it('has a tab for each state', async () => {
    expect(await list({ tab: 'MINE', viewer: ANN_ID })).toEqual(['10.0.0.1 ×1']);
    expect(await list({ tab: 'MINE' })).toEqual([]);
    expect(await list({ tab: 'ESCALATED' })).toEqual(['10.0.0.1 ×1']);
    expect(await list({ tab: 'SNOOZED' })).toEqual(['203.0.113.5 ×1']);
    expect(await list({ tab: 'CLOSED' })).toEqual(['203.0.113.6 ×1']);
    expect(await list({ tab: 'ALL' })).toHaveLength(5);
    expect(await models.queries.alertCounts({ ...asOfEnd(), viewer: ANN_ID })).toMatchObject({
      ...{ inbox: 4, mine: 1, escalated: 1, snoozed: 1, closed: 1, all: 6 },
      ...{ critical: 1, high: 1, medium: 1, low: 1, info: 0, closedLastHour: 1 },
    });
  });

  it('wakes what slept long enough', async () => {
    // The test's snooze lies in the past of the machine's clock.
    const now = await models.queries.alerts({ tab: 'SNOOZED' });
    expect(now.rows).toEqual([]);
    expect((await models.queries.alertCounts({})).inbox).toBe(5);
  });

  it('shows a list as it was', async () => {
    expect(await list({ asOf: at('raise 2') })).toEqual(['scanner ×2']);
    expect(await list({ asOf: at('raise 1') })).toEqual(['scanner ×1']);
    expect(await list({ asOf: at('snooze'), tab: 'CLOSED' })).toEqual([]);
    expect(await list({ asOf: '0'.padStart(19, '0') })).toEqual([]);
    // Positions are compared as texts: one that is cut short would be behind them all, and the answer that of now.
    for (const asOf of ['5', '-1', 'x', at('snooze').slice(1)])
      await expect(list({ asOf })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('shows a list as it was at a time, by the clock of the log', async () => {
    // The third event was recorded three seconds in.
    expect((await models.queries.alertCounts({ asOf: formatTime(NOW + 3_000_000) })).all).toBe(3);
    expect((await models.queries.alertCounts({ asOf: formatTime(NOW) })).all).toBe(0);
  });

  it('filters', async () => {
    const rows = (where: object) => list({ where, tab: 'ALL' });
    expect(await rows({ severity: ['critical'] })).toEqual(['10.0.0.1 ×1']);
    expect(await rows({ endpoint: ['evil.example'] })).toEqual(['10.0.0.1 ×1']);
    expect(await rows({ entity: 'scanner' })).toEqual(['scanner ×2']);
    expect(await rows({ search: 'ONERROR=' })).toEqual(['<img src=x onerror=alert(1)> ×1']);
    expect(await rows({ search: '%' })).toEqual([]);
    expect(await rows({ sensor: ['edge-2'] })).toEqual(['203.0.113.6 ×1']);
    expect(await rows({ kind: ['dga'] })).toEqual([]);
    const range = { from: formatTime(SEEN_AT + 5), to: formatTime(SEEN_AT + 6) };
    expect(await rows({ range })).toEqual(['scanner ×1']);
    await expect(rows({ severity: ['dire'] })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it.each(['SEVERITY', 'NEWEST', 'OLDEST', 'COUNT'] as const)(
    'pages in order %s without gap or double',
    async (sort) => {
      for (const group of ['RULE_ENTITY', 'NONE'] as const) {
        const whole = await models.queries.alerts({ ...asOfEnd(), tab: 'ALL', sort, group });
        const seen: string[] = [];
        for (let cursor: string | null = ''; cursor !== null;) {
          const more: { after?: string } = cursor ? { after: cursor } : {};
          const page: Awaited<ReturnType<typeof models.queries.alerts>> = await models.queries.alerts({
            ...{ ...asOfEnd(), tab: 'ALL', sort, group, first: 2 },
            ...more,
          });
          seen.push(...page.rows.map(({ key: group }) => group));
          cursor = page.next;
        }
        expect(seen).toEqual(whole.rows.map(({ key: group }) => group));
        expect(seen).toHaveLength(whole.count);
      }
    },
  );

  it('refuses a cursor of another list, both viewpoints at once, and an id that is none', async () => {
    const { next } = await models.queries.alerts({ ...asOfEnd(), tab: 'ALL', first: 1 });
    await expect(list({ tab: 'INBOX', after: next })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    await expect(list({ minPosition: at('close') })).rejects.toThrow('exclude each other');
    await expect(models.queries.alert({ id: 'x' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
    expect(await models.queries.alert({ id: ALERT })).toBeNull();
  });

  it('shows what is similar, and what happened', async () => {
    const detail = await models.queries.alert({ id: key(1002), ...asOfEnd() });
    expect(detail?.similar[0]?.id).toBe(key(1001));
    const acts = await models.queries.alert({ id: key(1003), ...asOfEnd() });
    expect(acts?.activity.map(({ action, by }) => [action, by])).toEqual([
      ['escalated', ANN],
      ['assigned', ANN],
      ['raised', null],
    ]);
  });
});
