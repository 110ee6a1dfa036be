import { crc32, gzipSync } from 'node:zlib';

/** What stands in an archive: a file under that name, or a link to somewhere. */
interface Entry {
  readonly name: string;
  readonly text?: string;
  readonly linkTo?: string;
}

const octal = (value: number, width: number): string => `${value.toString(8).padStart(width - 1, '0')}\0`;

/** POSIX ustar (IEEE 1003.1-2017, pax). */
function tar(entries: readonly Entry[]): Buffer {
  const blocks = entries.flatMap(({ name, text = '', linkTo }) => {
    const head = Buffer.alloc(512);
    head.write(name, 0, 100);
    head.write(`${octal(0o644, 8)}${octal(0, 8)}${octal(0, 8)}${octal(text.length, 12)}${octal(0, 12)}        `, 100);
    head.write(linkTo === undefined ? '0' : '2', 156);
    head.write(linkTo ?? '', 157, 100);
    head.write('ustar\x0000', 257);
    head.write(
      octal(
        head.reduce((sum, byte) => sum + byte, 0),
        7,
      ),
      148,
    );
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    return [head, body];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** Files as they are, after PKWARE's APPNOTE 4.3.7 and 4.3.12; links as Info-ZIP writes them. */
function zip(entries: readonly Entry[]): Buffer {
  const [bodies, heads]: [Buffer[], Buffer[]] = [[], []];
  let offset = 0;
  for (const { name, text = '', linkTo } of entries) {
    const [title, content] = [Buffer.from(name), Buffer.from(linkTo ?? text)];
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(title.length, 22);
    bodies.push(Buffer.from('PK\x03\x04'), common, title, content);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(((linkTo === undefined ? 0o100644 : 0o120777) << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    heads.push(Buffer.from('PK\x01\x02\x14\x03'), common, tail, title);
    offset += 30 + title.length + content.length;
  }
  const directory = Buffer.concat(heads);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(entries.length & 0xffff, 8);
  end.writeUInt16LE(entries.length & 0xffff, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, directory, end]);
}

const many = (count: number): Entry[] => Array.from({ length: count }, (_, n) => ({ name: `n${n}.txt` }));
/** Entries that would leave the folder, lead out of it, or be more than anybody wants. `text`: what each file holds. */
const hostile = (text: string): readonly (readonly [string, readonly Entry[]])[] => [
  ['a path that leads up', [{ name: '../../etc/cron.d/own', text }]],
  [
    'a link that leads out',
    [
      { name: 'list.txt', linkTo: '/etc/passwd' },
      { name: 'list.txt', text },
    ],
  ],
  ['100,000 entries', many(100_000)],
];

/** Hostile archives by what they are: tar, packed tar and zip of each kind. `text`: what would be taken if somebody looked inside. */
export const hostileArchives = (text: string): readonly (readonly [string, () => Buffer<ArrayBuffer>])[] =>
  hostile(text).flatMap(([what, entries]) => [
    [`tar with ${what}`, () => Buffer.from(tar(entries))] as const,
    [`tar.gz with ${what}`, () => Buffer.from(gzipSync(tar(entries), { level: 1 }))] as const,
    [`zip with ${what}`, () => Buffer.from(zip(entries))] as const,
  ]);
