import { rule } from '../../rules/rule';
import { times } from '../../testing/cases';
import { host, judge } from '../../testing/judged';
import { batchesOf, flow, SECOND, T0 } from '../../testing/rows';
import { synFlood } from './detector';

const PARAMETERS = {
  syns: 20,
  sources: 10,
  windowS: 10,
  count: 'half-open',
  per: 'service',
  severity: 'high',
} as const;
const FLOOD = rule({ id: 'flood', title: 'Flood', detector: synFlood, parameters: PARAMETERS });
const syn = (time: number, source: number, dSyn = 1) => flow(time, { dSyn, src: `198.51.100.${source}` });

describe('a flood from many sources', () => {
  it('goes on only as long as a window holds enough of them', () => {
    const burst = times(20, (i) => syn(T0 + i, i));
    const oneSource = times(60, (i) => syn(T0 + (i + 1) * SECOND, 1, 3));
    const changes = judge([FLOOD], [...burst, ...oneSource]);
    expect(changes.map(({ change, value }) => [change, value])).toEqual([
      ['raised', 20],
      ['ended', 20 + 3 * 10],
    ]);
  });

  it('is the same when it goes on from a snapshot at any record, in whatever order they come', () => {
    let chance = 1;
    const next = (below: number) => (chance = (chance * 48_271) % 2_147_483_647) % below;
    const rows = times(1500, (i) => syn(T0 + i * 100_000 + next(20 * SECOND), next(i % 600 < 300 ? 40 : 5)));
    const batches = batchesOf(rows, 1);
    const straight = host([FLOOD]);
    for (const batch of batches) straight.host.take(batch);
    const changes = batches.reduce(
      ({ snapshot, told }, batch) => {
        const resumed = host([FLOOD]);
        if (snapshot !== null) resumed.host.restore(snapshot);
        resumed.host.take(batch);
        return { snapshot: resumed.host.snapshot(), told: [...told, ...resumed.changes] };
      },
      { snapshot: null as string | null, told: [] as typeof straight.changes },
    );
    expect(straight.changes.length).toBeGreaterThan(2);
    expect(changes.told).toEqual(straight.changes);
    expect(changes.snapshot).toBe(straight.host.snapshot());
  });
});
