import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type Damage, Segments, type SpoolRecord } from './segments';

jest.setTimeout(30_000); // the disk of a busy machine is slow

describe('Segments', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'wl-segments-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const body = (n: number) => Buffer.from(`batch ${n} ${'x'.repeat(n % 7)}`);
  const at = () => path.join(folder, 'segments');
  const files = () => readdirSync(at()).sort();
  const filled = (count: number, segmentBytes?: number): Segments => {
    const segments = new Segments(at(), segmentBytes);
    segments.open(
      () => undefined,
      () => undefined,
    );
    for (let n = 1; n <= count; n++) segments.append(n, body(n));
    return segments;
  };
  const opened = (): { segments: Segments; records: SpoolRecord[]; damage: Damage[] } => {
    const segments = new Segments(at(), 200);
    const records: SpoolRecord[] = [];
    const damage: Damage[] = [];
    segments.open(
      (record) => records.push({ ...record, body: Buffer.from(record.body) }),
      (one) => damage.push(one),
    );
    return { segments, records, damage };
  };
  const whole = (records: readonly SpoolRecord[]) => records.every((one) => one.body.equals(body(one.sequence)));

  it('gives back what was appended, in order, from any number on', () => {
    const segments = filled(30, 200);
    expect(files().length).toBeGreaterThan(3);
    let from = 5;
    const read: number[] = [];
    for (;;) {
      const { records, damage, upTo } = segments.read(from, 4);
      expect(damage).toEqual([]);
      if (upTo === null) break;
      expect(whole(records)).toBe(true);
      read.push(...records.map(({ sequence }) => sequence));
      from = upTo + 1;
    }
    expect(read).toEqual(Array.from({ length: 26 }, (_, n) => n + 5));
  });

  it('what was not closed is there for the next process, which goes on behind it', () => {
    filled(12, 200);
    const { segments, records, damage } = opened();
    expect([records.length, damage, segments.last]).toEqual([12, [], 12]);
    segments.append(13, body(13));
    expect(opened().records.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 13 }, (_, n) => n + 1));
  });

  it('removes files from the front, never one that holds something newer', () => {
    const segments = filled(30, 200);
    segments.release(10);
    expect(segments.read(1, 1).records[0]?.sequence).toBeLessThanOrEqual(11);
    expect(opened().records.at(-1)?.sequence).toBe(30);
    segments.release(30);
    expect(segments.bytes).toBeLessThan(200);
    segments.append(31, body(31));
    expect(segments.read(31, 1).records.map(({ sequence }) => sequence)).toEqual([31]);
  });

  it('is for its own user alone', () => {
    filled(1);
    expect(statSync(at()).mode & 0o777).toBe(0o700);
    for (const name of files()) expect(statSync(path.join(at(), name)).mode & 0o777).toBe(0o600);
  });

  it('a record that was not written to its end is cut off, at whatever byte the process was killed', () => {
    filled(3);
    const file = path.join(at(), files()[0] as string);
    const bytes = readFileSync(file);
    for (let end = 0; end < bytes.length; end++) {
      rmSync(at(), { recursive: true });
      filled(0);
      writeFileSync(file, bytes.subarray(0, end));
      const { segments, records, damage } = opened();
      expect(whole(records)).toBe(true);
      expect(damage.length).toBeLessThanOrEqual(1);
      if (damage[0]) expect(damage[0]).toMatchObject({ from: records.length + 1, records: 1 });
      const next = records.length + 1;
      segments.append(next, body(next));
      const after = opened();
      expect([after.damage, after.records.length, whole(after.records)]).toEqual([[], next, true]);
    }
  });

  it('a file that is filled while the disk is waited for is closed afterwards, and nothing is missing', async () => {
    const open = () => readdirSync('/proc/self/fd').filter((fd) => isOfFolder(`/proc/self/fd/${fd}`)).length;
    const isOfFolder = (link: string) => {
      try {
        return readlinkSync(link).startsWith(folder);
      } catch {
        return false; // closed meanwhile
      }
    };
    const segments = filled(3, 200);
    const synced = segments.syncSoon();
    for (let n = 4; n <= 12; n++) segments.append(n, body(n));
    expect([files().length > 1, open()]).toEqual([true, 2]);
    await synced;
    expect(open()).toBe(1);
    await segments.syncSoon();
    segments.close(false);
    expect([open(), opened().records.length]).toEqual([0, 12]);
  });

  it('a byte that was changed on the disk loses its record alone, which is counted and never read', () => {
    filled(9, 120);
    const names = files();
    expect(names.length).toBeGreaterThan(2);
    for (const name of names) {
      const file = path.join(at(), name);
      const bytes = readFileSync(file);
      for (let place = 0; place < bytes.length; place++) {
        const changed = Buffer.from(bytes);
        changed[place] = (bytes[place] as number) ^ (1 << (place % 8));
        writeFileSync(file, changed);
        const { records, damage } = opened();
        expect(whole(records)).toBe(true);
        expect(records.length + damage.reduce((sum, one) => sum + one.records, 0)).toBeGreaterThanOrEqual(9);
        expect(records.length).toBeGreaterThanOrEqual(place < 8 ? 9 : 8);
        // What was cut off at the end of the newest file stands there again.
        writeFileSync(file, bytes);
      }
    }
  });

  it('a byte that changes while it is open is met when it is read', () => {
    const segments = filled(5);
    const file = path.join(at(), files()[0] as string);
    const bytes = readFileSync(file);
    const place = bytes.indexOf('batch 3');
    bytes[place] = 0x42;
    writeFileSync(file, bytes);
    const { records, damage, upTo } = segments.read(1, 10);
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 2, 4, 5]);
    expect([damage, upTo]).toEqual([[{ file, from: 3, records: 1, torn: false }], 5]);
  });

  it('bytes that look like a record inside another one are no record', () => {
    const inner = Buffer.from([0xff, 0x57, 0x4c, 0x01, 0, 0, 0, 0]);
    const segments = new Segments(at());
    segments.open(
      () => undefined,
      () => undefined,
    );
    for (const n of [1, 2, 3]) segments.append(n, Buffer.concat([body(n), inner, body(n)]));
    const file = path.join(at(), files()[0] as string);
    const bytes = readFileSync(file);
    bytes[bytes.indexOf('batch 2')] = 0;
    writeFileSync(file, bytes);
    const { records, damage } = opened();
    expect(records.map(({ sequence }) => sequence)).toEqual([1, 3]);
    expect(damage).toMatchObject([{ from: 2, records: 1 }]);
  });
});
