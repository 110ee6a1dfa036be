import { inflateSync } from 'node:zlib';

const HEAD = 44;
const ENTRY = 20;

/**
 * A WOFF 1.0 file (W3C recommendation of 13 December 2012, §3–5) → the font that is packed in it. The layout looks tables up for every glyph, and would
 * unpack them as often.
 *
 * @throws Error when the file is no WOFF, or its tables are not what its directory says
 */
export function unpackWoff(file: Buffer): Buffer {
  if (file.length < HEAD || file.toString('latin1', 0, 4) !== 'wOFF') throw new Error('not a WOFF file');
  const tables = file.readUInt16BE(12);
  const entries = Array.from({ length: tables }, (_, index) => {
    const at = HEAD + index * ENTRY;
    return {
      tag: file.subarray(at, at + 4),
      offset: file.readUInt32BE(at + 4),
      packed: file.readUInt32BE(at + 8),
      length: file.readUInt32BE(at + 12),
      checksum: file.readUInt32BE(at + 16),
    };
  });
  const power = Math.floor(Math.log2(tables));
  const directory = Buffer.alloc(12 + 16 * tables);
  file.copy(directory, 0, 4, 8);
  directory.writeUInt16BE(tables, 4);
  directory.writeUInt16BE(16 << power, 6);
  directory.writeUInt16BE(power, 8);
  directory.writeUInt16BE(16 * tables - (16 << power), 10);
  const parts: Buffer[] = [directory];
  let offset = directory.length;
  for (const [index, entry] of entries.entries()) {
    const raw = file.subarray(entry.offset, entry.offset + entry.packed);
    const table = entry.packed < entry.length ? inflateSync(raw, { maxOutputLength: entry.length }) : raw;
    if (table.length !== entry.length) throw new Error('a table of the font is cut');
    const at = 12 + index * 16;
    entry.tag.copy(directory, at);
    directory.writeUInt32BE(entry.checksum, at + 4);
    directory.writeUInt32BE(offset, at + 8);
    directory.writeUInt32BE(entry.length, at + 12);
    const padding = Buffer.alloc((4 - (table.length % 4)) % 4);
    parts.push(table, padding);
    offset += table.length + padding.length;
  }
  return Buffer.concat(parts, offset);
}
