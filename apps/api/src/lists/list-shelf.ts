import { type ContentEntry, type Found, listDecider, listStream, ListInForce } from '@wireledger/domain';
import { type EventLog, loadStream } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { uuidOf } from '../commands/uuid-of';
import type { ListsPort } from './list-import';

const MOST = 200;
const MOST_TEXT = 300;

/** Looks into lists. One at a time is held whole. */
export class ListShelf {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: ListsPort,
    private readonly log: Pick<EventLog, 'readStream'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** Entries of a version, in the order of its file. @throws DomainError LIST_UNKNOWN, LIST_VERSION_UNKNOWN, BAD_USER_INPUT */
  async entries(id: string, version: number | null, search: string, first: number): Promise<ContentEntry[]> {
    if (first < 1 || first > MOST) throw new DomainError('BAD_USER_INPUT', `\`first\`: 1 to ${MOST}.`);
    assertShort('search', search);
    const list = await this.list(id);
    const number = version ?? list.inForce;
    if (number === null) return [];
    const found = list.versions[number - 1];
    if (!found) throw new DomainError('LIST_VERSION_UNKNOWN', `This list has versions 1 to ${list.versions.length}.`);
    return this.store.search(found.content.sha256, search.trim(), first);
  }

  /** The entry that something is on a list by now; null when it is not, or the list is paused. @throws DomainError LIST_UNKNOWN, BAD_USER_INPUT */
  async test(id: string, text: string): Promise<Found | null> {
    assertShort('text', text);
    const list = await this.list(id);
    const version = list.inForce === null ? undefined : list.versions[list.inForce - 1];
    return this.inTurn(async () => {
      const content = version ? await this.store.load(version.content.sha256, list.definition.kind) : null;
      return new ListInForce(list, content).find(text.trim().toLowerCase(), this.clock() * 1000);
    });
  }

  private async list(id: string) {
    const { state } = await loadStream(this.log, listDecider, listStream(uuidOf('id', id)));
    if (!state) throw new DomainError('LIST_UNKNOWN', 'There is no such list. Load the lists again.');
    return state;
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.turn.then(work, work);
    this.turn = mine.catch(() => undefined);
    return mine;
  }
}

function assertShort(name: string, text: string): void {
  if (text.length > MOST_TEXT) throw new DomainError('BAD_USER_INPUT', `\`${name}\`: at most ${MOST_TEXT} characters.`);
}
