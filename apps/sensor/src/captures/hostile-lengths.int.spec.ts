import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';

/** The rise of memory that a file of 80 bytes may cause. */
const MOST_KIB = 64 * 1024;

const words = (...values: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  values.forEach((value, n) => bytes.writeUInt32LE(value, n * 4));
  return bytes;
};
const SECTION = words(0x0a0d0d0a, 28, 0x1a2b3c4d, 1, 0xffffffff, 0xffffffff, 28);
const INTERFACE = words(1, 20, 1, 0, 20);
const PACKET = words(6, 36, 0, 0x600000, 0, 4, 4, 0, 36);
const PCAP = words(0xa1b2c3d4, 0x00040002, 0, 0, 65_535, 1);

/** Each of 80 bytes. */
const HOSTILE: readonly (readonly [what: string, bytes: Buffer, warning: string])[] = [
  [
    'an enhanced packet that claims 0xffffffff bytes',
    Buffer.concat([SECTION, INTERFACE, words(6, 32, 0, 0x600000, 0, 0xffffffff, 0xffffffff, 32)]),
    'damaged: block 3 claims a packet of 4294967295 bytes; read up to there',
  ],
  [
    'a block that claims 0xfffffffc bytes',
    Buffer.concat([SECTION, INTERFACE, words(6, 0xfffffffc, 0, 0x600000, 0, 4, 4, 0xfffffffc)]),
    'damaged: block 3 has length 4294967292; read up to there',
  ],
  [
    'a block that claims as much as a block may have',
    Buffer.concat([SECTION, INTERFACE, words(6, 16 * 1024 * 1024, 0, 0x600000, 0, 4, 4, 0)]),
    'cut short: the last record is not whole; read up to there',
  ],
  [
    'a record of pcap that claims 4 GB',
    Buffer.concat([PCAP, words(1_600_000_000, 0, 0xffffffff, 0xffffffff), Buffer.alloc(40)]),
    'damaged: record 1 claims 4294967295 bytes; read up to there',
  ],
];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-lengths-'));
  buildSync({
    entryPoints: [path.join(__dirname, '../testing/examine-child.ts')],
    ...{ outfile: path.join(folder, 'child.js'), bundle: true, platform: 'node', target: 'node24', logLevel: 'error' },
    tsconfig: path.resolve(__dirname, '../../../../tsconfig.base.json'),
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('A-20 a file of 80 bytes with a length that cannot be is refused by the number of its packet, and memory rises by less than 64 MB', () => {
  const file = (name: string, bytes: Buffer): string => {
    writeFileSync(path.join(folder, name), bytes);
    return path.join(folder, name);
  };
  const good = file('good', Buffer.concat([SECTION, INTERFACE, PACKET]));
  const files = HOSTILE.map(([, bytes], n) => file(String(n), bytes));
  for (const [, bytes] of HOSTILE) expect(bytes).toHaveLength(80);
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(folder, 'child.js'), good, ...files], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const told = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { packets: number; warnings: string[]; riseKiB: number });
  expect(told.map(({ packets, warnings }) => ({ packets, warnings }))).toEqual(
    HOSTILE.map(([, , warning]) => ({ packets: 0, warnings: [warning] })),
  );
  for (const { riseKiB } of told) expect(riseKiB).toBeLessThan(MOST_KIB);
});
