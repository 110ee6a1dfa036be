import { createHash, randomInt } from 'node:crypto';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import {
  captureName,
  contentLine,
  type IndicatorList,
  type Indicators,
  LIST_LIMITS,
  listDecider,
  ListReader,
  type ListReport,
  listStream,
  refusedFile,
  unusualChange,
} from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';
import { type ListFormat, listFormat } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import type { ListContentStore } from '@wireledger/read-models';

import type { GraphqlContext } from '../access/request';
import { parsed } from '../commands/parsed';
import { uuidOf } from '../commands/uuid-of';
import type { ListDesk } from './list-desk';

/** Where the entries of lists are kept. */
export type ListsPort = Pick<ListContentStore, 'save' | 'load' | 'search'>;

/** What a person says of a file. */
export interface ListFile {
  readonly id: string;
  readonly key: string;
  readonly seen: number;
  /** What it is called; never a path. */
  readonly name: string;
  /** Null: it is found out. */
  readonly format: string | null;
  /** Why it is to be in force although far more changes than usual; null: it is held then. */
  readonly accepted: string | null;
}

/** What became of a file. `held`: nothing changed, for far more would than usual; `refused`: it cannot be a version. `why` says so. */
export interface ListImported {
  readonly state: 'imported' | 'unchanged' | 'held' | 'refused';
  readonly why: string | null;
  readonly position: string | null;
  readonly report: ListReport;
  readonly added: number;
  readonly removed: number;
}

const PIECE = 1 << 20;
const pack = promisify(zstdCompress);

/** Reads files into versions of lists, one at a time: what is read is held packed, and looked up in typed arrays. */
export class ListImports {
  private running = false;
  /** Nobody can write a list whose entries collide. */
  private readonly seed = randomInt(2 ** 32);

  constructor(
    private readonly store: ListsPort,
    private readonly log: Pick<EventLog, 'readStream'>,
    private readonly desk: ListDesk,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError LIST_UNKNOWN, LIST_CONFLICT, BAD_USER_INPUT, LIMIT_EXCEEDED, BUSY while another file is read */
  async take(
    file: ListFile,
    body: AsyncIterable<Buffer>,
    context: Pick<GraphqlContext, 'viewer' | 'requestId'>,
  ): Promise<ListImported> {
    const format = file.format === null ? null : parsed(listFormat, file.format, ['format']);
    const { state: list } = await loadStream(this.log, listDecider, listStream(uuidOf('id', file.id)));
    if (!list) throw new DomainError('LIST_UNKNOWN', 'There is no such list. Load the lists again.');
    if (this.running) throw new DomainError('BUSY', 'Another file is being read. Try again in a moment.');
    this.running = true;
    try {
      return await this.read(list, file, format, body, context);
    } finally {
      this.running = false;
    }
  }

  private async read(
    list: IndicatorList,
    file: ListFile,
    format: ListFormat | null,
    body: AsyncIterable<Buffer>,
    context: Pick<GraphqlContext, 'viewer' | 'requestId'>,
  ): Promise<ListImported> {
    const { kind } = list.definition;
    const before = list.inForce === null ? undefined : list.versions[list.inForce - 1];
    const old = before ? await this.store.load(before.content.sha256, kind, this.seed) : null;
    const made = await new FileReading(list, format, old, { seed: this.seed, nowUs: this.clock() * 1000 }).read(body);
    const { report, kept, content, pieces, origin } = made;
    const [added, removed] = [report.entries - kept, (old?.size ?? 0) - kept];
    const told = { report, added, removed, position: null };
    const refused = refusedFile(report);
    if (refused !== null) return { state: 'refused', why: refused, ...told };
    const unusual = unusualChange(old?.size ?? 0, added, removed);
    if (unusual !== null && file.accepted === null) return { state: 'held', why: unusual, ...told };
    await this.store.save(content, pieces);
    const name = captureName(file.name);
    const { lines, duplicates, otherKind, refused: left } = report;
    const deed = {
      ...{ type: 'import' as const, content, seen: file.seen, accepted: unusual === null ? null : file.accepted },
      origin: { name, ...origin, format: report.format, lines, duplicates, otherKind, refused: left, added, removed },
    };
    const { position } = await this.desk.tell(file, deed, context);
    return {
      state: before?.content.sha256 === content.sha256 ? 'unchanged' : 'imported',
      why: null,
      ...told,
      position,
    };
  }
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
