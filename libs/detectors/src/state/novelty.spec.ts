import { newDevice } from '../detectors/new-device/detector';
import { rule } from '../rules/rule';
import { host, judge, told } from '../testing/judged';
import { arp, batchesOf, type Row, SECOND, T0 } from '../testing/rows';

const DEVICES = rule({
  ...{ id: 'devices', title: 'Devices', detector: newDevice },
  parameters: { networks: ['10.0.0.0/8'], madeUp: true, learnDays: 1, knownDays: 30, severity: 'low' },
});
const RULES = [DEVICES];
const mac = (i: number) => `00:1b:21:00:00:${i.toString(16).padStart(2, '0')}`;
/** Forty devices, one each quarter of an hour, some of them seen again. */
const rows = Array.from({ length: 200 }, (_, i): Row => arp(T0 + i * 900 * SECOND, { senderMac: mac(i % 160) }));

it('is the same however records are batched, come again, are split by key, and after a restart at any record', () => {
  const whole = judge(RULES, rows);
  expect(whole.filter(({ change }) => change === 'raised')).toHaveLength(63);
  expect(judge(RULES, rows, 7)).toEqual(whole);
  expect(judge(RULES, rows, 13, 3)).toEqual(whole);
  const split = [0, 1, 2, 3].map((index) => host(RULES, { share: { index, of: 4 } }));
  for (const batch of batchesOf(rows)) for (const part of split) part.host.take(batch);
  for (const part of split) part.host.finish();
  const byId = (changes: readonly { readonly id: string; readonly change: string }[]) =>
    changes.map(({ id, change }) => `${id} ${change}`).sort();
  expect(byId(split.flatMap(({ changes }) => changes))).toEqual(byId(whole));
  for (const at of [1, 95, 97, 150]) {
    const before = host(RULES);
    let left = at;
    for (const batch of batchesOf(rows, 50)) {
      before.host.take(batch, left);
      left -= Math.min(left, batch.payload.n);
    }
    const after = host(RULES);
    after.host.restore(before.host.snapshot());
    expect(after.host.snapshot()).toBe(before.host.snapshot());
    for (const batch of batchesOf(rows, 50)) after.host.take(batch);
    after.host.finish();
    expect([...before.changes, ...after.changes].map(told)).toEqual(judge(RULES, rows, 50));
  }
});
