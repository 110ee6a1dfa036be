import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PacketStore } from '@wireledger/capture/packet-store';
import { Pipeline } from '@wireledger/flows';
import { simulate } from '@wireledger/simulator';

import type { Told } from '../lifecycle';
import { PacketExtract } from './extract-packets';
import { PacketKeeper } from './packet-keeper';

const SOURCE = '11111111-1111-4111-8111-111111111111';
const ALL = {
  flow: null,
  filter: '',
  sensor: null,
  capture: null,
  fromUs: 0,
  toUs: Number.MAX_SAFE_INTEGER,
};
const frames = [...simulate({ seed: 7, startUs: 1.7e15, durationS: 20, rate: 60, attacks: 'none' })];

let root: string;
let free: number;
let store: PacketStore;
let keeper: PacketKeeper;
const told: Told[] = [];
const silent = { warn: () => undefined };
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'wl-keeper-'));
  free = 1e9;
  store = new PacketStore({ root, limitBytes: 1e8, days: 7, key: null, logger: silent, freeBytes: () => free });
  store.mode = 'full';
  store.open();
  told.length = 0;
  keeper = new PacketKeeper(store, (_sensor, one) => void told.push(one), silent);
});
afterEach(async () => {
  await store.close();
  rmSync(root, { recursive: true, force: true });
});

async function run(how: { readonly store: boolean }, sensor = 'live'): Promise<{ readonly packets: number }> {
  const tap = await keeper.tap({ source: SOURCE, sensor }, how);
  const pipeline = new Pipeline({ cut: 1, digest: true });
  for (const { bytes, timeUs } of frames) {
    pipeline.packet(bytes, 0, bytes.length, bytes.length, timeUs, 1, 0);
    tap.packet(pipeline.decoded, bytes, 0, bytes.length, bytes.length, timeUs, 1, 0);
  }
  pipeline.finish();
  await tap.close();
  return pipeline.counters;
}
const extract = (wanted = {}, limits?: { packets: number; bytes: number }) =>
  new PacketExtract(store, { ...ALL, ...wanted }, new AbortController().signal, limits);

it('stores what may be stored, and remembers the last packets of every sensor', async () => {
  await run({ store: false }, 'demo');
  expect(await extract().count()).toEqual({ packets: 0, bytes: 0 });
  await run({ store: true });
  expect((await extract().count()).packets).toBe(frames.length);
  expect(keeper.sensors).toEqual(['demo', 'live']);
  expect(keeper.recentOf('live')?.seen).toBe(frames.length);
  expect(keeper.recentOf('edge')).toBeNull();
  for (let n = 0; n < 20; n++) await keeper.tap({ source: SOURCE, sensor: `edge-${n}` }, { store: false });
  expect([keeper.sensors.length, keeper.recentOf('live')]).toEqual([16, null]);
});

it('a full disk is a fact with its reason, and every packet is decoded', async () => {
  free = 0;
  expect((await run({ store: true })).packets).toBe(frames.length);
  const [first] = frames;
  expect(told.map(({ event }) => event)).toMatchObject([
    {
      type: 'domain.PacketsNotStored',
      data: {
        ...{ source: SOURCE, packets: frames.length, reason: 'the disk of the packet store is full' },
        from: first?.timeUs,
        to: frames.at(-1)?.timeUs,
      },
    },
  ]);
});

it('more than a file may hold is refused before its first byte, and less than was counted is no file', async () => {
  await run({ store: true });
  await expect(extract({}, { packets: 10, bytes: 1e9 }).count()).rejects.toMatchObject({ status: 413 });
  await expect(extract({}, { packets: 1e9, bytes: 1000 }).count()).rejects.toThrow(/shorter time or a narrower filter/);
  const { packets, bytes } = await extract().count();
  expect(await extract({}, { packets, bytes }).count()).toEqual({ packets, bytes });
  const read = async (most: number) => {
    const pieces: Buffer[] = [];
    for await (const piece of extract().file({ packets: most })) pieces.push(piece);
    return Buffer.concat(pieces).length;
  };
  expect(await read(packets)).toBeGreaterThan(bytes);
  await expect(read(packets + 1)).rejects.toThrow(/removed meanwhile/);
});

it('who cannot be stored is decoded all the same', async () => {
  await keeper.tap({ source: SOURCE, sensor: 'live' }, { store: true });
  expect((await run({ store: true })).packets).toBe(frames.length);
});
