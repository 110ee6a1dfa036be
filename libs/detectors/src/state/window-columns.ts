import { WindowRows } from './window-rows';

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
  /** With each item goes a number, and is written behind it in snapshots: cheaper than to put both into a text for each entry. */
  readonly numbered?: true;
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

export const identityOf = ({ identity }: WindowShape, item: string): string => (identity ? identity(item) : item);

/** The entries of a window that has several. */
export class WindowColumns extends WindowRows {
  /** Latest time of each distinct item; null while there are so few that they are looked through. */
  private latest: Map<string, number> | null = null;
  /** First entry within the span of the newest, and the weight from there on. */
  private from = 0;
  private sum = 0;

  constructor(private readonly shape: WindowShape) {
    super();
  }

  /** Time of the newest entry. */
  private newest = -Infinity;

  /** Adds an entry. Returns its place; `STALE` when the item is already known at a later (with `earliest`: an earlier) time, `FULL` when newer entries fill the window. */
  add(time: number, item: string, weight: number, ref: string, number: number): number {
    const { shape } = this;
    if (shape.distinct) {
      const known = identityOf(shape, item);
      const before = this.latestOf(known);
      if (before !== undefined) {
        if (shape.earliest ? before <= time : before > time) return STALE;
        this.remove(this.placeOf(before, known));
      }
      this.latest?.set(known, time);
    }
    const isNewest = time >= this.newest;
    const place = isNewest ? this.size : this.after(time);
    this.insert(place, time, item, weight, ref, number);
    if (isNewest) this.newest = time;
    if (place >= this.from) this.sum += weight;
    else this.from++;
    const start = this.newest - shape.spanUs;
    while (this.timeAt(this.from) < start) this.sum -= this.weightAt(this.from++);
    return Math.max(FULL, place - this.forget());
  }

  /** Adds the newest entry as a snapshot has it; after the last of them, `counted` counts what lies within the span. */
  push(time: number, item: string, weight: number, ref: string, number: number): void {
    this.insert(this.size, time, item, weight, ref, number);
    this.newest = time;
  }

  counted(): this {
    this.from = this.before(this.newest - this.shape.spanUs);
    for (let i = this.from; i < this.size; i++) this.sum += this.weightAt(i);
    return this;
  }

  /** As of a window. */
  reaching(place: number, time: number, reached: (count: number, sum: number) => boolean): Range | null {
    if (place === STALE) return null;
    const n = this.size;
    if (place === FULL)
      return time >= this.newest - this.shape.spanUs && reached(n - this.from, this.sum)
        ? { from: this.from, to: n }
        : null;
    if (place >= this.from && reached(n - this.from, this.sum)) return { from: this.from, to: n };
    if (place === n - 1) return null;
    // What lies within the newest span does not reach it when all of that span does not.
    const last = place >= this.from ? this.from - 1 : place;
    if (last < 0) return null;
    let from = this.before(time - this.shape.spanUs);
    let to = from;
    let sum = 0;
    for (; from <= last; sum -= this.weightAt(from++)) {
      const end = this.timeAt(from) + this.shape.spanUs;
      while (to < n && this.timeAt(to) <= end) sum += this.weightAt(to++);
      if (reached(to - from, sum)) return { from, to };
    }
    return null;
  }

  /** As of a window. */
  endingAt(place: number): Range & { readonly sum: number } {
    const time = this.timeAt(place);
    let to = place + 1;
    // Others of the same moment belong to it.
    while (to < this.size && this.timeAt(to) === time) to++;
    if (to === this.size) return { from: this.from, to, sum: this.sum };
    const from = this.before(time - this.shape.spanUs);
    let sum = 0;
    for (let i = from; i < to; i++) sum += this.weightAt(i);
    return { from, to, sum };
  }

  /** Drops what is too old or too much; returns how many entries went. */
  private forget(): number {
    const { shape } = this;
    const oldest = this.newest - shape.spanUs - LATE_US;
    let gone = Math.max(0, this.size - shape.cap);
    while (this.timeAt(gone) < oldest) gone++;
    if (gone === 0) return 0;
    for (let i = this.from; i < gone; i++) this.sum -= this.weightAt(i);
    this.from = Math.max(0, this.from - gone);
    if (this.latest) for (let i = 0; i < gone; i++) this.latest.delete(identityOf(shape, this.itemAt(i)));
    this.dropFirst(gone);
    return gone;
  }

  /** Latest time of a distinct item. */
  private latestOf(known: string): number | undefined {
    const { shape, size } = this;
    if (this.latest) return this.latest.get(known);
    if (size <= FEW) {
      for (let i = 0; i < size; i++) if (identityOf(shape, this.itemAt(i)) === known) return this.timeAt(i);
      return undefined;
    }
    this.latest = new Map();
    for (let i = 0; i < size; i++) this.latest.set(identityOf(shape, this.itemAt(i)), this.timeAt(i));
    return this.latest.get(known);
  }

  private remove(place: number): void {
    if (place >= this.from) this.sum -= this.weightAt(place);
    else this.from--;
    this.removeAt(place);
    if (place === this.size) this.newest = place === 0 ? -Infinity : this.timeAt(place - 1);
  }

  private placeOf(time: number, known: string): number {
    let place = this.before(time);
    while (identityOf(this.shape, this.itemAt(place)) !== known) place++;
    return place;
  }

  /** First place whose time is not below `time`. */
  private before(time: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeAt(middle) < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** First place whose time is above `time`. */
  private after(time: number): number {
    let high = this.size;
    let low = high - 1;
    // Most come in the order of time, or nearly: looked for from the end on, in steps that double.
    for (let step = 1; low >= 0 && this.timeAt(low) > time; step *= 2) {
      high = low;
      low -= step;
    }
    low = Math.max(0, low);
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeAt(middle) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
