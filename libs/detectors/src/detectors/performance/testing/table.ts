import { RULE_SETS } from '../../../rules';
import type { Rule } from '../../../rules/rule';
import { address, times } from '../../../testing/cases';
import { ANSWERED, flow, type Row, SECOND, T0, traffic } from '../../../testing/rows';
import type { Table } from '../../../testing/table';

const BUCKET = 300 * SECOND;
const QUIET = 12;
const V6 = address(true, true, 7);
const named = (id: string): Rule => RULE_SETS.recommended.find((one) => one.id === id) as Rule;
const later = flow(T0 + (QUIET + 3) * BUCKET, { ...ANSWERED, dst: '10.9.9.8' });

/** So many handshakes of so many ms, the last of them so long after the bucket began. */
function handshakes(bucket: number, ms: number, n: number, lastUs: number, dst: string): Row[] {
  const start = T0 + bucket * BUCKET;
  const of = (first: number) => flow(first, { ...ANSWERED, first, src: '10.0.1.1', dst, rtt: ms * 1000 });
  return [...times(n - 1, (i) => of(start + i * SECOND)), of(start + lastUs)];
}
const latency = (ms: number, n: number, lastUs = 60 * SECOND, dst = '10.0.0.2'): Row[] => [
  ...times(QUIET, (bucket) => handshakes(bucket, 10, 10, 60 * SECOND, dst)).flat(),
  ...[...handshakes(QUIET, ms, n, lastUs, dst), later],
];

/** Five flows of a hundred packets each, some of them sent again, the last flow so long after the bucket began. */
function served(bucket: number, again: number, lastUs: number, dst: string): Row[] {
  const start = T0 + bucket * BUCKET;
  return times(5, (i) =>
    flow(i === 4 ? start + lastUs : start + i * SECOND, {
      ...{ ...ANSWERED, src: `10.0.1.${i}`, dst, srcPackets: 60, dstPackets: 40 },
      srcRetrans: Math.floor((again + i) / 5),
    }),
  );
}
const retransmission = (again: number, lastUs = 60 * SECOND, dst = '10.0.0.2'): Row[] => [
  ...times(QUIET, (bucket) => served(bucket, 0, 60 * SECOND, dst)).flat(),
  ...[...served(QUIET, again, lastUs, dst), later],
];

/** 50 Mbit/s over five minutes. */
const FULL = (50e6 / 8) * 300;
const carried = (...parts: readonly (readonly [us: number, bytes: number])[]): Row[] => [
  ...times(QUIET, (bucket) => traffic(T0 + bucket * BUCKET, FULL / 10)),
  ...parts.map(([us, bytes]) => traffic(T0 + QUIET * BUCKET + us, bytes)),
  traffic(T0 + (QUIET + 3) * BUCKET, 0),
];
const halves = (bytes: number, us: number): Row[] => carried([0, bytes / 2], [us, bytes / 2]);

export const tables: readonly Table[] = [
  {
    rule: named('slow-server'),
    at: latency(50, 10),
    below: latency(50, 9),
    edges: {
      '50 ms': [latency(50, 10), 1],
      '49.9 ms': [latency(49.9, 10), 0],
      'the tenth handshake 299.9 s after the bucket began': [latency(50, 10, BUCKET - SECOND / 10), 1],
      'the tenth handshake at 300 s, in the next bucket': [latency(50, 10, BUCKET), 0],
      'the tenth handshake at 300.1 s': [latency(50, 10, BUCKET + SECOND / 10), 0],
      'eleven buckets of baseline': [latency(50, 10).slice(10), 0],
    },
    v6: { at: latency(50, 10, SECOND, V6), below: latency(50, 9, SECOND, V6) },
  },
  {
    rule: named('retransmissions'),
    at: retransmission(25),
    below: retransmission(24),
    edges: {
      'the fifth hundred of packets at 299.9 s': [retransmission(25, BUCKET - SECOND / 10), 1],
      'the fifth hundred at 300 s, in the next bucket': [retransmission(25, BUCKET), 0],
      'the fifth hundred at 300.1 s': [retransmission(25, BUCKET + SECOND / 10), 0],
      'eleven buckets of baseline': [retransmission(25).slice(5), 0],
    },
    v6: { at: retransmission(25, SECOND, V6), below: retransmission(24, SECOND, V6) },
  },
  {
    rule: named('link-saturation'),
    at: halves(FULL, 60 * SECOND),
    below: halves(FULL - 2, 60 * SECOND),
    close: carried(...times(5, (i) => [i * SECOND, FULL / 5] as const)),
    edges: {
      'the second half in the last second of the bucket': [halves(FULL, BUCKET - SECOND), 1],
      'the second half in the first second of the next': [halves(FULL, BUCKET), 0],
      'the second half a second after that': [halves(FULL, BUCKET + SECOND), 0],
      'eleven buckets of baseline': [halves(FULL, SECOND).slice(1), 0],
    },
    v6: 'a traffic sample is of all addresses',
  },
];
