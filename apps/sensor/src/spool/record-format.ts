import { crc32 } from 'node:zlib';

/** What a segment file begins with: its kind and version. */
export const SEGMENT_HEAD = Buffer.from('WLSPOOL1', 'latin1');
/** Begins each record. The first byte occurs in no UTF-8 text, so no body can hold the beginning of a record. */
const MARK = 0xff574c01;
/** Mark, length of the body, checksum over sequence number and body, sequence number; all big-endian. */
const HEAD = 4 + 4 + 4 + 8;
/** Greatest body, bytes: a batch is at most 256 KiB of canonical payload. */
export const MOST_BODY = 1024 * 1024;

/** A record of the spool, ready to be appended. @throws RangeError when the body is too large */
export function encodeRecord(sequence: number, body: Buffer): Buffer {
  if (body.length > MOST_BODY) throw new RangeError(`a record of the spool has at most ${MOST_BODY} bytes`);
  const bytes = Buffer.allocUnsafe(HEAD + body.length);
  bytes.writeUInt32BE(MARK, 0);
  bytes.writeUInt32BE(body.length, 4);
  bytes.writeBigUInt64BE(BigInt(sequence), 12);
  body.copy(bytes, HEAD);
  bytes.writeUInt32BE(crc32(bytes.subarray(12)), 8);
  return bytes;
}

/** A record as it stands in a segment. */
export interface FoundRecord {
  readonly sequence: number;
  /** A view of the bytes it was read from. */
  readonly body: Buffer;
  /** Where it ends, from the beginning of those bytes. */
  readonly end: number;
}

/** What stands at a place: a record, nothing more, the beginning of one whose rest is not in these bytes, or something broken. */
export type Found = FoundRecord | 'nothing' | 'cut' | 'broken';

/** Looks at one place of a segment's bytes. Never throws, whatever they are. */
export function recordAt(bytes: Buffer, at: number): Found {
  if (at >= bytes.length) return 'nothing';
  if (at + HEAD > bytes.length) return 'cut';
  if (bytes.readUInt32BE(at) !== MARK) return 'broken';
  const length = bytes.readUInt32BE(at + 4);
  if (length > MOST_BODY) return 'broken';
  const end = at + HEAD + length;
  if (end > bytes.length) return 'cut';
  if (crc32(bytes.subarray(at + 12, end)) !== bytes.readUInt32BE(at + 8)) return 'broken';
  const sequence = Number(bytes.readBigUInt64BE(at + 12));
  return Number.isSafeInteger(sequence) ? { sequence, body: bytes.subarray(at + HEAD, end), end } : 'broken';
}

/** The next place after `at` where a whole record stands, or -1. */
export function nextRecord(bytes: Buffer, at: number): number {
  const mark = Buffer.alloc(4);
  mark.writeUInt32BE(MARK);
  for (let place = bytes.indexOf(mark, at + 1); place >= 0; place = bytes.indexOf(mark, place + 1))
    if (typeof recordAt(bytes, place) === 'object') return place;
  return -1;
}
