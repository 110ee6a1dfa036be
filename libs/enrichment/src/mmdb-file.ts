import { formatIp } from '@wireledger/kernel';
import { Reader, type Response } from 'maxmind';

import { inertText } from './inert-text';
import { readWhole } from './read-whole';
import type { OpenFile } from './source';
import { UnusableFile } from './unusable-file';

/** Marks the metadata of the format (MaxMind DB 2.0, "Database Metadata"), which stand in the last 128 KiB. */
const MARK = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
const METADATA_WITHIN = 128 * 1024;
/** Zeros between tree and data. */
const SEPARATOR = 16;
const RECORD_SIZES = [24, 28, 32];

/**
 * Opens a file of the MaxMind DB format 2.0; `read` makes a fact of a record, null when it says nothing usable.
 * @throws UnusableFile when it is another format, cut, or not of what `read` understands
 */
export async function openMmdbFile<Fact>(
  file: string,
  read: (record: unknown) => Fact | null,
): Promise<OpenFile<Fact>> {
  const { bytes, sha256 } = await readWhole(file);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new UnusableFile(`${file} is packed (gzip). Unpack it first.`);
  if (bytes.lastIndexOf(MARK) < Math.max(0, bytes.length - METADATA_WITHIN))
    throw new UnusableFile(`${file} is no MaxMind DB file, or its end is missing. Fetch it again.`);
  const reader = readerOf(file, bytes);
  const { nodeCount, recordSize, ipVersion, databaseType, buildEpoch, searchTreeSize } = reader.metadata;
  const treeFits =
    RECORD_SIZES.includes(recordSize) &&
    (ipVersion === 4 || ipVersion === 6) &&
    Number.isSafeInteger(nodeCount) &&
    nodeCount > 0 &&
    searchTreeSize + SEPARATOR < bytes.lastIndexOf(MARK) &&
    bytes.subarray(searchTreeSize, searchTreeSize + SEPARATOR).every((byte) => byte === 0);
  if (!treeFits) throw new UnusableFile(`${file} does not hold the tree that it announces. Fetch it again.`);
  probe(file, reader, ipVersion);
  const built = buildEpoch instanceof Date && Number.isFinite(buildEpoch.getTime()) ? buildEpoch.toISOString() : null;
  return {
    find: (address) => {
      // A tree of IPv4 would answer for the first bits of any IPv6 address.
      if (ipVersion === 4 && address.length === 16) return null;
      return read(recordOf(reader, address));
    },
    ...{ sha256, built, entries: null, type: inertText(databaseType), version: built?.slice(0, 10) ?? null },
  };
}

function readerOf(file: string, bytes: Buffer): Reader<Response> {
  try {
    return new Reader<Response>(bytes);
  } catch (error) {
    throw new UnusableFile(
      `${file} cannot be read as a MaxMind DB (${inertText(String(error)) ?? 'damaged'}). Fetch it again.`,
    );
  }
}

/** Reads records all over the address space. @throws UnusableFile when one is damaged */
function probe(file: string, reader: Reader<Response>, ipVersion: 4 | 6): void {
  for (let first = 1; first < 256; first += 2) {
    const address = ipVersion === 4 ? `${first}.1.1.1` : `20${first.toString(16).padStart(2, '0')}:100::1`;
    try {
      reader.get(address);
      if (ipVersion === 6) reader.get(`${first}.1.1.1`);
    } catch {
      throw new UnusableFile(`${file} holds damaged records, one of them about ${address}. Fetch it again.`);
    }
  }
}

/** The record about an address; null where the file has none, or a damaged one: one bad record is no reason to answer nothing at all. */
function recordOf(reader: Reader<Response>, address: Uint8Array): unknown {
  try {
    return reader.get(formatIp(address));
  } catch {
    return null;
  }
}
