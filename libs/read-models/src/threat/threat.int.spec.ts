import { confidenceOf, decayed, threatLevelOf as levelOf } from '@wireledger/detectors/score';
import { alertDecider, alertStream, type AlertCommand } from '@wireledger/domain';
import { acting, ANN, key, NOW, raised, SEEN_AT } from '@wireledger/domain/testing';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, SEVERITIES } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import { AUTH_RECORD, factsEvent } from '../testing/facts-world';
import { appendEach, sourceId, T0 } from '../testing/telemetry';
import { seeded } from '../testing/little-world';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';
import type { AttackSessionShape } from './attack-sessions';
import { threatLevelOf } from './threat-bands';

const MINUTE = 60_000_000;
let server: TestReadModels;
beforeAll(async () => {
  server = await TestReadModels.start();
}, 90_000);
afterAll(() => server.stop());

describe('threat level', () => {
  it.each([
    [0, 0, 'LOW'],
    [4, 4, 'LOW'],
    [5, 21, 'LOW'],
    [5, 20, 'MEDIUM'],
    [5, 10, 'HIGH'],
    [14, 20, 'HIGH'],
    [15, 20, 'CRITICAL'],
    [5, 5, 'CRITICAL'],
  ] as const)('%i failures of %i attempts are %s', (failures, attempts, level) => {
    expect(threatLevelOf(failures, attempts)).toBe(level);
  });
});

describe('attempts to sign in', () => {
  type Attempt = typeof AUTH_RECORD;
  const OUTCOMES = ['success', 'failure', 'unknown', 'likelySuccess', 'likelyFailure'] as const;
  const FAILED = new Set(['failure', 'likelyFailure']);
  const KNOWN = new Set(['failure', 'likelyFailure', 'success', 'likelySuccess']);
  const span = { from: T0, to: T0 + 240 * MINUTE };
  const range = { from: formatTime(span.from), to: formatTime(span.to) };
  let attempts: Attempt[];
  let models: ReadModels;
  beforeAll(async () => {
    const random = seeded(3);
    const pick = (n: number) => Math.floor(random() * n);
    attempts = Array.from({ length: 400 }, () => ({
      ...AUTH_RECORD,
      client: pick(3) === 0 ? `2001:db8::${1 + pick(3)}` : `198.51.100.${1 + pick(9)}`,
      server: `10.0.0.${1 + pick(14)}`,
      service: ['ftp', 'ssh', 'imap'][pick(3)] as string,
      user: ['', 'root', 'anna'][pick(3)] as string,
      outcome: OUTCOMES[pick(5)] as string,
      count: 1 + pick(3),
      time: T0 + pick(300) * MINUTE,
    }));
    const log = new InMemoryEventLog({ clock: () => T0 + 3_600_000_000 });
    const origin = { sensor: 'sensor-1', source: sourceId('attempts') };
    const other = { sensor: 'sensor-2', source: sourceId('elsewhere') };
    await appendEach(log, 'facts-sensor-1.20261121', [factsEvent(origin, 'auth', 1, attempts)]);
    await appendEach(log, 'facts-sensor-2.20261121', [
      factsEvent(
        other,
        'auth',
        1,
        Array(50).fill({ ...AUTH_RECORD, client: '192.0.2.66', outcome: 'failure', time: T0 }),
      ),
    ]);
    models = await server.open(log);
    await followAllToEnd(models);
  });

  const sum = (rows: readonly Attempt[], of: ReadonlySet<string>) =>
    rows.filter(({ outcome }) => of.has(outcome)).reduce((total, { count }) => total + count, 0);

  /** The same sessions, by a walk through the attempts of each source. */
  function recounted() {
    const sessions: Attempt[][] = [];
    const inRange = attempts.filter(({ time }) => time >= span.from && time < span.to);
    for (const client of new Set(inRange.map((one) => one.client))) {
      let last = -Infinity;
      const own = inRange.filter((one) => one.client === client);
      for (const one of own.sort((a, b) => a.time - b.time)) {
        if (one.time - last > 30 * MINUTE) sessions.push([]);
        sessions.at(-1)?.push(one);
        last = one.time;
      }
    }
    return sessions
      .filter((rows) => sum(rows, FAILED) >= 5)
      .map((rows) => ({
        source: rows[0]?.client as string,
        start: formatTime(rows[0]?.time as number),
        last: formatTime(rows.at(-1)?.time as number),
        active: span.to - (rows.at(-1)?.time as number) <= 30 * MINUTE,
        targets: new Set(rows.map(({ server: target }) => target)).size,
        users: new Set(rows.map(({ user }) => user).filter((user) => user !== '')).size,
        attempts: rows.reduce((total, { count }) => total + count, 0),
        failures: sum(rows, FAILED),
        successes: sum(rows, KNOWN) - sum(rows, FAILED),
        level: threatLevelOf(sum(rows, FAILED), sum(rows, KNOWN)),
      }));
  }
  const bySource = (a: { source: string; start: string }, b: { source: string; start: string }) =>
    `${a.source} ${a.start}` < `${b.source} ${b.start}` ? -1 : 1;

  it('are sessions of a source, cut where it pauses, page by page newest first', async () => {
    const rows: AttackSessionShape[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof models.queries.attackSessions>> = await models.queries.attackSessions({
        ...{ range, sensor: 'sensor-1', first: 4, after },
      });
      rows.push(...page.rows);
      after = page.next;
      expect(page).toMatchObject({ exact: true });
    } while (after !== null);
    const expected = recounted();
    expect(expected.length).toBeGreaterThan(8);
    expect(new Set(expected.map(({ level }) => level)).size).toBeGreaterThan(1);
    expect(rows.map(({ last }) => last)).toEqual(
      rows
        .map(({ last }) => last)
        .sort()
        .reverse(),
    );
    const named = rows.map(({ targetAddresses, services, ...row }) => {
      expect(targetAddresses.length).toBe(Math.min(10, row.targets));
      expect(services.length).toBeGreaterThan(0);
      return row;
    });
    expect(named.sort(bySource)).toEqual(expected.sort(bySource));
  });

  it('are asked by source, by sensor, and within a scope', async () => {
    const one = await models.queries.attackSessions({ range, ip: ['198.51.100.0/28'] });
    expect(new Set(one.rows.map(({ source }) => source.startsWith('198.51.100.')))).toEqual(new Set([true]));
    const scoped = await models.queries.attackSessions({ range }, { sensor: ['sensor-2'] });
    expect(scoped.rows).toMatchObject([{ source: '192.0.2.66', attempts: 50, failures: 50, level: 'CRITICAL' }]);
    expect((await models.queries.attackSessions({ range }, { ip: ['203.0.113.0/24'] })).rows).toEqual([]);
    await expect(models.queries.attackSessions({ range, first: 201 })).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
    });
    await expect(models.queries.attackSessions({ range, ip: ['x'] })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });

  it('make the threat level of five minutes', async () => {
    for (const minutes of [5, 60, 77, 300, 500]) {
      const to = T0 + minutes * MINUTE;
      const rows = attempts.filter(({ time }) => time >= to - 5 * MINUTE && time < to);
      const [failures, known] = [sum(rows, FAILED), sum(rows, KNOWN)];
      const answer = await models.queries.threatLevel({ at: formatTime(to), sensor: 'sensor-1' });
      expect(answer).toEqual({
        ...{ level: threatLevelOf(failures, known), attempts: known, failures },
        ...{ from: formatTime(to - 5 * MINUTE), to: formatTime(to), share: known > 0 ? failures / known : 0 },
        sources: new Set(rows.filter(({ outcome }) => FAILED.has(outcome)).map(({ client }) => client)).size,
      });
    }
    expect(await models.queries.threatLevel({})).toMatchObject({ level: 'LOW', attempts: 0, share: 0 });
    await expect(models.queries.threatLevel({ at: 'soon' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});

describe('host scores', () => {
  const HOUR = 60 * MINUTE;
  const context = { actor: ANN, correlationId: 'c', causationId: 'k', at: NOW };
  type Facts = ReturnType<typeof raised>;
  const facts: Facts[] = [];
  let log: InMemoryEventLog;
  let models: ReadModels;
  let beforeVerdict: string;
  const say = (alert: string, command: AlertCommand) =>
    handleCommand(log, alertDecider, alertStream(alert), command, context);

  beforeAll(async () => {
    let now = NOW;
    log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => (now += 1_000_000) });
    const random = seeded(9);
    const pick = (n: number) => Math.floor(random() * n);
    for (let n = 0; n < 60; n++) {
      const last = SEEN_AT - pick(40) * HOUR;
      const host = pick(8) === 0 ? '2001:db8::7' : `203.0.113.${1 + pick(5)}`;
      const from = pick(6) === 0 ? { src: null, dst: '192.0.2.64' } : { src: host, dst: null };
      facts.push(
        raised({
          ...{ ...from, alert: key(2000 + n), entity: host, first: last - HOUR, last, at: last },
          rule: { id: `rule-${pick(4)}`, version: 1, name: `Rule <b>${pick(4)}` },
          kind: n % 12 === 0 ? 'host_score' : 'port_scan_vertical',
          severity: SEVERITIES[pick(5)] as Facts['severity'],
          measure: n % 9 === 0 ? null : { name: 'ports', unit: '', value: 25 * 10 ** (random() * 2), threshold: 25 },
        }),
      );
    }
    facts.push(raised({ alert: key(3000), src: '02:00:00:00:00:01', dst: null, severity: 'critical' }));
    facts.push(raised({ alert: key(3001), src: null, dst: null, severity: 'critical' }));
    for (const one of facts) await say(one.alert, { type: 'raise', facts: one });
    beforeVerdict = await log.head();
    const harmless = facts.find(({ severity, kind }) => severity === 'high' && kind !== 'host_score') as Facts;
    await say(harmless.alert, { type: 'close', reason: 'benign', note: 'ours', ...acting(0) });
    models = await server.open(log);
    await followAllToEnd(models);
  });

  /** What the detector's own formula says of the same alerts. */
  function recounted(at: number, without: ReadonlySet<string>) {
    const scores = new Map<string, number>();
    for (const { alert, src, dst, kind, severity, last, first, measure } of facts) {
      const host = src ?? dst;
      if (host === null || /^02:/.test(host) || kind === 'host_score' || without.has(alert) || first > at) continue;
      const points = levelOf(severity) * confidenceOf(measure?.value ?? 0, measure?.threshold ?? 0);
      const left = decayed(points, at - last);
      if (left > 0) scores.set(host, (scores.get(host) ?? 0) + left);
    }
    return [...scores].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  }
  const closed = () =>
    new Set(
      facts
        .filter(({ severity, kind }) => severity === 'high' && kind !== 'host_score')
        .slice(0, 1)
        .map((one) => one.alert),
    );

  it.each([0, 3, 20])('are sums of what alerts say, as the detector weighs them, %i h later', async (hours) => {
    const at = SEEN_AT + hours * HOUR;
    const rows = await models.queries.hostScores({ at: formatTime(at), first: 100 });
    const expected = recounted(at, closed());
    expect(rows.length).toBe(expected.length);
    for (const [i, [address, score]] of expected.entries()) {
      expect(rows[i]?.address).toBe(address);
      expect(rows[i]?.score).toBeCloseTo(score, 1);
    }
    for (const { pieces, score, alerts, rules } of rows) {
      expect(pieces.length).toBe(Math.min(20, alerts));
      expect(new Set(pieces.map(({ rule }) => rule)).size).toBeLessThanOrEqual(rules);
      if (alerts <= 20) expect(pieces.reduce((total, { points }) => total + points, 0)).toBeCloseTo(score, 0);
      for (const { threatLevel, confidence, left, points } of pieces)
        expect(points).toBeCloseTo(threatLevel * confidence * left, 1);
    }
  });

  it('leave out what was closed as harmless, and have it as it was before', async () => {
    const [at, without] = [formatTime(SEEN_AT), closed()];
    const ids = async (asOf?: string) =>
      (await models.queries.hostScores({ at, first: 100, ...(asOf ? { asOf } : {}) })).flatMap(({ pieces }) =>
        pieces.map(({ alert }) => alert),
      );
    const [harmless] = [...without] as [string];
    const of = facts.find(({ alert }) => alert === harmless) as Facts;
    expect(of.last).toBeGreaterThan(SEEN_AT - 24 * HOUR);
    expect(await ids()).not.toContain(harmless);
    expect(await ids(beforeVerdict)).toContain(harmless);
  });

  it('are asked of one host, of one sensor, and within a scope', async () => {
    const at = formatTime(SEEN_AT);
    const all = await models.queries.hostScores({ at, first: 100 });
    const one = all[1]?.address as string;
    expect(await models.queries.hostScores({ at, address: one })).toEqual([all[1]]);
    expect(await models.queries.hostScores({ at, address: '203.0.113.200' })).toEqual([]);
    expect(await models.queries.hostScores({ at, first: 100 }, { sensor: ['edge-1'] })).toEqual(all);
    for (const scope of [{ sensor: ['elsewhere'] }, { ip: ['0.0.0.0/0'] }])
      expect(await models.queries.hostScores({ at }, scope)).toEqual([]);
    await expect(models.queries.hostScores({ at, address: 'x' })).rejects.toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
