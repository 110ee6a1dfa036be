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

/** 5,000 packets that do not pack to nothing. */
function capture(): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  for (let n = 0; n < 5000; n++)
    writer.write(createHash('sha512').update(String(n)).digest(), 1_700_000_000_000_000 + n * 1000);
  writer.end();
  return Buffer.concat(parts);
}
const WHOLE = capture();

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

it('A-24 damage within ends what is read; the rest of it is garbage to nobody', async () => {
  const stored = gzipSync(WHOLE);
  stored.fill(0xff, stored.length >> 1, (stored.length >> 1) + 200);
  const { chunks, bytes } = await readAll(stored);
  expect(bytes.length).toBeLessThan(WHOLE.length);
  expect(chunks.damage).toMatch(/^damaged/);
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
