import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type CaptureEnd, CaptureParser, type PacketHandler } from '@wireledger/capture';
import { Pipeline, type PipelineCounters, type PipelineOptions } from '@wireledger/flows';
import { CAPTURES, withCaptures } from './testing/captures';

/** Mutated captures: what each push judges, and with WIRELEDGER_FULL=1 what the issue asks for. */
const FULL = process.env['WIRELEDGER_FULL'] === '1';
const MUTATIONS = FULL ? 10_000 : 500;
const MAX_BYTES = 400_000;
const PREFIX_BYTES = 20_480;
/** Prefixes of one file: each length with WIRELEDGER_FULL=1, else about so many, and each fortieth of the first 200. */
const PREFIXES = 10;
const HEAD_STEP = FULL ? 1 : 40;
/** A small file has few flows and facts, and small tables are made faster. */
const FEW = { maxFlows: 64, maxRecords: 16 };
/** Files to mutate are small too; with WIRELEDGER_FULL=1 the tables are as large as they come. */
const SOME = FULL ? {} : { maxFlows: 4096, maxRecords: 64 };
/** No capture may take longer. */
const HANG_MS = 1000;
/** More than all tables of a pipeline and the garbage of a hundred captures come to. */
const MAX_HEAP = 400 * 1024 * 1024;

/** How large the tables of a pipeline are. */
/** Of so many captures one is read in the other way as well. */
const COMPARED = 3;

type Tables = Pick<PipelineOptions, 'maxFlows' | 'maxRecords'>;

/** Bytes of heap and buffers in use. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;
}

/** Most changes of a capture, and bytes that one of them adds at most. */
const MOST_CHANGES = 40;
const MOST_ADDED = 8;

/** Bytes changed, doubled, cut out, filled with extremes; anywhere in the file, its headers too. */
function mutate(original: Uint8Array, below: (n: number) => number): Uint8Array {
  // Moved where they are: a copy of the file for each change would be most of the work.
  const bytes = new Uint8Array(original.length + MOST_CHANGES * MOST_ADDED);
  bytes.set(original);
  let size = original.length;
  for (let i = 1 + below(MOST_CHANGES); i > 0 && size > 0; i--) {
    const at = below(size);
    const length = Math.min(1 + below(MOST_ADDED), size - at);
    switch (below(8)) {
      case 0:
        bytes.fill([0, 0xff, 0x7f, 0x80][below(4)] as number, at, at + length);
        break;
      case 1:
        bytes.copyWithin(at, at + length, size);
        size -= length;
        break;
      case 2:
        bytes.copyWithin(at + length, at, size);
        size += length;
        break;
      case 3:
        bytes[Math.min(at, 200)] = below(256);
        break;
      default:
        bytes[at] = below(256);
    }
  }
  return bytes.subarray(0, below(5) === 0 ? below(size + 1) : size);
}

withCaptures(() => {
  const folders = ['.', 'micro', 'community-id'].map((sub) => path.join(CAPTURES as string, sub));
  const samples = folders
    .flatMap((folder) => readdirSync(folder).map((name) => path.join(folder, name)))
    .filter((name) => /\.pcap(ng)?$/.test(name))
    .sort();

  /** Reads it to the end: facts with a digest. It comes in two pieces, so that records straddle the seam; behind the last byte lies nothing. */
  function read(bytes: Uint8Array, tables: Tables): { counters: PipelineCounters; error: string | null } {
    const pipeline = new Pipeline({ cut: 60, digest: true, onBatch: () => undefined, ...tables });
    const { error } = feed(bytes, new CaptureParser((...packet) => pipeline.packet(...packet)));
    // A file that is no capture is refused with a message.
    if (error !== null) expect(error.length).toBeGreaterThan(10);
    pipeline.finish();
    pipeline.digest();
    return { counters: pipeline.counters, error };
  }

  /** Counted alone, in runs of records, it is the same. */
  function compare(bytes: Uint8Array, tables: Tables): void {
    const counting = new Pipeline({ cut: 60, ...tables });
    const packet: PacketHandler = (...of) => counting.packet(...of);
    const { error } = feed(bytes, new CaptureParser(packet, (run) => counting.records(run)));
    counting.finish();
    expect({ counters: counting.counters, error }).toEqual(read(bytes, tables));
  }

  function feed(bytes: Uint8Array, parser: CaptureParser): CaptureEnd {
    const seam = (bytes.length * 7) >> 3;
    for (const piece of [bytes.subarray(0, seam), bytes.subarray(seam)]) parser.feed(Buffer.from(piece));
    return parser.end();
  }

  /**
   * Milliseconds that reading takes. When they are many, others may use the machine, or garbage of the pipelines before was collected: then the least
   * processor time of three more readings counts. A hang is in all of them.
   */
  function readingOf(bytes: Uint8Array, tables: Tables): number {
    const began = performance.now();
    read(bytes, tables);
    const ms = performance.now() - began;
    if (ms <= HANG_MS) return ms;
    const again = [1, 2, 3].map(() => {
      const before = process.cpuUsage();
      read(bytes, tables);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000;
    });
    return Math.min(...again);
  }

  it(`A-20 A-21 A-27 ${MUTATIONS} mutated captures: no throw, no hang, bounded memory`, () => {
    const small = samples
      .filter((name) => statSync(name).size <= MAX_BYTES)
      .map((name) => [name, readFileSync(name)] as const);
    expect(small.length).toBeGreaterThan(50);
    const below = seeded(20_261_128);
    // Other suites may have left something in this process.
    const before = held();
    let slowest = 0;
    let heap = 0;
    for (let round = 0; round < MUTATIONS; round++) {
      const [name, bytes] = small[round % small.length] as (typeof small)[number];
      const mutated = mutate(bytes, below);
      const ms = readingOf(mutated, SOME);
      if (round % COMPARED === 0) compare(mutated, SOME);
      // The first rounds compile.
      if (round >= small.length) {
        if (ms > HANG_MS) throw new Error(`round ${round}, ${name}: ${ms} ms`);
        slowest = Math.max(slowest, ms);
      }
      if (round % 50 === 0) heap = Math.max(heap, held() - before);
    }
    process.stdout.write(
      `mutated captures: ${MUTATIONS}, slowest ${slowest.toFixed(0)} ms, heap ${(heap / 1048576).toFixed(0)} MiB\n`,
    );
    expect(heap).toBeLessThan(MAX_HEAP);
  }, 3_600_000);

  it('A-24 prefixes of every file under 20 KB: no throw, no hang', () => {
    let count = 0;
    for (const name of samples) {
      const bytes = readFileSync(name);
      if (bytes.length >= PREFIX_BYTES) continue;
      const step = FULL ? 1 : Math.max(1, Math.floor(bytes.length / PREFIXES));
      for (let length = 0; length <= bytes.length; length += length < 200 ? HEAD_STEP : step) {
        const ms = readingOf(bytes.subarray(0, length), FEW);
        if (count % COMPARED === 0) compare(bytes.subarray(0, length), FEW);
        if (count++ > 100 && ms > HANG_MS) throw new Error(`${name}, first ${length} bytes: ${ms} ms`);
      }
    }
    process.stdout.write(`prefixes: ${count}\n`);
    expect(count).toBeGreaterThan(500);
  }, 3_600_000);
});
