import type { Lists } from '@wireledger/detectors';
import { type IndicatorList, type Indicators, listDecider, type ListEvent, ListInForce } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { LIST_EVENTS, type ListKind } from '@wireledger/events';

/** Events of lists, as the log filters them. */
export const LIST_TYPES: readonly string[] = LIST_EVENTS.map(({ type }) => type);

const TYPES = new Set(LIST_TYPES);
export const isOfList = ({ type }: Pick<RecordedEvent, 'type'>): boolean => TYPES.has(type);

/** Where the entries of versions come from. */
export interface ListContents {
  /** Null when they are not there. */
  load(sha256: string, kind: ListKind): Promise<Indicators | null>;
}

/** What must be remembered of a list: its versions by number, as the digest of what they hold. */
interface Remembered extends Omit<IndicatorList, 'versions' | 'commands'> {
  readonly digests: readonly string[];
}

/** The lists that judge at a place of the log, folded from its events; their entries are loaded when a version comes into force. */
export class ListsInForce {
  private readonly lists = new Map<string, Remembered>();
  /** By digest; only what is in force. */
  private contents = new Map<string, Indicators | null>();

  constructor(
    private readonly store: ListContents,
    /** Hears of a version whose entries are gone: its list holds only what was added by hand. */
    private readonly onMissing: (list: string, digest: string) => void,
  ) {}

  /** Folds an event. {@link judging} tells what follows. */
  apply(event: RecordedEvent): void {
    const id = event.data.list as string;
    const before = this.lists.get(id) ?? null;
    const fact = { type: event.type, version: event.meta.sv, data: event.data } as unknown as ListEvent;
    const after = listDecider.evolve(before && { ...before, versions: [], commands: [] }, fact);
    if (!after) return;
    const { versions, commands: _commands, ...rest } = after;
    this.lists.set(id, {
      ...rest,
      digests: [...(before?.digests ?? []), ...versions.map((one) => one.content.sha256)],
    });
  }

  /** The lists as they judge now, in the order of their ids. @throws what the store throws */
  async judging(): Promise<Lists> {
    const used = new Map<string, Indicators | null>();
    const lists: ListInForce[] = [];
    for (const list of [...this.lists.values()].sort((a, b) => (a.id < b.id ? -1 : 1))) {
      const digest = list.inForce === null ? undefined : list.digests[list.inForce - 1];
      lists.push(new ListInForce(list, digest === undefined ? null : await this.contentOf(list, digest, used)));
    }
    this.contents = used;
    return lists;
  }

  save(): unknown {
    return [...this.lists.values()];
  }

  load(saved: unknown): void {
    for (const list of saved as Remembered[]) this.lists.set(list.id, list);
  }

  private async contentOf(
    { id, definition }: Remembered,
    digest: string,
    used: Map<string, Indicators | null>,
  ): Promise<Indicators | null> {
    const key = `${definition.kind} ${digest}`;
    const known = used.get(key) ?? this.contents.get(key);
    const content = known ?? (await this.store.load(digest, definition.kind));
    if (!content) this.onMissing(id, digest);
    used.set(key, content);
    return content;
  }
}
