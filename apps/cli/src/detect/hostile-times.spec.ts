import { CaptureParser } from '@wireledger/capture';
import { DetectorHost, RULE_SETS } from '@wireledger/detectors';
import { FLOW_MARKS, type Batch, type CutBatch } from '@wireledger/events/telemetry';
import { Pipeline } from '@wireledger/flows';
import { batchId } from '@wireledger/kernel/hashing';

const SECOND = 1_000_000;
const END = 2;
const SOURCE = '11111111-1111-5111-8111-111111111111';
/** The last second that fits into 32 bits, 2106-02-07. */
const LAST = 0xffffffff;
const NOW = 1_780_000_000;
/** Rows of one jump over a silence, however long: one each ten of the 330 s that virtual time walks, and those of packets. */
const ROWS_OF_A_JUMP = 36;

/** A datagram of its own flow. */
function frame(n: number): Buffer {
  const bytes = Buffer.alloc(60);
  bytes.write('02000000000202000000000108004500002e000040004011000' + '00a000001c63364071000270f001a0000', 0, 'hex');
  bytes.writeUInt16BE(1024 + n, 34);
  return bytes;
}

/** A pcapng whose packets have these times in s, which may be negative: its interface has an offset. */
function capture(times: readonly number[]): Buffer {
  const words = (...values: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(values.length * 4);
    values.forEach((value, n) => bytes.writeUInt32LE(value >>> 0, n * 4));
    return bytes;
  };
  const earliest = Math.min(0, ...times);
  const offset = Buffer.alloc(8);
  offset.writeBigInt64LE(BigInt(earliest));
  const options = Buffer.concat([words(0x0008_000e), offset, words(0)]);
  const length = 20 + options.length;
  return Buffer.concat([
    words(0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28),
    ...[words(1, length, 1, 0), options, words(length)],
    ...times.flatMap((time, n) => {
      const us = (time - earliest) * SECOND;
      const [high, low] = [Math.floor(us / 2 ** 32), us % 2 ** 32];
      return [words(6, 92, 0, high, low, 60, 60), frame(n), words(92)];
    }),
  ]);
}

/** Reads it as `read` and `detect` do, with every rule there is. */
function judged(times: readonly number[]) {
  const batches: CutBatch[] = [];
  const rules = [...RULE_SETS.recommended, ...RULE_SETS.documents];
  const host = new DetectorHost({ scope: SOURCE, rules, onChange: () => undefined });
  const onBatch = (batch: CutBatch): void => {
    batches.push(batch);
    const { kind, number, seq, payload } = batch;
    host.take({ kind, eventId: batchId(SOURCE, number), source: SOURCE, firstSeq: seq[0], payload });
  };
  const pipeline = new Pipeline({ cut: 60, onBatch });
  const parser = new CaptureParser((...packet) => pipeline.packet(...packet));
  parser.feed(capture(times));
  expect(parser.end()).toEqual({ error: null, truncated: false, warnings: [] });
  pipeline.finish();
  host.finish();
  const traffic = batches.filter(({ kind }) => kind === 'traffic').map(({ payload }) => payload as Batch<'traffic'>);
  const flows = batches.filter(({ kind }) => kind === 'flow').map(({ payload }) => payload as Batch<'flow'>);
  const seconds = flows.flatMap(({ t0, cols }) => cols.first.map((first) => (t0 + first) / SECOND));
  return {
    packets: traffic.flatMap(({ cols }) => cols.packets).reduce((sum, packets) => sum + packets, 0),
    rows: traffic.reduce((sum, { n }) => sum + n, 0),
    seconds: [...new Set(seconds)].sort((a, b) => a - b),
    flows: pipeline.counters.flows,
    invalid: flows.flatMap(({ cols }) =>
      cols.marks.filter((marks, n) => cols.kind[n] === END && marks & FLOW_MARKS.timeInvalid),
    ).length,
  };
}

it.each<[what: string, times: readonly number[], jumps: number, seconds: readonly number[], invalid: number]>([
  ['in 1970', [0, 1, 2], 0, [0, 1, 2], 0],
  ['in 2106', [LAST - 2, LAST - 1, LAST], 0, [LAST - 2, LAST - 1, LAST], 0],
  ['136 years apart', [0, LAST], 1, [0, LAST], 0],
  ['136 years apart, there and back, again and again', [0, LAST, 1, LAST, 2, LAST], 1, [0, 1, 2, LAST], 0],
  ['a generation apart, ten times', Array.from({ length: 10 }, (_, n) => n * 400_000_000), 9, Array.from({ length: 10 }, (_, n) => n * 400_000_000), 0],
  ['before 1970', [-5, -1, 3], 0, [0, 3], 2],
  ['running backwards', [NOW + 3, NOW + 2, NOW + 1, NOW], 0, [NOW, NOW + 1, NOW + 2, NOW + 3], 0],
  ['in no order', [NOW + 40, NOW, NOW + 90, NOW + 10], 2, [NOW, NOW + 10, NOW + 40, NOW + 90], 0],
  ['that are all one', Array.from({ length: 100 }, () => NOW), 0, [NOW], 0],
])('A-25 times %s are taken, marked where they do not fit, and no second of a silence costs anything', (_what, times, jumps, seconds, invalid) => {
  const told = judged(times);
  expect(told).toMatchObject({ packets: times.length, flows: times.length, seconds, invalid });
  expect(told.rows).toBeLessThanOrEqual(times.length + jumps * ROWS_OF_A_JUMP);
}); // prettier-ignore
