import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { CaptureWriter } from '@wireledger/capture';
import { hostileArchives } from '@wireledger/capture/testing';
import { simulate } from '@wireledger/simulator';

import { examineCapture } from './examine-capture';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(tmpdir(), 'wl-examine-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Packets of no byte: a fiftieth of ten millions in each push. */
const EMPTY = process.env['WIRELEDGER_FULL'] === '1' ? 10_000_000 : 200_000;
const words = (...values: readonly number[]): Buffer => {
  const block = Buffer.alloc(values.length * 4);
  values.forEach((value, n) => block.writeUInt32LE(value, n * 4));
  return block;
};
const SECTION = words(0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28);
/** A packet of interface `n`. */
const packetOf = (n: number): Buffer => words(6, 36, n, 0x600000, 0, 4, 4, 0, 36);

const START = Date.UTC(2010, 4, 1) * 1000;
function capture(format: 'pcap' | 'pcapng', packets: number): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format }, (bytes) => void parts.push(Buffer.from(bytes)));
  for (const { bytes, timeUs } of frames().slice(0, packets)) writer.write(bytes, timeUs);
  writer.end();
  return Buffer.concat(parts);
}
let made: { bytes: Uint8Array; timeUs: number }[] | null = null;
const frames = () =>
  (made ??= [...simulate({ seed: 3, startUs: START, durationS: 60, rate: 30, attacks: 'none' })].slice(0, 1500));

const examine = (bytes: Buffer, limits?: { bytes: number; ratio: number }) => {
  const file = path.join(folder, 'x');
  writeFileSync(file, bytes);
  return examineCapture(file, new AbortController().signal, limits);
};
const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

it('says the same of a capture however it is packed', async () => {
  const plain = capture('pcapng', 1000);
  const wanted = await examine(plain);
  expect(wanted).toMatchObject({
    ...{ format: 'pcapng', packing: 'none', packets: 1000, linkTypes: [1], truncated: false, warnings: [] },
    ...{ sha256: hash(plain), contentSha256: hash(plain), sizeBytes: plain.length, unpackedBytes: plain.length },
    ...{
      firstUs: frames()[0]?.timeUs,
      lastUs: Math.max(
        ...frames()
          .slice(0, 1000)
          .map(({ timeUs }) => timeUs),
      ),
    },
  });
  expect(wanted.flows).toBeGreaterThan(10);
  for (const [packing, stored] of [
    ['gzip', gzipSync(plain)],
    ['zstd', zstdCompressSync(plain)],
  ] as const)
    expect(await examine(stored)).toEqual({
      ...wanted,
      ...{ packing, sha256: hash(stored), sizeBytes: stored.length },
    });
});

it('A-24 reads a cut one up to the break and says so', async () => {
  const found = await examine(capture('pcap', 100).subarray(0, -7));
  expect(found).toMatchObject({ packets: 99, truncated: true });
  expect(found.warnings[0]).toMatch(/cut short/);
});

it('counts packets that go back in time', async () => {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  for (const at of [5, 3, 4, 6]) writer.write(Buffer.alloc(60), START + at * 1e6);
  writer.end();
  const found = await examine(Buffer.concat(parts));
  expect(found).toMatchObject({ firstUs: START + 3e6, lastUs: START + 6e6 });
  expect(found.warnings).toContain('2 packets are older than one before them');
});

it.each<[string, Buffer, RegExp]>([
  ['nothing', Buffer.alloc(0), /^is empty/],
  ['text', Buffer.from('this is no capture'), /^is not a capture/],
  ['a page', Buffer.from('<!doctype html><script>alert(1)</script>'), /^is not a capture/],
  ['a zip', Buffer.from('504b030414000000', 'hex'), /zip archive/],
  ['gzip in gzip', gzipSync(gzipSync(Buffer.from('x'))), /compressed with gzip/],
  ['a gzip header alone', Buffer.from('1f8b0800', 'hex'), /nothing of it can be unpacked/],
  ['packed text', zstdCompressSync(Buffer.from('this is no capture')), /^is not a capture/],
])('A-14 A-23 refuses %s and says why', async (_what, bytes, message) => {
  await expect(examine(bytes)).rejects.toThrow(message);
});

it.each(hostileArchives('bad.example\n'))('A-30 refuses a %s whole', async (_what, make) => {
  await expect(examine(make())).rejects.toThrow(/^is not a capture|zip archive|unpacks to more than/);
});

it('A-22 A-26 stops at its limits', async () => {
  await expect(examine(gzipSync(capture('pcap', 1000)), { bytes: 20_000, ratio: 100 })).rejects.toThrow(
    /unpacks to more than 20000 bytes/,
  );
  await expect(examine(withInterfaces(70))).rejects.toThrow(/more than 64 interfaces/);
  expect(await examine(withInterfaces(64))).toMatchObject({ packets: 64 });
});

it('A-26 is cut off at its 65,537th interface, and packets without bytes are only counted', async () => {
  const interfaces = Buffer.alloc(100_000 * 20, words(1, 20, 1, 0, 20));
  const described = await examine(Buffer.concat([SECTION, interfaces, packetOf(0)]));
  expect(described).toMatchObject({ packets: 0, truncated: true });
  expect(described.warnings).toEqual(['damaged: block 65538 is one interface too many; read up to there']);
  const few = await examine(Buffer.concat([SECTION, interfaces.subarray(0, 65_536 * 20), packetOf(0)]));
  expect(few).toMatchObject({ packets: 1, truncated: false });

  const header = words(0xa1b2c3d4, 0x00040002, 0, 0, 65_535, 1);
  const empty = Buffer.alloc(EMPTY * 16, words(1_600_000_000, 0, 0, 0));
  expect(await examine(Buffer.concat([header, empty]))).toMatchObject({
    ...{ packets: EMPTY, bytes: 0, flows: 0, truncated: false, warnings: [] },
    sizeBytes: 24 + EMPTY * 16,
  });
}, 600_000);

it('A-20 a length that cannot be is damage, not memory', async () => {
  const classic = capture('pcap', 3);
  classic.writeUInt32LE(0xffffffff, 24 + 8);
  expect(await examine(classic)).toMatchObject({ packets: 0, truncated: true, firstUs: null, lastUs: null });
});

/** pcapng of so many interfaces with one packet each. */
function withInterfaces(count: number): Buffer {
  const describe = Array.from({ length: count }, () => words(1, 20, 1, 0, 20));
  const packet = Array.from({ length: count }, (_, n) => packetOf(n));
  return Buffer.concat([SECTION, ...describe, ...packet]);
}
