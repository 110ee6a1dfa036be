import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import {
  captureName,
  contentLine,
  type IndicatorList,
  type Indicators,
  LIST_LIMITS,
  type ListCommand,
  ListReader,
  type ListReport,
  refusedFile,
  unusualChange,
} from '@wireledger/domain';
import type { ListFormat } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import type { ListContentStore } from './list-content-store';

const PIECE = 1 << 20;
const pack = promisify(zstdCompress);

/** A file on its way to a version of a list. */
export interface GivenFile {
  readonly body: AsyncIterable<Buffer>;
  /** What it is called; never a path. */
  readonly name: string;
  /** Null: it is found out. */
  readonly format: ListFormat | null;
  /** Why it is to be in force although far more changes than usual; null: it is held then. */
  readonly accepted: string | null;
}

/** What imports it, but for who and when. */
export type ImportDeed = Pick<ListCommand & { readonly type: 'import' }, 'type' | 'content' | 'origin' | 'accepted'>;

/** What a file amounts to. `held`: far more would change than usual; `refused`: it cannot be a version. `why` says so; `deed` where it can. */
export interface ReadFile {
  readonly state: 'imported' | 'unchanged' | 'held' | 'refused';
  readonly why: string | null;
  readonly deed: ImportDeed | null;
  readonly report: ListReport;
  readonly added: number;
  readonly removed: number;
}

/**
 * Reads a file that is to be the next version of a list, and keeps its entries unless it is held or refused. `seed`: of hashing; `nowUs`: what
 * ended before is left out. @throws DomainError LIMIT_EXCEEDED, BAD_USER_INPUT for what is no text; whatever the body throws
 */
export async function readListFile(
  store: Pick<ListContentStore, 'save' | 'load'>,
  list: IndicatorList,
  { body, name, format, accepted }: GivenFile,
  { seed, nowUs }: { readonly seed: number; readonly nowUs: number },
): Promise<ReadFile> {
  const before = list.inForce === null ? undefined : list.versions[list.inForce - 1];
  const old = before ? await store.load(before.content.sha256, list.definition.kind, seed) : null;
  const { report, kept, content, pieces, origin } = await new FileReading(list, format, old, { seed, nowUs }).read(
    body,
  );
  const [added, removed] = [report.entries - kept, (old?.size ?? 0) - kept];
  const told = { report, added, removed, deed: null };
  const refused = refusedFile(report);
  if (refused !== null) return { state: 'refused', why: refused, ...told };
  const unusual = unusualChange(old?.size ?? 0, added, removed);
  if (unusual !== null && accepted === null) return { state: 'held', why: unusual, ...told };
  await store.save(content, pieces);
  const { lines, duplicates, otherKind, refused: left } = report;
  const counted = { lines, duplicates, otherKind, refused: left, added, removed };
  return {
    ...told,
    state: before?.content.sha256 === content.sha256 ? 'unchanged' : 'imported',
    why: null,
    deed: {
      ...{ type: 'import', content, accepted: unusual === null ? null : accepted },
      origin: { name: captureName(name), ...origin, format: report.format, ...counted },
    },
  };
}

/** One file on its way to a version. */
class FileReading {
  private readonly reader: ListReader;
  private readonly given = createHash('sha256');
  private readonly canonical = createHash('sha256');
  private readonly pieces: Buffer[] = [];
  private bytes = 0;
  private textBytes = 0;
  private text = '';
  private kept = 0;

  constructor(
    list: IndicatorList,
    format: ListFormat | null,
    old: Indicators | null,
    { seed, nowUs }: { readonly seed: number; readonly nowUs: number },
  ) {
    const onEntry: ConstructorParameters<typeof ListReader>[2] = (indicator, line, note) => {
      if (old?.has(indicator)) this.kept++;
      this.text += contentLine(indicator, line, note);
    };
    this.reader = new ListReader(list.definition, format, onEntry, seed, nowUs);
  }

  /** @throws DomainError LIMIT_EXCEEDED, BAD_USER_INPUT for what is no text */
  async read(body: AsyncIterable<Buffer>) {
    const decoder = new TextDecoder();
    for await (const chunk of body) {
      if (this.bytes === 0) assertText(chunk);
      this.bytes += chunk.length;
      if (this.bytes > LIST_LIMITS.bytes)
        throw new DomainError('LIMIT_EXCEEDED', 'A list has at most 256 MiB. Split it into several lists.');
      this.given.update(chunk);
      this.reader.push(decoder.decode(chunk, { stream: true }));
      if (this.reader.full)
        throw new DomainError('LIMIT_EXCEEDED', 'A list has at most 5 million entries in 10 million lines. Split it.');
      if (this.text.length >= PIECE) await this.keep();
    }
    this.reader.push(decoder.decode());
    const report = this.reader.end();
    await this.keep();
    const sha256 = this.canonical.digest('hex');
    return {
      ...{ report, kept: this.kept, pieces: this.pieces },
      content: { sha256, entries: report.entries, bytes: this.textBytes },
      origin: { sha256: this.given.digest('hex'), bytes: this.bytes },
    };
  }

  private async keep(): Promise<void> {
    const { text } = this;
    if (text === '') return;
    this.text = '';
    const bytes = Buffer.from(text);
    this.textBytes += bytes.length;
    this.canonical.update(bytes);
    this.pieces.push(await pack(bytes));
  }
}

/** @throws DomainError BAD_USER_INPUT naming what to do */
function assertText(first: Buffer): void {
  const magic = first.subarray(0, 4).toString('hex');
  if (magic.startsWith('1f8b') || magic === '28b52ffd' || magic === '504b0304')
    throw new DomainError('BAD_USER_INPUT', 'This file is packed. Unpack it, and give the text in it.');
  if (first.subarray(0, 4096).includes(0))
    throw new DomainError('BAD_USER_INPUT', 'This is no text in UTF-8. Save it as plain text or CSV.');
}
