import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';

import { CaptureChunks, type CaptureChunksOptions, TooLargeUnpacked } from './capture-chunks';
import { CaptureWriter } from './capture-writer';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'wl-chunks-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 5,000 packets that do not pack to nothing; as digits they pack to half. */
function capture(digits = false): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  for (let n = 0; n < 5000; n++) writer.write(packet(n, digits), 1_700_000_000_000_000 + n * 1000);
  writer.end();
  return Buffer.concat(parts);
}
const packet = (n: number, digits: boolean): Buffer => {
  const hash = createHash('sha512').update(String(n)).digest();
  return digits ? Buffer.from(hash.toString('hex')) : hash;
};
const WHOLE = capture();
const DIGITS = capture(true);

async function readAll(bytes: Buffer, options?: CaptureChunksOptions) {
  const file = path.join(folder, 'x');
  writeFileSync(file, bytes);
  const handle = await open(file, 'r');
  const chunks = new CaptureChunks(handle, options);
  const parts: Buffer[] = [];
  try {
    for await (const chunk of chunks.read()) parts.push(Buffer.from(chunk));
  } finally {
    await handle.close();
  }
  return { chunks, bytes: Buffer.concat(parts) };
}

it.each<[string, Buffer]>([
  ['none', WHOLE],
  ['gzip', gzipSync(WHOLE)],
  ['gzip', Buffer.concat([gzipSync(WHOLE.subarray(0, 1000)), gzipSync(WHOLE.subarray(1000))])],
  ['zstd', zstdCompressSync(WHOLE)],
])('reads the same bytes, packed by %s', async (packing, stored) => {
  const hash = createHash('sha256');
  const { chunks, bytes } = await readAll(stored, { readBytes: 4096, onStored: (part) => void hash.update(part) });
  expect(bytes.equals(WHOLE)).toBe(true);
  expect(chunks).toMatchObject({
    packing,
    bytesRead: stored.length,
    unpackedBytes: WHOLE.length,
    damage: null,
  });
  expect(hash.digest('hex')).toBe(createHash('sha256').update(stored).digest('hex'));
});

it.each([
  ['gzip', gzipSync(WHOLE)],
  ['zstd', zstdCompressSync(WHOLE)],
])('A-24 a %s file that breaks off is read up to there', async (packing, stored) => {
  const { chunks, bytes } = await readAll(stored.subarray(0, Math.floor(stored.length * 0.8)));
  expect(bytes.length).toBeGreaterThan(0);
  expect(WHOLE.subarray(0, bytes.length).equals(bytes)).toBe(true);
  expect(chunks.damage).toMatch(new RegExp(`^damaged: the ${packing} data breaks off`));
});

it.each([
  ['gzip', gzipSync(DIGITS)],
  ['zstd', zstdCompressSync(DIGITS)],
])('A-24 damage within a %s file ends what is read, all before it counts', async (_packing, whole) => {
  const damaged = Buffer.from(whole);
  const at = damaged.length >> 1;
  damaged.fill(0xff, at, at + 200);
  const { chunks, bytes } = await readAll(damaged);
  const { bytes: before } = await readAll(whole.subarray(0, at));
  expect(bytes.length).toBeLessThan(DIGITS.length);
  expect(before.length).toBeGreaterThan(0);
  expect(bytes.length).toBeGreaterThanOrEqual(before.length);
  expect(DIGITS.subarray(0, before.length).equals(bytes.subarray(0, before.length))).toBe(true);
  expect(chunks).toMatchObject({ damage: expect.stringMatching(/^damaged/) as unknown, unpackedBytes: bytes.length });
});

it.each([
  ['gzip', gzipSync(WHOLE), `damaged: the gzip data breaks off after ${WHOLE.length} unpacked bytes; read up to there`],
  ['zstd', zstdCompressSync(WHOLE), null],
])('A-24 what stands behind a whole %s file takes nothing of it away', async (_packing, whole, damage) => {
  const { chunks, bytes } = await readAll(Buffer.concat([whole, Buffer.from('appended by somebody\n')]));
  expect(bytes.equals(WHOLE)).toBe(true);
  expect(chunks.damage).toBe(damage);
});

it('A-22 a bomb is stopped at the limit, by size and by ratio', async () => {
  const bomb = gzipSync(Buffer.alloc(80 * 1024 * 1024));
  await expect(readAll(bomb)).rejects.toThrow(TooLargeUnpacked);
  await expect(readAll(bomb)).rejects.toThrow(/more than 100 times its size/);
  await expect(readAll(gzipSync(WHOLE), { limits: { bytes: 1000, ratio: 100 } })).rejects.toThrow(
    /more than 1000 bytes/,
  );
  await expect(readAll(zstdCompressSync(Buffer.alloc(80 * 1024 * 1024)))).rejects.toThrow(TooLargeUnpacked);
});

it('a reader that turns away leaves nothing behind', async () => {
  const file = path.join(folder, 'y');
  writeFileSync(file, gzipSync(WHOLE));
  const handle = await open(file, 'r');
  for await (const chunk of new CaptureChunks(handle).read()) {
    expect(chunk.length).toBeGreaterThan(0);
    break;
  }
  await handle.close();
});
