import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CaptureWriter } from '@wireledger/capture';

import { Densities, DensityRequest } from './capture-density';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-density-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function captureOf(times: readonly number[]): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  for (const us of times) writer.write(Buffer.alloc(20), us);
  writer.end();
  return Buffer.concat(parts);
}
const request = (firstUs: number, lastUs: number, buckets: number) => ({ sha256: 'a', firstUs, lastUs, buckets });

it('counts packets over the time of a capture, packed or not, cut or not, and reads it once', async () => {
  const file = path.join(folder, 'a.pcap.gz');
  const whole = captureOf([1_000_000, 1_000_001, 1_500_000, 1_999_999, 3_999_999]);
  writeFileSync(file, gzipSync(whole));
  const densities = new Densities();
  const wanted = request(1_000_000, 3_999_999, 3);
  expect(await densities.of(file, wanted)).toEqual({ widthUs: 1_000_000, packets: [4, 0, 1] });
  renameSync(file, `${file}.gone`);
  expect(existsSync(file)).toBe(false);
  expect(await densities.of(file, wanted)).toEqual({ widthUs: 1_000_000, packets: [4, 0, 1] });
  await expect(densities.of(file, request(0, 9, 3))).rejects.toMatchObject({ code: 'ENOENT' });
  writeFileSync(file, whole.subarray(0, whole.length - 10));
  expect((await densities.of(file, request(0, 9, 3))).packets).toEqual([0, 0, 4]);
});

it('reads a capture once, whatever is asked of it, and lets few wait', async () => {
  const file = path.join(folder, 'c.pcap');
  writeFileSync(file, captureOf([0, 1, 2, 3, 4, 5]));
  const densities = new Densities();
  expect((await densities.of(file, request(0, 5, 6))).packets).toEqual([1, 1, 1, 1, 1, 1]);
  renameSync(file, `${file}.gone`);
  expect(await densities.of(file, request(0, 5, 4))).toEqual({ widthUs: 2, packets: [2, 2, 2] });
  expect((await densities.of(file, request(0, 5, 1))).packets).toEqual([6]);
  const asked = Array.from({ length: 6 }, (_, i) => densities.of(`${file}.gone`, request(0, 10 + i, 1)));
  const ended = await Promise.allSettled(asked);
  expect(ended.map(({ status }) => status)).toEqual([...Array<string>(4).fill('fulfilled'), 'rejected', 'rejected']);
  expect((await densities.of(`${file}.gone`, request(0, 20, 1))).packets).toEqual([6]);
});

it('never has more buckets than were asked for, nor one that is longer than the time', async () => {
  const file = path.join(folder, 'b.pcap');
  writeFileSync(file, captureOf([5, 5, 7]));
  expect(await new Densities().of(file, request(5, 7, 600))).toEqual({ widthUs: 1, packets: [2, 0, 1] });
  expect(await new Densities().of(file, request(5, 5, 10))).toEqual({ widthUs: 1, packets: [3] });
  const span = 136 * 365 * 86_400 * 1e6;
  expect((await new Densities().of(file, request(0, span, 240))).packets.length).toBeLessThanOrEqual(240);
  expect(DensityRequest.safeParse(request(7, 5, 10)).success).toBe(false);
  expect(DensityRequest.safeParse(request(5, 7, 601)).success).toBe(false);
});
