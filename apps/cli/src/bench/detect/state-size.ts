import { Session } from 'node:inspector/promises';
import { type DetectorBatch, DetectorHost, type Rule } from '@wireledger/detectors';

import { SCOPE } from './judging-speed';
import { type StoredBatch, unpacked } from './stored-batches';

const MIB = 1 << 20;

/** How many states a host holds, and what they take. */
export interface StateSize {
  readonly keys: number;
  readonly mebibytes: number;
  /** How many batches of flows they were made of. */
  readonly batches: number;
}

/** Gives flows of ever other originators to rules until they hold so many states (detector, key) in all, or hold all that they may. */
export async function stateSize(
  batches: readonly StoredBatch[],
  rules: readonly Rule[],
  keys: number,
): Promise<StateSize> {
  const flows = batches.filter(({ place }) => place.kind === 'flow').map(unpacked);
  if (flows.length === 0) throw new Error('there are no flows');
  const host = new DetectorHost({ scope: SCOPE, rules, onChange: () => undefined });
  const before = await heapUsed();
  let made = 0;
  let seq = 1;
  for (let turn = 0; host.counters.keys < keys && host.counters.evicted === 0; turn++) {
    const flow = flows[turn % flows.length] as DetectorBatch<'flow'>;
    const { n, cols } = flow.payload;
    // Times stay what they are: none of the states grows old.
    const src = Array.from({ length: n }, () => originator(made++));
    host.take({ ...flow, eventId: `${turn}`, firstSeq: seq, payload: { ...flow.payload, cols: { ...cols, src } } });
    seq += n;
  }
  const mebibytes = ((await heapUsed()) - before) / MIB;
  // The flows are in use to the end, or what they take would be gone by the second reading and missing in the difference.
  return { keys: host.counters.keys, mebibytes, batches: flows.length };
}

/** Addresses of 11.0.0.0/8 and on, each once. */
const originator = (i: number): string => `${11 + (i >> 24)}.${(i >> 16) & 255}.${(i >> 8) & 255}.${i & 255}`;

/** Bytes that are in use once everything unused is gone. */
async function heapUsed(): Promise<number> {
  const inspector = new Session();
  inspector.connect();
  // It is collected by a task of its own: behind this line, and not before, what nobody uses any more has gone.
  await inspector.post('HeapProfiler.collectGarbage');
  inspector.disconnect();
  const { heapUsed: used, external } = process.memoryUsage();
  return used + external;
}
