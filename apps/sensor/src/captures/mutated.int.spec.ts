import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { CaptureWriter } from '@wireledger/capture';
import type * as Flows from '@wireledger/flows';
import { simulate } from '@wireledger/simulator';

import { ReplayRun } from '../replay/replay-run';
import { importSpec } from '../replay/import-order';
import type { FactsWriter } from '../facts-writer';
import { examineCapture, type Examination, RefusedCapture } from './examine-capture';

/** Mutated files of all four forms: a hundredth of them on each push, all with WIRELEDGER_FULL=1. */
const MUTATIONS = process.env['WIRELEDGER_FULL'] === '1' ? 10_000 : 100;
/** Bytes of a frame in a capture of which every prefix is read: short ones have all there is to cut. */
const SHORT = 90;

/** Captures of these sizes have few flows, and small tables are made faster: two for each file. With WIRELEDGER_FULL=1 they are as large as they come. */
jest.mock('@wireledger/flows', () => {
  const real = jest.requireActual<typeof Flows>('@wireledger/flows');
  const few = process.env['WIRELEDGER_FULL'] === '1' ? {} : { maxFlows: 64, maxRecords: 16 };
  class SmallPipeline extends real.Pipeline {
    constructor(options: Flows.PipelineOptions) {
      super({ ...options, ...few });
    }
  }
  return { ...real, Pipeline: SmallPipeline };
});

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-mutated-'));
  file = path.join(folder, 'x');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function capture(format: 'pcap' | 'pcapng', packets: number, longest = Infinity): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format }, (bytes) => void parts.push(Buffer.from(bytes)));
  const frames = simulate({ seed: 11, startUs: 1.6e15, durationS: 20, rate: 60, attacks: 'none' });
  let left = packets;
  for (const { bytes, timeUs } of frames) {
    if (bytes.length > longest) continue;
    if (left-- === 0) break;
    writer.write(bytes, timeUs);
  }
  writer.end();
  return Buffer.concat(parts);
}

/** Numbers that follow from a seed (mulberry32). */
function numbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Flips, overwrites, cuts and repeats. */
function mutated(bytes: Buffer, seed: number): Buffer {
  const next = numbers(seed);
  let made = Buffer.from(bytes);
  for (let n = 1 + next(8); n > 0; n--) {
    const at = next(made.length);
    const edge = [0, 0xff, 0x7f, 0x80][next(4)] as number;
    switch (next(4)) {
      case 0:
        made[at] = next(256);
        break;
      case 1:
        made.fill(edge, at, Math.min(made.length, at + 1 + next(4)));
        break;
      case 2:
        made = Buffer.concat([made.subarray(0, at), made.subarray(Math.min(made.length, at + next(64)))]);
        break;
      case 3:
        made = Buffer.concat([made.subarray(0, at), made.subarray(at, at + next(64)), made.subarray(at)]);
    }
    if (made.length === 0) return made;
  }
  return made;
}

/** What the import of a file writes, without a log: how many packets, and that every batch can be written down. */
async function imported({ sha256, sizeBytes, packets }: Examination): Promise<number> {
  let written = 0;
  const writer = {
    taken: () => ({ batch: 0, occ: 0 }),
    offer: (_source: string, batch: object) => void (written += JSON.stringify(batch).length),
    congested: false,
    full: false,
  } as unknown as FactsWriter;
  const order = {
    source: '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11',
    file,
    name: 'x',
    sensor: 'import',
    sha256,
    sizeBytes,
  };
  const spec = importSpec({ ...order, packets, firstUs: 0, lastUs: 0 }, 0);
  const run = new ReplayRun(spec, writer, new AbortController().signal);
  expect(await run.run()).toBe('ended');
  expect(packets === 0 || written > 0).toBe(true);
  return run.progress.packets;
}

/** The whole way of a file: looked at and refused with a reason, or imported as it was found. Never anything else. */
async function throughImport(bytes: Buffer): Promise<'refused' | 'imported'> {
  writeFileSync(file, bytes);
  let found: Examination;
  try {
    found = await examineCapture(file, new AbortController().signal);
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedCapture);
    return 'refused';
  }
  expect(await imported(found)).toBe(found.packets);
  return 'imported';
}

it.each([
  ['pcap', (bytes: Buffer) => bytes, 'pcap'],
  ['pcapng', (bytes: Buffer) => bytes, 'pcapng'],
  ['gzip', (bytes: Buffer) => gzipSync(bytes), 'pcap'],
  ['zstd', (bytes: Buffer) => zstdCompressSync(bytes), 'pcapng'],
] as const)(
  'A-27 mutated %s captures are refused or imported, and nothing else happens',
  async (_what, pack, format) => {
    const whole = pack(capture(format, 60));
    const outcomes = { refused: 0, imported: 0 };
    for (let seed = 0; seed < MUTATIONS / 4; seed++) outcomes[await throughImport(mutated(whole, seed))]++;
    expect(outcomes.refused + outcomes.imported).toBe(Math.ceil(MUTATIONS / 4));
    expect(outcomes.imported).toBeGreaterThan(0);
  },
  300_000,
);

it.each([
  ['pcap', (bytes: Buffer) => bytes],
  ['gzip', (bytes: Buffer) => gzipSync(bytes)],
] as const)(
  'A-24 every prefix of a %s capture',
  async (_what, pack) => {
    const whole = pack(capture('pcap', 2, SHORT));
    for (let length = 0; length <= whole.length; length++) await throughImport(whole.subarray(0, length));
    expect(await throughImport(whole)).toBe('imported');
  },
  300_000,
);
