import { address, times } from '../../testing/cases';
import { host, judge, raised, told } from '../../testing/judged';
import { ANSWERED, batchesOf, flow, type Row, SECOND, T0 } from '../../testing/rows';
import { parameters } from './parameters';
import { own } from './testing/own';

const MINUTE = 60 * SECOND;
const flows = (n: number, from = T0, fields: Readonly<Record<string, unknown>> = {}, first = 1): Row[] =>
  times(n, (i) => flow(from + i * 1000, { flow: first + i, ...fields }));

describe('a number within a window', () => {
  const levels = { medium: 20, high: 50, critical: 200 };
  const rule = own('levels', { measure: 'flows', by: ['src.ip'], windowS: 60, threshold: 10, severity: 'low', levels });

  it('makes the alert graver with each level that is reached', () => {
    const told = judge([rule], flows(250)).map(({ change, severity, value }) => [change, severity, value]);
    expect(told).toEqual([
      ['raised', 'low', 10],
      ['recurred', 'medium', 20],
      ['recurred', 'high', 50],
      ['recurred', 'high', 100],
      ['recurred', 'critical', 200],
      ['ended', 'critical', 250],
    ]);
  });

  it('never takes a level for a smaller one, and reaches it by what comes late too', () => {
    const grave = own('grave', { measure: 'flows', windowS: 60, threshold: 10, severity: 'high', levels });
    expect(raised([grave], flows(30))[0]?.severity).toBe('high');
    const late = [...flows(100, T0 + 5 * MINUTE, {}, 1), ...flows(50, T0, {}, 500)];
    expect(judge([rule], late).some(({ severity, value }) => severity === 'high' && value >= 50)).toBe(true);
  });

  it('says who, to whom, where, and the group it is about', () => {
    const pair = own('pair', { measure: 'distinct dst.port', by: ['src.ip', 'dst.ip'], windowS: 60, threshold: 3 });
    const [alert] = raised(
      [pair],
      times(3, (i) => flow(T0 + i, { dstPort: 80 + i })),
    );
    expect(alert).toMatchObject({
      ...{ kind: 'generic', entity: '10.0.0.1 203.0.113.1', src: '10.0.0.1', dst: '203.0.113.1', dport: null },
      ...{ value: 3, threshold: 3, measure: { name: 'distinct dst.port', unit: 'values' } },
      summary:
        'src.ip 10.0.0.1, dst.ip 203.0.113.1: 3 values of dst.port that the rule counts within 0 s; the threshold is 3 values of dst.port within 60 s.',
    });
  });

  it('adds up what is new since the previous record of a flow, never the total again', () => {
    const sum = own('sum', { measure: 'sum of bytes', windowS: 300, threshold: 5000 });
    const record = (i: number, add: number) =>
      flow(T0 + i * MINUTE, { rec: i, srcBytes: 1000 * (i + 1), dSrcBytes: add, dDstBytes: 0 });
    expect(
      raised(
        [sum],
        times(4, (i) => record(i, 1000)),
      ),
    ).toEqual([]);
    const [alert] = raised(
      [sum],
      times(5, (i) => record(i, 1000)),
    );
    expect(alert).toMatchObject({ value: 5000, measure: { name: 'sum of bytes', unit: 'bytes' } });
    expect(alert?.summary).toContain('5 kB (sum of bytes)');
  });

  it('tells flows of two sources with equal numbers apart, and knows the sensor', () => {
    const one = own('one', { when: 'sensor = edge-1', measure: 'flows', by: ['sensor'], windowS: 60, threshold: 4 });
    const { host: judging, changes } = host([one]);
    for (const source of ['11111111-2222-5333-8444-00000000000a', '11111111-2222-5333-8444-00000000000b'])
      for (const batch of batchesOf(flows(2), 500, source))
        for (const sensor of ['edge-1', 'edge-2']) judging.take({ ...batch, source: `${sensor}/${source}`, sensor });
    expect(changes.map(({ entity, value }) => [entity, value])).toEqual([['edge-1', 4]]);
  });

  it('counts flows up to ten thousand, and says so beyond', () => {
    const big = own('big', { measure: 'flows', windowS: 600, threshold: 10_000 });
    const changes = judge([big], flows(10_050));
    expect(changes[0]?.summary).toContain('10,000 or more flows');
  });
});

describe('against the windows before', () => {
  const usual = (windows: number, each: number) =>
    times(windows, (w) => flows(each + (w % 2), T0 + w * MINUTE, {}, 1 + w * 1000)).flat();
  const more = (window: number, n: number) => flows(n, T0 + window * MINUTE, {}, 500_000);
  const after = (window: number) => flow(T0 + (window + 1) * MINUTE + 15 * SECOND, { ...ANSWERED, src: '10.9.9.9' });
  const multiple = own('times', {
    ...{ measure: 'flows', by: ['src.ip'], windowS: 60, compare: 'times', threshold: 4, least: 20, baseline: 6 },
    ...{ memory: 30, levels: { high: 10 } },
  });

  it.each([
    ['four times the median', 40, ['medium']],
    ['one below', 39, []],
    ['ten times: a level', 100, ['high']],
  ])('%s', (_what, n, severities) => {
    const rows = [...times(6, (w) => flows(10, T0 + w * MINUTE, {}, 1 + w * 1000)).flat(), ...more(6, n), after(6)];
    const found = raised([multiple], rows);
    expect(found.map(({ severity }) => severity)).toEqual(severities);
    for (const alert of found) {
      expect(alert).toMatchObject({ entity: '10.0.0.1', src: '10.0.0.1', baseline: { measured: n, usual: 10 } });
      expect(alert).toMatchObject({ value: n / 10, measure: { unit: 'times' }, threshold: 4 });
      expect(alert.records).toHaveLength(Math.min(200, n));
    }
  });

  it('waits for its baseline, and asks for the least', () => {
    expect(raised([multiple], [...usual(5, 10), ...more(5, 100), after(5)])).toEqual([]);
    expect(raised([multiple], [...usual(6, 1), ...more(6, 19), after(6)])).toEqual([]);
    expect(raised([multiple], [...usual(6, 1), ...more(6, 20), after(6)])).toHaveLength(1);
  });

  it('a window in which nothing fits counts as 0', () => {
    const silent = times(6, (w) => flow(T0 + w * 2 * MINUTE, { flow: w + 1 }));
    expect(raised([multiple], [...silent, ...flows(21, T0 + 12 * MINUTE, {}, 100), after(12)])).toHaveLength(1);
  });

  const z = own('z', {
    ...{ measure: 'sum of src.payload', windowS: 60, compare: 'z', threshold: 3.5, least: 5000, baseline: 10 },
  });
  const payload = (window: number, bytes: number) =>
    flow(T0 + window * MINUTE, { flow: window + 1, dSrcPayload: bytes });

  it('by a robust z, which an attacker hardly teaches', () => {
    const calm = times(20, (w) => payload(w, 10_000 + (w % 3) * 500));
    const flood = times(8, (w) => payload(20 + w, 10 ** 7));
    const changes = judge([z], [...calm, ...flood, after(29)]);
    expect(changes[0]).toMatchObject({ change: 'raised', threshold: 3.5, measure: { unit: 'deviations' } });
    expect(changes[0]?.summary).toMatch(/10 MB \(sum of src\.payload\).*z was \d+\.\d, the threshold is 3\.5\.$/);
    expect(changes.at(-1)).toMatchObject({ change: 'ended', last: T0 + 27 * MINUTE });
    expect(raised([z], [...calm, payload(20, 12_000), after(20)])).toEqual([]);
    expect(raised([z], [...times(9, (w) => payload(w, 10_000)), payload(9, 10 ** 7), after(9)])).toEqual([]);
  });

  it('goes on after a restart at any record as if there had been none, whatever the batches', () => {
    const rows = [...usual(12, 5), ...more(12, 80), after(12), ...more(14, 30), after(15)];
    const rules = [multiple, own('flat', { measure: 'distinct src.ip', windowS: 60, compare: 'times', threshold: 2 })];
    const whole = judge(rules, rows);
    expect(whole.length).toBeGreaterThan(1);
    expect(judge(rules, rows, 3, 2)).toEqual(whole);
    for (const at of [1, 30, 60, rows.length - 40, rows.length - 1]) {
      const before = host(rules);
      for (const batch of batchesOf(rows, 1).slice(0, at)) before.host.take(batch);
      const next = host(rules);
      const snapshot = before.host.snapshot();
      next.host.restore(snapshot);
      expect(next.host.snapshot()).toBe(snapshot);
      for (const batch of batchesOf(rows, 1)) next.host.take(batch);
      next.host.finish();
      expect([...before.changes, ...next.changes].map(told)).toEqual(whole);
    }
  });
});

describe('a schedule', () => {
  const at = (text: string) => Date.parse(text) * 1000;
  const rule = (schedule: Readonly<Record<string, unknown>>) =>
    own('night', { measure: 'flows', windowS: 60, threshold: 3, schedule });
  const fires = (schedule: Readonly<Record<string, unknown>>, text: string) =>
    raised([rule(schedule)], flows(3, at(text))).length === 1;
  const NIGHT = { days: ['fri'], from: '22:00', to: '06:00', zone: 'Europe/Berlin' };

  it.each([
    ['before it begins', NIGHT, '2026-11-27T20:59:50Z', false],
    ['when it begins, by the clock of the place', NIGHT, '2026-11-27T21:00:00Z', true],
    ['after midnight: still Friday’s night', NIGHT, '2026-11-28T04:59:50Z', true],
    ['when it is over', NIGHT, '2026-11-28T05:00:00Z', false],
    ['the night before', NIGHT, '2026-11-27T03:00:00Z', false],
    ['in summer, an hour earlier', NIGHT, '2026-07-03T20:00:00Z', true],
    ['whole days', { days: ['sat', 'sun'], zone: 'America/New_York' }, '2026-11-28T04:30:00Z', false],
    ['whole days, over there', { days: ['sat', 'sun'], zone: 'America/New_York' }, '2026-11-28T05:00:00Z', true],
    ['an hour of every day', { from: '08:00', to: '09:00' }, '2026-11-27T08:30:00Z', true],
    ['an hour of every day, after it', { from: '08:00', to: '09:00' }, '2026-11-27T09:00:00Z', false],
    ['always', {}, '2026-11-27T09:00:00Z', true],
  ])('%s', (_what, schedule, text, expected) => expect(fires(schedule, text)).toBe(expected));
});

describe('bounds', () => {
  it('lets go of groups when all hold too much together, the ones not heard of first', () => {
    const wide = own('wide', { measure: 'sum of packets', by: ['src.ip'], windowS: 600, threshold: 100 });
    const { host: judging } = host([wide], { maxEntries: 300 });
    const rows = times(400, (i) => flow(T0 + i * 1000, { src: address(false, true, i >> 2), flow: i + 1 }));
    for (const batch of batchesOf(rows)) judging.take(batch);
    expect(judging.counters.keys).toBe(75);
    expect(judging.counters.evicted).toBe(25);
    const { host: restored } = host([wide], { maxEntries: 300 });
    restored.restore(judging.snapshot());
    expect(restored.snapshot()).toBe(judging.snapshot());
    const before = host([wide], { maxEntries: 300 });
    before.host.restore(judging.snapshot());
    for (const batch of batchesOf([...rows, ...rows.map(({ kind, fields }) => ({ kind, fields: { ...fields } }))]))
      before.host.take(batch);
    expect(before.host.counters.keys).toBeLessThanOrEqual(75);
  });

  it('holds the newest records of a sum', () => {
    const sum = own('sum', { measure: 'sum of packets', windowS: 86_400, threshold: 8_192 });
    expect(raised([sum], flows(8_192))).toHaveLength(1);
    const much = own('much', { measure: 'sum of packets', windowS: 86_400, threshold: 8_193 });
    expect(raised([much], flows(9_000))).toEqual([]);
  });
});

describe('parameters', () => {
  const good = { measure: 'flows', windowS: 60, threshold: 10, severity: 'low' };
  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['an expression that is not understood', { when: 'dst.prot = 23' }, /character 1: .*dst\.port/],
    ['an expression about places', { when: 'dst.port = 22 and dst.country = KP' }, /detector region/],
    ['an exception about something else', { except: 'dns.query exists' }, /lookups/],
    ['a measure that there is none of', { measure: 'sum of hope' }, /Invalid option/],
    ['a field of both ends', { by: ['ip'] }, /Invalid option/],
    ['a field twice', { by: ['app', 'app'] }, /named twice/],
    ['more flows than are told apart', { threshold: 10_001 }, /told apart/],
    ['a level beyond', { levels: { high: 20_000 } }, /told apart/],
    ['a baseline of long windows', { compare: 'times', windowS: 7200 }, /at most 3600/],
    ['less memory than baseline', { compare: 'z', baseline: 20, memory: 10 }, /as many/],
    ['a place that is none', { schedule: { zone: 'Mars/Olympus' } }, /time zone/],
    ['a time that is none', { schedule: { from: '24:00' } }, /HH:MM/],
    ['a threshold of nothing', { threshold: 0 }, />0/],
  ])('%s is refused', (_what, wrong, message) => {
    const { error } = parameters.safeParse({ ...good, ...wrong });
    expect(error?.issues.map(({ message: text }) => text).join()).toMatch(message);
  });
  it('what is left out is filled in', () => {
    expect(parameters.parse(good)).toMatchObject({
      ...{ when: '', except: '', by: [], compare: 'number', levels: { medium: 0 } },
      schedule: { days: [], from: '00:00', to: '00:00', zone: 'UTC' },
    });
  });
});
