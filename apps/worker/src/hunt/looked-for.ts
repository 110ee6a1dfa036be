import type { ContentEntry, IndicatorList, Indicators } from '@wireledger/domain';
import type { ListKind } from '@wireledger/events';

import type { ListContents } from '../detection/lists-in-force';
import type { ListChange } from './list-change';

/** An entry that is looked for. `until`: it holds what happened before (µs of packet time); null = whatever happened. */
export interface Entry {
  readonly indicator: string;
  readonly line: number;
  readonly until: number | null;
}

/** Contents of lists, also entry by entry. */
export interface HuntContents extends ListContents {
  entries(sha256: string): AsyncIterable<readonly ContentEntry[]>;
}

/** What is looked for: entries in pieces, and about how many. */
export interface LookedFor {
  readonly kind: ListKind;
  readonly total: number;
  readonly entries: AsyncIterable<readonly Entry[]>;
}

const digestOf = ({ versions, inForce }: IndicatorList): string | null =>
  inForce === null ? null : (versions[inForce - 1]?.content.sha256 ?? null);

/** What a person asked for, all of one kind. */
export const askedFor = (kind: ListKind, entries: readonly string[]): LookedFor => ({
  ...{ kind, total: entries.length },
  entries: one(entries.map((indicator) => ({ indicator, line: 0, until: null }))),
});

/**
 * What a change brought that the list did not hold before, and that it holds still. Only the version before is in memory, and the one in force now
 * where that is another one. @throws what the store throws
 */
export async function newlyListed(
  { before, after, now, event }: ListChange,
  contents: HuntContents,
): Promise<LookedFor> {
  const { kind } = after.definition;
  if (event?.type === 'domain.IndicatorAdded') {
    const added = now.entries.filter(({ value }) => value === event.data.value);
    return { kind, total: added.length, entries: one(added.map(byHand)) };
  }
  const digest = digestOf(after);
  const known =
    event && event.type !== 'domain.ListResumed' && before ? await held(digestOf(before), kind, contents) : null;
  const still = digestOf(now) === digest ? null : await held(digestOf(now), kind, contents);
  const hand = known ? [] : now.entries.map(byHand);
  const isNew = ({ indicator }: ContentEntry) =>
    !has(known, indicator) && (digestOf(now) === digest || has(still, indicator));
  async function* entries(): AsyncGenerator<readonly Entry[]> {
    yield hand;
    if (digest === null) return;
    for await (const piece of contents.entries(digest))
      yield piece.filter(isNew).map(({ indicator, line }) => ({ indicator, line, until: null }));
  }
  const listed = after.inForce === null ? 0 : (after.versions[after.inForce - 1]?.content.entries ?? 0);
  return { kind, total: listed + hand.length, entries: entries() };
}

/** The entries that are in force; null when there are none. */
export const held = async (
  digest: string | null,
  kind: ListKind,
  contents: ListContents,
): Promise<Indicators | null> => (digest === null ? null : contents.load(digest, kind));

/** Whether exactly this is an entry of the list now. */
export async function stillListed(now: IndicatorList, contents: ListContents): Promise<(indicator: string) => boolean> {
  const content = await held(digestOf(now), now.definition.kind, contents);
  const hand = new Set(now.entries.map(({ value }) => value));
  return (indicator) => hand.has(indicator) || has(content, indicator);
}

const has = (content: Indicators | null, text: string): boolean => content?.has({ text, prefix: null }) ?? false;
const byHand = ({ value, until }: IndicatorList['entries'][number]): Entry => ({ indicator: value, line: 0, until });

async function* one<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  yield await Promise.resolve(items);
}
