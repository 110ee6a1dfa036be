import { DetectorHost, kindsReadBy, RecordReader, type Rule } from '@wireledger/detectors';

import { type StoredBatch, unpacked } from './stored-batches';

/** UUID that the alerts of a bench are made under. */
export const SCOPE = '0c9e7b1a-5b0e-5b67-8f0f-2f8c0f9a7c11';

/** Processor time of this thread, µs: other work of the machine does not count. */
function cpuUs(): number {
  const { user, system } = process.threadCpuUsage();
  return user + system;
}

/** Seconds of one pass, of as many as it takes to see so much on a coarse clock. */
function ofOnePass(pass: () => void, leastS: number): number {
  const started = cpuUs();
  let spent = 0;
  for (let passes = 1; ; passes++) {
    pass();
    spent = (cpuUs() - started) / 1e6;
    if (spent > leastS) return spent / passes;
  }
}

/** Seconds of unpacking batches and standing on each record once. */
export function decodeSeconds(batches: readonly StoredBatch[], leastS: number): number {
  const reader = new RecordReader();
  let newest = 0;
  const seconds = ofOnePass(() => {
    for (const batch of batches)
      reader.read(unpacked(batch), 0, ({ at }) => {
        if (at > newest) newest = at;
      });
  }, leastS);
  if (newest === 0) throw new Error('there is nothing to judge');
  return seconds;
}

/** Seconds of the same, and judging each record by rules. */
export function judgeSeconds(batches: readonly StoredBatch[], rules: readonly Rule[], leastS: number): number {
  return ofOnePass(() => {
    const host = new DetectorHost({ scope: SCOPE, rules, onChange: () => undefined });
    for (const batch of batches) host.take(unpacked(batch));
    host.finish();
  }, leastS);
}

/** Batches of the kinds that a rule reads: what it is measured on. A rule that hears others reads none. */
export const readBy = (batches: readonly StoredBatch[], rule: Rule): StoredBatch[] =>
  batches.filter(({ place }) => (kindsReadBy(rule) as readonly string[]).includes(place.kind));

export const recordsOf = (batches: readonly StoredBatch[]): number =>
  batches.reduce((sum, { records }) => sum + records, 0);
