import { isShape, mispValues, type Noted, shapes, stixValues, word } from './json-values';

/** What one object of a feed says that is asked for what has changed: an indicator of a TAXII collection, an event of a MISP feed. */
export interface FeedPart {
  /** What it is known by in the feed. */
  readonly key: string;
  /** Tells its versions apart; of STIX times, of which the greatest is the newest. */
  readonly stamp: string;
  readonly entries: readonly Noted[];
  /** What it says has ended then, µs. */
  readonly untilUs: number | null;
}

/** Longest name of an object that is kept. */
const MOST_KEY = 200;

/** The indicators among the objects of a page of TAXII 2.1 (§3.4), each one's newest version; nothing of what is no page. */
export function stixParts(objects: unknown): readonly FeedPart[] {
  const newest = new Map<string, FeedPart>();
  for (const object of shapes(objects)) {
    const said = stixValues(object);
    const [key, stamp] = [word(object['id']), word(object['modified'])];
    if (said === null || key === '' || key.length > MOST_KEY) continue;
    const before = newest.get(key);
    if (!before || before.stamp <= stamp) newest.set(key, { key, stamp: stamp.slice(0, 40), ...said });
  }
  return [...newest.values()];
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The events that the manifest of a MISP feed names, and when each was changed last; null when it is no manifest. */
export function mispManifest(root: unknown): ReadonlyMap<string, string> | null {
  if (!isShape(root)) return null;
  const events = Object.entries(root).filter(([uuid, about]) => UUID.test(uuid) && isShape(about));
  if (events.length === 0) return null;
  return new Map(
    events.map(([uuid, about]) => [uuid.toLowerCase(), stampOf((about as { timestamp?: unknown }).timestamp)]),
  );
}

const stampOf = (value: unknown): string =>
  typeof value === 'number' ? String(value) : typeof value === 'string' ? value.slice(0, 40) : '';

/** What the file of an event says; null when it holds none. */
export function mispPart(key: string, stamp: string, root: unknown): FeedPart | null {
  const event = isShape(root) ? root['Event'] : undefined;
  if (!isShape(event)) return null;
  return { key, stamp, entries: mispValues(event).flat(), untilUs: null };
}

/** The lines of a plain list that say the same; what cannot stand on a line of its own is left out. */
export const partLines = (entries: readonly Noted[]): string =>
  entries
    .filter(({ value }) => value !== '' && !/\s/.test(value))
    .map(({ value, note }) => {
      const said = note.replace(/\s+/g, ' ').trim().slice(0, MOST_KEY);
      return said === '' ? `${value}\n` : `${value} # ${said}\n`;
    })
    .join('');
