import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CaptureParser } from '@wireledger/capture';
import { PacketStore, SegmentArchive, type SourcePackets } from '@wireledger/capture/packet-store';
import { decodeFrame, Packet } from '@wireledger/decoders';
import { simulate } from '@wireledger/simulator';
import { pino } from 'pino';

import { openPacketStore } from './open-packet-store';
import { S3Objects } from './s3-objects';

// It has no types of its own.
// eslint-disable-next-line @typescript-eslint/no-require-imports
const S3rver = require('s3rver') as new (options: object) => {
  run(): Promise<AddressInfo>;
  close(): Promise<void>;
};

jest.setTimeout(120_000);

const KEY = Buffer.alloc(32, 7);
const SOURCE = '11111111-1111-4111-8111-111111111111';
const MIB = 1024 * 1024;
const DAY_MS = 86_400_000;
const ALL = { fromUs: 0, toUs: Number.MAX_SAFE_INTEGER, keys: null, source: null, sensors: null };
const quiet = { warn: () => undefined };
const fail = (): never => {
  throw new Error('nothing may be lost');
};
const frames = [...simulate({ seed: 5, startUs: 1.7e15, durationS: 60, rate: 300, attacks: 'none' })].map(
  ({ bytes, timeUs }) => ({ bytes: Buffer.from(bytes), timeUs }),
);
const given = frames.map(({ bytes }) => bytes.toString('hex'));

let folder: string;
let server: InstanceType<typeof S3rver>;
let port = 0;
let answers = false;
const opened: PacketStore[] = [];

async function serve(): Promise<void> {
  const directory = path.join(folder, 'bucket');
  const buckets = { configureBuckets: [{ name: 'packets', configs: [] }] };
  server = new S3rver({ address: '127.0.0.1', port, silent: true, directory, ...buckets });
  ({ port } = await server.run());
  answers = true;
}
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-archive-'));
  port = 0;
  await serve();
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((store) => store.close()));
  if (answers) await server.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Wanted {
  readonly root?: string;
  readonly limitBytes?: number;
  readonly bucketBytes?: number;
  readonly bucket?: string;
  readonly now?: () => number;
  readonly silenceMs?: number;
}
async function open(wanted: Wanted = {}): Promise<PacketStore> {
  const { root = 'disk', limitBytes = 64 * MIB, bucketBytes = 1024 * MIB, bucket = 'packets', now, silenceMs } = wanted;
  const place = { bucket, prefix: 'site-a/', endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1' };
  const objects = await S3Objects.open({
    ...place,
    keyId: 'S3RVER',
    secret: 'S3RVER',
    ...(silenceMs && { silenceMs }),
  });
  const store = new PacketStore({
    ...{ root: path.join(folder, root), limitBytes, days: 7, key: KEY, logger: quiet, ...(now && { now }) },
    archive: new SegmentArchive({ objects, limitBytes: bucketBytes, days: 7, master: KEY, logger: quiet }),
  });
  store.mode = 'full';
  store.open();
  opened.push(store);
  return store;
}

const frame = new Packet();
/** Writes frames in pieces, each of them on disk, and what is closed in the bucket if there is time, before the next. */
async function take(store: PacketStore, writer: SourcePackets, some = frames): Promise<void> {
  for (const [n, { bytes, timeUs }] of some.entries()) {
    decodeFrame(frame, bytes, 0, bytes.length, bytes.length, 1);
    writer.packet(frame, bytes, 0, bytes.length, bytes.length, timeUs, 1, 0);
    if (n % 500 !== 499) continue;
    await writer.flush();
    await store.upkeep();
  }
  await writer.flush();
}

async function kept(store: PacketStore): Promise<string[]> {
  const found: string[] = [];
  const parser = new CaptureParser((buffer, offset, captured) => {
    found.push(Buffer.from(buffer.subarray(offset, offset + captured)).toString('hex'));
  });
  for await (const chunk of store.chunks(ALL)) parser.feed(chunk);
  return found;
}

const filesOf = (name: string) =>
  (readdirSync(path.join(folder, name), { recursive: true }) as string[])
    .map((file) => path.join(folder, name, file))
    .filter((file) => statSync(file).isFile());
const bucketFiles = () => filesOf('bucket').filter((file) => file.endsWith('._S3rver_object'));
const sizeOf = (name: string) => filesOf(name).reduce((sum, file) => sum + statSync(file).size, 0);

it('what the disk has no room for is in the bucket, sealed, and comes back in order', async () => {
  const store = await open({ limitBytes: 4 * MIB });
  await take(store, await store.writer('live', SOURCE, fail));
  await store.finish(SOURCE);
  await store.upkeep();
  const { archive, segments, lost, problem } = store.figures();
  expect({ lost, problem }).toEqual({ lost: 0, problem: null });
  expect(archive).toMatchObject({ waiting: 0, problem: null });
  expect(archive?.segments).toBeGreaterThan(segments);
  expect(sizeOf('disk')).toBeLessThanOrEqual(4 * MIB);
  expect(await kept(store)).toEqual(given);
  const [first = Buffer.alloc(0)] = frames.map(({ bytes }) => bytes).filter(({ length }) => length > 200);
  for (const file of filesOf('bucket')) expect(readFileSync(file).includes(first.subarray(60, 100))).toBe(false);
});

it('outlives the disk, and goes on behind what it has of a source that is read again', async () => {
  const half = frames.slice(0, frames.length >> 1);
  const store = await open();
  await take(store, await store.writer('live', SOURCE, fail), half);
  await store.close();
  const again = await open({ root: 'another' });
  expect(await kept(again)).toEqual(given.slice(0, half.length));
  expect(again.knows(SOURCE)).toBe(true);
  await take(again, await again.writer('live', SOURCE, fail, true));
  await again.finish(SOURCE);
  await again.upkeep();
  expect(await kept(again)).toEqual(given);
  expect(again.figures().archive?.segments).toBe(2);
});

it('a bucket that does not answer delays and loses nothing, and is told', async () => {
  const store = await open();
  await store.upkeep();
  await server.close();
  answers = false;
  await take(store, await store.writer('live', SOURCE, fail));
  await store.finish(SOURCE);
  await store.upkeep();
  expect(store.figures().archive).toMatchObject({ segments: 0, waiting: 2 });
  expect(store.figures().archive?.problem).toMatch(
    /^The bucket packets at http:\S+ does not take packets \(connect ECONNREFUSED \S+\)\.$/,
  );
  expect(await kept(store)).toEqual(given);
  await serve();
  await store.upkeep();
  expect(store.figures().archive).toMatchObject({ segments: 2, waiting: 0, problem: null });
});

it('a bucket that takes connections and says nothing is given up, and packets of the disk are there meanwhile', async () => {
  await server.close();
  answers = false;
  const sockets: Socket[] = [];
  const silent = createServer((socket) => void sockets.push(socket));
  await new Promise<void>((resolve) => silent.listen(port, '127.0.0.1', resolve));
  const store = await open({ silenceMs: 200 });
  await take(store, await store.writer('live', SOURCE, fail), frames.slice(0, 100));
  await store.finish(SOURCE);
  await store.upkeep();
  expect(store.figures().archive).toMatchObject({
    segments: 0,
    waiting: 1,
    problem: expect.stringMatching(/bucket packets/),
  });
  expect(await kept(store)).toEqual(given.slice(0, 100));
  await store.close();
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => silent.close(resolve));
});

it('a bucket that is not there is told by name, and packets are kept meanwhile', async () => {
  const store = await open({ bucket: 'none-such' });
  await take(store, await store.writer('live', SOURCE, fail), frames.slice(0, 100));
  await store.finish(SOURCE);
  await store.upkeep();
  expect(store.figures().archive?.problem).toMatch(/none-such .*NoSuchBucket/);
  expect(await kept(store)).toEqual(given.slice(0, 100));
});

it('is opened as the configuration says, with secrets that nobody else may read', async () => {
  const [keyFile, secretFile] = ['key', 'secret'].map((name) => path.join(folder, name)) as [string, string];
  writeFileSync(keyFile, 'ab'.repeat(32), { mode: 0o600 });
  writeFileSync(secretFile, 'S3RVER\n', { mode: 0o644 });
  const place = { bucket: 'packets', prefix: '', endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1' };
  const bucket = { ...place, keyId: 'S3RVER', secretFile, limitBytes: 64 * MIB };
  const config = { limitBytes: 64 * MIB, days: 7, keyFile, bucket };
  const logger = pino({ enabled: false });
  await expect(openPacketStore(path.join(folder, 'disk'), config, logger)).rejects.toThrow(
    `PACKET_STORE_S3_SECRET_FILE: others may read ${secretFile}. Close it to them: chmod 600 ${secretFile}`,
  );
  chmodSync(secretFile, 0o600);
  const store = await openPacketStore(path.join(folder, 'disk'), config, logger);
  opened.push(store);
  store.mode = 'full';
  await take(store, await store.writer('live', SOURCE, fail), frames.slice(0, 100));
  await store.finish(SOURCE);
  await store.upkeep();
  expect(store.figures().archive).toMatchObject({ segments: 1, waiting: 0, problem: null });
});

it('holds no more than its limit, and nothing that is too old', async () => {
  let now = Date.now();
  const store = await open({ limitBytes: 4 * MIB, bucketBytes: 3 * MIB, now: () => now });
  await take(store, await store.writer('live', SOURCE, fail));
  await store.finish(SOURCE);
  await store.upkeep();
  expect(store.figures().archive?.bytes).toBeLessThanOrEqual(3 * MIB);
  expect(bucketFiles().length).toBe(2 * (store.figures().archive?.segments ?? 0));
  const last = await kept(store);
  expect(given.slice(-last.length)).toEqual(last);
  now += 8 * DAY_MS;
  await store.upkeep();
  expect(store.figures()).toMatchObject({ segments: 0, archive: { segments: 0, bytes: 0 } });
  expect(bucketFiles()).toEqual([]);
});
