import type { ObservedKind } from '@wireledger/events';
import type { ObservedStore, Sighting } from '@wireledger/read-models';

import type { Entry, LookedFor } from './looked-for';

/** An entry that was observed, and at which sensor what of it. */
export interface Found {
  readonly entry: Entry;
  readonly sensor: string;
  /** By value; at least one, at most {@link LookBackLimits.values}. */
  readonly sightings: readonly Sighting[];
}

/** `found` in the order of the entries. `why`: it was ended early, since it matches too much. */
export interface LookedBack {
  readonly found: readonly Found[];
  readonly matched: number;
  readonly why: string | null;
}

export interface LookBackLimits {
  /** Entries that may be observed before it is too much. */
  readonly matched: number;
  /** Share of all values of the kind, from 500 of them on. */
  readonly share: number;
  /** Values that are looked at of one entry. */
  readonly values: number;
}

/** What a list may match that nobody has looked at, and what it may when somebody has. */
export const UNSEEN: LookBackLimits = { matched: 200, share: 0.1, values: 500 };
export const ACCEPTED: LookBackLimits = { matched: 2000, share: 1, values: 500 };

export interface LookBackOptions {
  readonly store: Pick<ObservedStore, 'held' | 'sightings' | 'size'>;
  readonly limits: LookBackLimits;
  /** What lists that allow hold is left out. */
  readonly allowed: (value: string, sighting: Sighting) => boolean;
  /** What was first seen from then on (µs) is left out: whoever judges live has told of it. */
  readonly knownAt: (entry: Entry) => number;
  /** Hears how far it is, several times a second; false ends it. */
  readonly onProgress: (looked: number, matched: number) => Promise<boolean>;
}

const AT_ONCE = 500;
const FEW = 500;

/** Looks for entries in the dictionary. Holds what it found, never what it looks for. Null when it was ended. @throws what the store throws */
export async function lookBack(asked: LookedFor, options: LookBackOptions): Promise<LookedBack | null> {
  const { store, limits, onProgress } = options;
  const size = await store.size(asked.kind);
  const most = size < FEW ? Infinity : Math.floor(size * limits.share);
  const found: Found[] = [];
  let [looked, matched, values] = [0, 0, 0];
  for await (const piece of asked.entries)
    for (let i = 0; i < piece.length; i += AT_ONCE) {
      const entries = piece.slice(i, i + AT_ONCE);
      const known = await store.held(
        asked.kind,
        entries.map(({ indicator }) => indicator),
        limits.values,
      );
      looked += entries.length;
      const byEntry = grouped(known, ({ entry }) => entry);
      for (const [entry, keys] of byEntry) {
        const own = await observed(
          asked.kind,
          entries[entry] as Entry,
          keys.map(({ key }) => key),
          options,
        );
        if (own.length === 0) continue;
        found.push(...own);
        matched++;
        values += keys.length;
        if (matched > limits.matched) return { found, matched, why: tooMany(limits.matched, 'entries were observed') };
        if (values > most) return { found, matched, why: tooMany(most, `of ${size} values are held by it`) };
      }
      if (!(await onProgress(looked, matched))) return null;
    }
  return { found, matched, why: null };
}

const tooMany = (most: number, what: string): string =>
  `It matches a large part of what was observed: more than ${most.toLocaleString('en')} ${what}.`;

async function observed(
  kind: ObservedKind,
  entry: Entry,
  keys: readonly Buffer[],
  { store, allowed, knownAt }: LookBackOptions,
): Promise<Found[]> {
  const until = Math.min(entry.until ?? Infinity, knownAt(entry));
  const seen = (await store.sightings(kind, keys)).filter((one) => one.first < until && !allowed(one.value, one));
  const bySensor = grouped(seen, ({ sensor }) => sensor);
  return [...bySensor].map(([sensor, sightings]) => ({ entry, sensor, sightings }));
}

/** Items by key, in the order in which keys come first. */
export function grouped<K, T>(items: readonly T[], key: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}
