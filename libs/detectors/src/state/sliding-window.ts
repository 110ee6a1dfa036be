import type { Json } from './json';

/** How long beyond its span a window keeps entries for late records (a running flow's delta comes up to 330 s after its packets). */
export const LATE_US = 330_000_000;

/** Answers of `add` that are no place. */
export const FULL = -1;
export const STALE = -2;

/** So many distinct items are looked through faster than a map of them is kept. */
const FEW = 8;

export interface WindowShape {
  /** Greatest distance between the first and the last entry of a window, µs; exactly as far is inside. */
  readonly spanUs: number;
  /** True: an item counts once, at its latest time. False: every entry counts. */
  readonly distinct: boolean;
  /** With `distinct`: an item counts at its earliest time instead. */
  readonly earliest?: boolean;
  /** What makes two items the same thing; default: their whole text. */
  readonly identity?: (item: string) => string;
  /** Entries kept at once; beyond it the oldest are dropped. */
  readonly cap: number;
}

/** Entries `from` … `to` − 1 of a window. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** Entries in the order of packet time; answers whether any span around a new entry reaches a condition, whatever the order of arrival. */
export class SlidingWindow {
  times: number[] = [];
  items: string[] = [];
  weights: number[] = [];
  refs: string[] = [];
  /** Latest time of each distinct item; null while there are so few that they are looked through. */
  private latest: Map<string, number> | null = null;
  /** First entry within the span of the newest, and the weight from there on. */
  private from = 0;
  private sum = 0;

  constructor(private readonly shape: WindowShape) {}

  get size(): number {
    return this.times.length;
  }

  get newest(): number {
    return this.times[this.times.length - 1] ?? -Infinity;
  }

  /** Adds an entry. Returns its place; `STALE` when the item is already known at a later (with `earliest`: an earlier) time, `FULL` when newer entries fill the window. */
  add(time: number, item: string, weight: number, ref: string): number {
    if (this.shape.distinct) {
      const known = this.identity(item);
      const before = this.latestOf(known);
      if (before !== undefined) {
        if (this.shape.earliest ? before <= time : before > time) return STALE;
        this.remove(this.placeOf(before, known));
      }
      this.latest?.set(known, time);
    }
    const place = this.after(time);
    if (this.times.length === 0) this.begin(time, item, weight, ref);
    else {
      insert(this.times, place, time);
      insert(this.items, place, item);
      insert(this.weights, place, weight);
      insert(this.refs, place, ref);
    }
    if (place >= this.from) this.sum += weight;
    else this.from++;
    const start = this.newest - this.shape.spanUs;
    while ((this.times[this.from] as number) < start) this.sum -= this.weights[this.from++] as number;
    return Math.max(FULL, place - this.forget());
  }

  /** A span that holds the entry added at `place` and `time` and reaches the condition, or null. `reached` must not become false by more entries. */
  reaching(place: number, time: number, reached: (count: number, sum: number) => boolean): Range | null {
    if (place === STALE) return null;
    const { times, weights } = this;
    const n = times.length;
    if (place === FULL)
      return time >= this.newest - this.shape.spanUs && reached(n - this.from, this.sum)
        ? { from: this.from, to: n }
        : null;
    if (place >= this.from && reached(n - this.from, this.sum)) return { from: this.from, to: n };
    if (place === n - 1) return null;
    // What lies within the newest span does not reach it when all of that span does not.
    const last = place >= this.from ? this.from - 1 : place;
    let from = this.before(time - this.shape.spanUs);
    let to = from;
    let sum = 0;
    for (; from <= last; sum -= weights[from++] as number) {
      const end = (times[from] as number) + this.shape.spanUs;
      while (to < n && (times[to] as number) <= end) sum += weights[to++] as number;
      if (reached(to - from, sum)) return { from, to };
    }
    return null;
  }

  /** Entries within the span that ends with the entry at `place`, and their weight in all. */
  endingAt(place: number): Range & { readonly sum: number } {
    const { times, weights } = this;
    let to = place + 1;
    // Others of the same moment belong to it.
    while (to < times.length && times[to] === times[place]) to++;
    if (to === times.length) return { from: this.from, to, sum: this.sum };
    const from = this.before((times[place] as number) - this.shape.spanUs);
    let sum = 0;
    for (let i = from; i < to; i++) sum += weights[i] as number;
    return { from, to, sum };
  }

  snapshot(): Json {
    return [this.times, this.items, this.weights, this.refs];
  }

  static restore(json: Json, shape: WindowShape): SlidingWindow {
    const [times, items, weights, refs] = json as unknown as [number[], string[], number[], string[]];
    const window = new SlidingWindow(shape);
    for (let i = 0; i < times.length; i++) {
      window.times.push(times[i] as number);
      window.items.push(items[i] as string);
      window.weights.push(weights[i] as number);
      window.refs.push(refs[i] as string);
    }
    window.from = window.before(window.newest - shape.spanUs);
    for (let i = window.from; i < times.length; i++) window.sum += weights[i] as number;
    return window;
  }

  /** Drops what is too old or too much; returns how many entries went. */
  private forget(): number {
    const { times } = this;
    const oldest = this.newest - this.shape.spanUs - LATE_US;
    let gone = Math.max(0, times.length - this.shape.cap);
    while ((times[gone] as number) < oldest) gone++;
    if (gone === 0) return 0;
    for (let i = this.from; i < gone; i++) this.sum -= this.weights[i] as number;
    this.from = Math.max(0, this.from - gone);
    if (this.latest) for (let i = 0; i < gone; i++) this.latest.delete(this.identity(this.items[i] as string));
    for (const column of [times, this.items, this.weights, this.refs])
      // One at a time, as a window at its cap does it, a column moves its beginning and not its entries.
      if (gone === 1) column.shift();
      else column.splice(0, gone);
    return gone;
  }

  /** A window with one entry, as most are that many keys have: columns without room to spare. */
  private begin(time: number, item: string, weight: number, ref: string): void {
    this.times = [time];
    this.items = [item];
    this.weights = [weight];
    this.refs = [ref];
  }

  private identity(item: string): string {
    return this.shape.identity ? this.shape.identity(item) : item;
  }

  /** Latest time of a distinct item. */
  private latestOf(known: string): number | undefined {
    const { items, times } = this;
    if (this.latest) return this.latest.get(known);
    if (items.length <= FEW) return times[items.findIndex((item) => this.identity(item) === known)];
    this.latest = new Map(items.map((item, i) => [this.identity(item), times[i] as number]));
    return this.latest.get(known);
  }

  private remove(place: number): void {
    if (place >= this.from) this.sum -= this.weights[place] as number;
    else this.from--;
    this.times.splice(place, 1);
    this.items.splice(place, 1);
    this.weights.splice(place, 1);
    this.refs.splice(place, 1);
  }

  private placeOf(time: number, known: string): number {
    let place = this.before(time);
    while (this.identity(this.items[place] as string) !== known) place++;
    return place;
  }

  /** First place whose time is not below `time`. */
  private before(time: number): number {
    const { times } = this;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First place whose time is above `time`. */
  private after(time: number): number {
    const { times } = this;
    let low = 0;
    let high = times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Most come in the order of time: those are added at the end, which costs little. */
function insert<T>(column: T[], place: number, value: T): void {
  if (place === column.length) column.push(value);
  else column.splice(place, 0, value);
}
