import { randomInt } from 'node:crypto';
import { type IndicatorList, listDecider, type ListReport, listStream } from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';
import { type ListFormat, listFormat } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { type ListContentStore, readListFile } from '@wireledger/read-models';

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
    const { name, accepted } = file;
    const options = { seed: this.seed, nowUs: this.clock() * 1000 };
    const { deed, ...told } = await readListFile(this.store, list, { body, name, format, accepted }, options);
    if (!deed) return { ...told, position: null };
    const { position } = await this.desk.tell(file, { ...deed, seen: file.seen }, context);
    return { ...told, position };
  }
}
