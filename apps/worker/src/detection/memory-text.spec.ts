import { piecesOf, textOf } from './memory-text';

/** What detectors remember of a rule, of so many keys. */
const remembered = (keys: number) => ({
  keys: Array.from({ length: keys }, (_, n) => [
    `10.0.0.${n} "quoted" \\ \u0000 \ud800 ü`,
    [[[1_800_000_000_000_000 + n], ['a"b'], [1.5], [`e#${n}`]], null, { least: null }, n, 'high'],
    ...[true, -Infinity, n % 2 ? null : { id: 'x', start: 1, last: 2 }, 0],
  ]),
  ...{ evicted: 0, gone: undefined, census: [null, [['10.0.0.1', 5]]] },
});
const host = (keys: number) => ({
  ...{ v: 1, records: 7, judged: [['a flow', 3]] },
  rules: [
    ['scan', 1, 'port-scan', 2, remembered(keys)],
    ['beacon', 3, 'beacon', 1, remembered(2)],
  ],
});
const parts = { rules: [{ id: 'scan', cases: [] }], lists: [], regions: null };
const rest = { batches: [['b', 'start']], evidence: [] };

it('is the text that it would be in one go', async () => {
  for (const hosts of [
    [],
    [['a', { sensor: 'x' }, host(0)]],
    [...'ab'].map((id) => [id, { sensor: 'x' }, host(300)]),
  ]) {
    const whole = hosts as [string, unknown, unknown][];
    const texts = whole.map(([id, scope, memory]) => [id, scope, JSON.stringify(memory)]);
    const expected = JSON.stringify({ ...parts, timelines: { hosts: texts, ownTime: ['c'] }, ...rest });
    const taken = { before: parts, hosts: whole, ownTime: ['c'], after: rest };
    expect(await textOf(taken, () => Promise.resolve())).toBe(expected);
  }
});

it('lets others have their turn while it is written, and not for a little', async () => {
  const turns = async (keys: number) => {
    let count = 0;
    const hosts = [['a', {}, host(keys)]] as const;
    const slow = () => new Promise<void>((resolve) => (count++, setImmediate(resolve)));
    await textOf({ before: parts, hosts, ownTime: [], after: rest }, slow);
    return count;
  };
  expect(await turns(1)).toBe(0);
  expect(await turns(100_000)).toBeGreaterThan(3);
});

it('what is in pieces is what JSON has, as deep as it may be', () => {
  const value = { a: [1, undefined, [NaN, { b: 'c', d: undefined }]], e: {}, f: [], g: null, h: true };
  for (const depth of [0, 1, 2, 3, 9]) expect([...piecesOf(value, depth)].join('')).toBe(JSON.stringify(value));
});
