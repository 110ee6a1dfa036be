import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { JudgingList } from '@wireledger/detectors';
import { LIST_LIMITS, ListReader, refusedFile } from '@wireledger/domain';
import { type ListKind, listKind } from '@wireledger/events';

/** A file of indicators that cannot be used; the message names file, cause and mend. */
export class UnreadableList extends Error {}

const PIECE = 1 << 16;

/** The threat list that a file holds, of the kind that most of its entries are. @throws UnreadableList */
export function listOf(file: string): JudgingList {
  try {
    const readers = listKind.options.map((kind) => [kind, readerOf(kind)] as const);
    readPieces(file, (text) => readers.forEach(([, reader]) => reader.push(text)));
    const read = readers.map(([kind, reader]) => ({ kind, report: reader.end(), found: reader.found }));
    const best = read.reduce((a, b) => (b.report.entries > a.report.entries ? b : a));
    const refused = refusedFile(best.report);
    if (refused !== null) throw new RangeError(refused);
    const name = path.basename(file);
    return {
      ...{ id: name, name, kind: best.kind, action: 'threat', version: 1 },
      find: (text) => best.found.find(text),
    };
  } catch (error) {
    throw new UnreadableList(`${file}: ${(error as Error).message}`);
  }
}

const readerOf = (kind: ListKind): ListReader =>
  new ListReader({ kind, action: 'threat' }, null, () => undefined, 0, Date.now() * 1000);

function readPieces(file: string, take: (text: string) => void): void {
  const handle = openSync(file, 'r');
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) throw new RangeError('this is no file');
    if (stat.size > LIST_LIMITS.bytes) throw new RangeError(`a list has at most ${LIST_LIMITS.bytes} bytes`);
    const decoder = new TextDecoder();
    const piece = Buffer.allocUnsafe(PIECE);
    for (let n = readSync(handle, piece); n > 0; n = readSync(handle, piece))
      take(decoder.decode(piece.subarray(0, n), { stream: true }));
    take(decoder.decode());
  } finally {
    closeSync(handle);
  }
}
