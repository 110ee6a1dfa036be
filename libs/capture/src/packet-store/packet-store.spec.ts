import {
  appendFileSync,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decodeFrame, FrameKind, Packet } from '@wireledger/decoders';
import { formatIp } from '@wireledger/kernel';
import { simulate } from '@wireledger/simulator';

import { CaptureParser } from '../capture-parser';
import { type Conversation, conversationKey, conversationKeys } from './conversation-key';
import { PacketStore } from './packet-store';
import type { SourcePackets, StoreLoss } from './source-packets';
import type { StorageMode } from './storage-mode';
import type { PacketStoreOptions } from './store-options';

jest.setTimeout(60_000);

const SOURCE = '11111111-1111-4111-8111-111111111111';
const OTHER = '22222222-2222-4222-8222-222222222222';
const ALL = { fromUs: 0, toUs: Number.MAX_SAFE_INTEGER, keys: null, source: null, sensors: null };
const MIB = 1024 * 1024;
const KEY = Buffer.alloc(32, 7);

interface Kept {
  readonly bytes: string;
  readonly us: number;
  readonly original: number;
}

const frames = [...simulate({ seed: 5, startUs: 1.7e15, durationS: 40, rate: 120, attacks: 'none' })];
const given: Kept[] = frames.map(({ bytes, timeUs }) => ({
  bytes: Buffer.from(bytes).toString('hex'),
  us: timeUs,
  original: bytes.length,
}));

let folder: string;
const opened: PacketStore[] = [];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-store-'));
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<PacketStoreOptions> = {}, mode: StorageMode = 'full'): PacketStore {
  const store = new PacketStore({
    ...{ root: path.join(folder, 'packets'), limitBytes: 64 * MIB, days: 7, key: null },
    ...{ logger: { warn: () => undefined }, ...options },
  });
  store.mode = mode;
  store.open();
  opened.push(store);
  return store;
}

const frame = new Packet();
function take(writer: SourcePackets, some = frames): void {
  for (const { bytes, timeUs } of some) {
    decodeFrame(frame, bytes, 0, bytes.length, bytes.length, 1);
    writer.packet(frame, bytes, 0, bytes.length, bytes.length, timeUs, 1, 0);
  }
}

async function kept(store: PacketStore, query: Partial<Parameters<PacketStore['chunks']>[0]> = {}): Promise<Kept[]> {
  const found: Kept[] = [];
  const parser = new CaptureParser((buffer, offset, captured, original, us) => {
    found.push({ bytes: Buffer.from(buffer.subarray(offset, offset + captured)).toString('hex'), us, original });
  });
  let any = false;
  for await (const chunk of store.chunks({ ...ALL, ...query })) {
    any = true;
    parser.feed(chunk);
  }
  if (any) expect(parser.end()).toMatchObject({ error: null, truncated: false });
  return found;
}

const segments = (at = folder): string[] =>
  (readdirSync(at, { recursive: true }) as string[])
    .filter((name) => /\.(pcapng|sealed)$/.test(name))
    .map((name) => path.join(at, name))
    .sort();

describe.each([
  ['plain', null],
  ['encrypted', KEY],
] as const)('a packet store, %s', (_name, key) => {
  it('gives back what it took, in order, while it writes and after a new start', async () => {
    const store = open({ key });
    take(await store.writer('live', SOURCE, fail));
    expect(await kept(store)).toEqual(given);
    await store.close();
    const again = open({ key });
    expect(await kept(again)).toEqual(given);
    expect(again.figures()).toMatchObject({
      ...{ packets: given.length, segments: 1, unreadable: 0, lost: 0, problem: null, encrypted: key !== null },
      ...{ oldestUs: given[0]?.us, newestUs: given.at(-1)?.us },
    });
    for (const file of segments())
      for (const one of [file, `${file}.idx`]) expect(statSync(one).mode & 0o777).toBe(0o600);
  });

  it('reads the chunks alone that may hold a conversation, and misses no packet of it', async () => {
    const store = open({ key, limitBytes: 2 * MIB });
    take(await store.writer('live', SOURCE, fail));
    const all = conversations().slice(0, 25);
    let read = 0;
    for (const [conversation, packets] of all) {
      const found = await kept(store, { keys: conversationKeys(conversation) });
      const bytes = new Set(found.map((one) => one.bytes));
      for (const packet of packets) expect(bytes.has(packet)).toBe(true);
      read += found.length;
    }
    expect(all.length).toBeGreaterThan(20);
    expect(read).toBeLessThan((all.length * given.length) / 2);
    expect(await kept(store, { source: OTHER })).toEqual([]);
    expect(await kept(store, { sensors: ['edge'] })).toEqual([]);
    expect(await kept(store, { fromUs: (given.at(-1) as Kept).us + 1 })).toEqual([]);
  });

  it('loses after a kill what had not been written, and no more, wherever the last segment was cut', async () => {
    const store = open({ key });
    const writer = await store.writer('live', SOURCE, fail);
    for (let n = 0; n < frames.length; n += 500) {
      take(writer, frames.slice(n, n + 500));
      await writer.flush();
    }
    cpSync(path.join(folder, 'packets'), path.join(folder, 'killed'), { recursive: true });
    const [file] = segments(path.join(folder, 'killed'));
    const whole = readFileSync(file as string);
    let before = -1;
    for (const part of [0.1, 0.5, 0.77, 0.999, 1]) {
      writeFileSync(file as string, whole.subarray(0, Math.floor(whole.length * part)));
      rmSync(`${file}.idx`, { force: true });
      const root = path.join(folder, 'killed');
      const after = open({ root, key });
      const found = await kept(after);
      expect(found).toEqual(given.slice(0, found.length));
      expect(found.length).toBeGreaterThan(before);
      before = found.length;
      // It was made whole: the next start takes it as it is.
      expect(await kept(open({ root, key }))).toEqual(found);
    }
    expect(before).toBe(given.length);
  });

  it('makes an index that is gone or was changed anew', async () => {
    const store = open({ key });
    take(await store.writer('live', SOURCE, fail));
    await store.close();
    const [file = ''] = segments();
    const index = readFileSync(`${file}.idx`);
    for (const spoil of [
      () => rmSync(`${file}.idx`),
      () => truncateSync(`${file}.idx`, 30),
      () => writeFileSync(`${file}.idx`, Buffer.from(index).fill(1, index.length - 40, index.length - 20)),
    ]) {
      spoil();
      expect(await kept(open({ key }))).toEqual(given);
    }
  });

  it('is no greater than its limit: the oldest segments go as a whole, never the one that is written to', async () => {
    const limitBytes = MIB;
    const store = open({ key, limitBytes });
    const losses: StoreLoss[] = [];
    const writer = await store.writer('live', SOURCE, (loss) => losses.push(loss));
    for (let round = 0; round < 3; round++) {
      take(writer);
      await writer.flush();
      expect(store.figures().bytes).toBeLessThanOrEqual(limitBytes);
    }
    expect(losses).toEqual([]);
    const found = await kept(store);
    const all = [...given, ...given, ...given];
    expect(found.length).toBeLessThan(all.length);
    expect(found).toEqual(all.slice(all.length - found.length));
  });
});

it('keeps headers alone, and counts what was on the wire', async () => {
  const store = open({}, 'headers');
  take(await store.writer('live', SOURCE, fail));
  const found = await kept(store);
  expect(found.map(({ original }) => original)).toEqual(given.map(({ original }) => original));
  frames.forEach(({ bytes }, n) => {
    decodeFrame(frame, bytes, 0, bytes.length, bytes.length, 1);
    const end = frame.kind === FrameKind.IP ? frame.payload : bytes.length;
    expect(found[n]?.bytes).toBe(Buffer.from(bytes.subarray(0, end)).toString('hex'));
  });
  expect(found.some(({ bytes, original }) => bytes.length / 2 < original)).toBe(true);
});

it('keeps nothing while it is off, and goes on as soon as it is on', async () => {
  const store = open({}, 'off');
  const writer = await store.writer('live', SOURCE, fail);
  take(writer, frames.slice(0, 100));
  await writer.flush();
  expect(segments()).toEqual([]);
  store.mode = 'full';
  take(writer, frames.slice(100, 200));
  store.mode = 'off';
  take(writer, frames.slice(200, 300));
  store.mode = 'full';
  take(writer, frames.slice(300, 400));
  expect(await kept(store)).toEqual([...given.slice(100, 200), ...given.slice(300, 400)]);
});

it('leaves out what is stored already of a source that is read again', async () => {
  const store = open();
  take(await store.writer('replay', SOURCE, fail), frames.slice(0, 700));
  await store.close();
  const again = open();
  take(await again.writer('replay', SOURCE, fail, true));
  expect(await kept(again)).toEqual(given);
  await expect(again.writer('replay', SOURCE, fail)).rejects.toThrow(/already/);
  await expect(again.writer('../up', SOURCE, fail)).rejects.toThrow(RangeError);
});

it('removes segments by their age', async () => {
  const store = open();
  take(await store.writer('live', SOURCE, fail), frames.slice(0, 100));
  await store.finish(SOURCE);
  take(await store.writer('live', OTHER, fail), frames.slice(100, 200));
  await store.finish(OTHER);
  const [old = ''] = segments();
  utimesSync(old, new Date(0), new Date(Date.now() - 8 * 86_400_000));
  const again = open();
  await again.upkeep();
  expect(await kept(again)).toEqual(given.slice(100, 200));
  expect(again.knows(SOURCE)).toBe(false);
  expect(segments()).toHaveLength(1);
});

it('a disk that is full costs packets in the store, which are told, and is written to again when there is room', async () => {
  let free = 0;
  const store = open({ freeBytes: () => free });
  const losses: StoreLoss[] = [];
  const writer = await store.writer('live', SOURCE, (loss) => losses.push(loss));
  take(writer, frames.slice(0, 300));
  await writer.flush();
  expect(losses).toEqual([
    { packets: 300, fromUs: given[0]?.us, toUs: given[299]?.us, reason: 'the disk of the packet store is full' },
  ]);
  expect(store.figures()).toMatchObject({ packets: 0, lost: 300, problem: 'the disk of the packet store is full' });
  free = 64 * MIB;
  take(writer, frames.slice(300, 600));
  expect(await kept(store)).toEqual(given.slice(300, 600));
  // Whatever else the disk says is told in its words.
  rmSync(path.join(folder, 'packets'), { recursive: true });
  await store.finish(SOURCE);
  writeFileSync(path.join(folder, 'packets'), 'a file where the folder was');
  take(await store.writer('live', OTHER, (loss) => losses.push(loss)), frames.slice(0, 10));
  await store.finish(OTHER);
  expect(losses.at(-1)).toMatchObject({ packets: 10, reason: expect.stringMatching(/ENOTDIR|EEXIST/) });
});

it('notices frames that were changed, moved or left out, and says of which key it needs', async () => {
  const store = open({ key: KEY });
  const writer = await store.writer('live', SOURCE, fail);
  for (let n = 0; n < 2000; n += 500) {
    take(writer, frames.slice(n, n + 500));
    await writer.flush();
  }
  await store.close();
  const [file = ''] = segments();
  const whole = readFileSync(file);
  expect(whole.includes(Buffer.from((given[10] as Kept).bytes, 'hex').subarray(0, 40))).toBe(false);
  const changed = Buffer.from(whole);
  changed.writeUInt8(changed.readUInt8(whole.length - 2000) ^ 1, whole.length - 2000);
  writeFileSync(file, changed);
  await expect(kept(open({ key: KEY }))).rejects.toThrow(/changed on the disk/);
  writeFileSync(file, whole);
  expect(await kept(open({ key: KEY }))).toHaveLength(2000);
  for (const [key, words] of [
    [Buffer.alloc(32, 8), /another key/],
    [null, /no key is set/],
  ] as const) {
    const other = open({ key });
    await expect(kept(other)).rejects.toThrow(words);
    expect(other.figures()).toMatchObject({ segments: 1, unreadable: 1 });
  }
  // Bytes that were added belong to nothing.
  appendFileSync(file, Buffer.alloc(100));
  expect(await kept(open({ key: KEY }))).toHaveLength(2000);
});

it('two ends have one key, whoever speaks', () => {
  const forward = { src: '10.0.0.1', dst: '192.0.2.7', srcPort: 1024, dstPort: 53, proto: 17 };
  const back = { src: '192.0.2.7', dst: '10.0.0.1', srcPort: 53, dstPort: 1024, proto: 17 };
  expect(conversationKeys(forward)).toEqual(conversationKeys(back));
  expect(conversationKeys(forward)).not.toEqual(conversationKeys({ ...forward, dstPort: 54 }));
  expect(() => conversationKeys({ ...forward, dst: '::1' })).toThrow(RangeError);
});

const fail = (loss: StoreLoss): void => {
  throw new Error(`lost ${loss.packets}: ${loss.reason}`);
};

/** Conversations of the frames, with the bytes of their packets. */
function conversations(): [Conversation, string[]][] {
  const found = new Map<number, [Conversation, string[]]>();
  for (const { bytes } of frames) {
    decodeFrame(frame, bytes, 0, bytes.length, bytes.length, 1);
    const key = conversationKey(frame);
    if (key === null || frame.kind !== FrameKind.IP) continue;
    const size = frame.version === 4 ? 4 : 16;
    const at = (from: number) => formatIp(bytes.subarray(from, from + size));
    const { srcPort, dstPort, proto } = frame;
    const entry = found.get(key) ?? [{ src: at(frame.src), dst: at(frame.dst), srcPort, dstPort, proto }, []];
    entry[1].push(Buffer.from(bytes).toString('hex'));
    found.set(key, entry);
  }
  return [...found.values()];
}
