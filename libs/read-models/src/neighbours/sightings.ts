/** First and last time (µs) that something was seen, how often, and the place in the log of the first record. */
export interface Sighting {
  first: number;
  last: number;
  count: number;
  readonly position: string;
}

/** Sightings of a page by what was seen, in the order of their keys: two writers never wait for each other crosswise. */
export class Sightings<T> {
  private readonly seen = new Map<string, Sighting & { readonly what: T }>();

  add(key: string, what: T, position: string, first: number, last: number, count: number): void {
    const known = this.seen.get(key);
    if (!known) {
      this.seen.set(key, { what, position, first, last, count });
      return;
    }
    known.first = Math.min(known.first, first);
    known.last = Math.max(known.last, last);
    known.count += count;
  }

  sorted(): (Sighting & { readonly what: T })[] {
    return [...this.seen.keys()].sort().map((key) => this.seen.get(key) as Sighting & { readonly what: T });
  }
}
