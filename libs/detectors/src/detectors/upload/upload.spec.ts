import type { HostOptions } from '../../host/detector-host';
import type { DetectorBatch } from '../../records/cursors';
import { RULE_SETS } from '../../rules';
import type { Rule } from '../../rules/rule';
import { SlidingWindow } from '../../state/sliding-window';
import { address, times } from '../../testing/cases';
import { host } from '../../testing/judged';
import { ANSWERED, batchesOf, flow, SECOND, T0 } from '../../testing/rows';

/** A small and a large threshold: they read alike, and have their windows in common. */
const RULES = RULE_SETS.recommended.filter(({ detector }) => detector.id === 'upload');
/** The same, each with all of its own. */
const APART = RULES.map((rule): Rule => {
  const { readsAlike: _, ...detector } = rule.detector;
  return { ...rule, detector };
});

/** Hosts that send more and more to nine destinations, in pieces, some of which come late; two come a second, and one later on. */
const ROWS = times(1200, (i) =>
  flow(T0 + (i >> 1) * SECOND - (i % 5 === 0 ? 40 * SECOND : 0), {
    ...{ ...ANSWERED, kind: 1, at: T0 + (i < 600 ? i >> 1 : i) * SECOND },
    ...{ src: address(false, true, (i * 7) % 3), dst: address(false, false, (i * 5) % 9) },
    ...{ dSrcPayload: 40_000 * ((i + 1) % 13) + (i === 900 ? 2e8 : 0), dDstPayload: i % 11 },
  }),
);

/** All that rules tell about the rows, and what their host keeps in the end. */
function judgedBy(rules: readonly Rule[], options: Partial<HostOptions> = {}, restartAt = -1) {
  let judging = host(rules, options);
  const all = [judging.changes];
  batchesOf(ROWS, 50).forEach((batch, n) => {
    if (n === restartAt) {
      const snapshot = judging.host.snapshot();
      judging = host(rules, options);
      all.push(judging.changes);
      judging.host.restore(snapshot);
    }
    judging.host.take(batch);
  });
  const kept = judging.host.snapshot();
  judging.host.finish();
  return { kept, evicted: judging.host.counters.evicted, changes: all.flat() };
}

describe('rules of uploads that have their windows in common', () => {
  it.each([
    ['', {}, -1],
    [' when they forget', { maxKeys: 4 }, -1],
    [' when one of them forgets', { maxAllKeys: 11 }, -1],
    [' after a restart', {}, 9],
    [' after a restart, when one of them forgets', { maxAllKeys: 11 }, 9],
  ])('tell and keep what they do each for itself%s', (_when, options, restartAt) => {
    const together = judgedBy(RULES, options, restartAt);
    expect(together).toEqual(judgedBy(APART, options, restartAt));
    expect(new Set(together.changes.map(({ rule }) => rule)).size).toBe(2);
    expect(together.evicted > 0).toBe('maxKeys' in options || 'maxAllKeys' in options);
  });

  it('do so on several hosts that judge the same records, the first in turn and then one host after the other', () => {
    const hosts = [host(RULES), host(RULES), host(APART)];
    const [first, ...others] = batchesOf(ROWS, 1);
    for (const batches of [[first], others])
      for (const { host: judging } of hosts) for (const batch of batches) judging.take(batch as DetectorBatch);
    const [one, other, apart] = hosts.map(({ host: judging, changes }) => ({ kept: judging.snapshot(), changes }));
    expect([one, other]).toEqual([apart, apart]);
  });

  it('add an entry once', () => {
    const added = jest.spyOn(SlidingWindow.prototype, 'add');
    judgedBy(RULES);
    const together = added.mock.calls.length;
    added.mockClear();
    judgedBy(APART);
    expect(together).toBeGreaterThan(1000);
    expect(added).toHaveBeenCalledTimes(2 * together);
    added.mockRestore();
  });
});
