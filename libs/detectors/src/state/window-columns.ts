/** How long beyond its span a window keeps entries for late records (a running flow's delta comes up to 330 s after its packets). */
export const LATE_US = 330_000_000;

/** Answers of `add` that are no place. */
export const FULL = -1;
export const STALE = -2;

/** So many distinct items are looked through faster than a map of them is kept. */
const FEW = 8;
/** So many entries are moved faster one by one than by `splice`, which makes a column of what it takes out. */
const NEAR = 64;

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

export const identityOf = ({ identity }: WindowShape, item: string): string => (identity ? identity(item) : item);

/** The entries of a window that has several, in the order of packet time, as a column for each of their parts. */
export class WindowColumns {
  readonly times: number[] = [];
  readonly items: string[] = [];
  readonly weights: number[] = [];
  readonly refs: string[] = [];
  /** Latest time of each distinct item; null while there are so few that they are looked through. */
  private latest: Map<string, number> | null = null;
  /** First entry within the span of the newest, and the weight from there on. */
  private from = 0;
  private sum = 0;

  constructor(private readonly shape: WindowShape) {}

  private get newest(): number {
    return this.times[this.times.length - 1] ?? -Infinity;
  }

  /** Adds an entry. Returns its place; `STALE` when the item is already known at a later (with `earliest`: an earlier) time, `FULL` when newer entries fill the window. */
  add(time: number, item: string, weight: number, ref: string): number {
    const { shape, times } = this;
    if (shape.distinct) {
      const known = identityOf(shape, item);
      const before = this.latestOf(known);
      if (before !== undefined) {
        if (shape.earliest ? before <= time : before > time) return STALE;
        this.remove(this.placeOf(before, known));
      }
      this.latest?.set(known, time);
    }
    const place = this.after(time);
    insert(times, place, time);
    insert(this.items, place, item);
    insert(this.weights, place, weight);
    insert(this.refs, place, ref);
    if (place >= this.from) this.sum += weight;
    else this.from++;
    const start = this.newest - shape.spanUs;
    while ((times[this.from] as number) < start) this.sum -= this.weights[this.from++] as number;
    return Math.max(FULL, place - this.forget());
  }

  /** Adds the newest entry as a snapshot has it; after the last of them, `counted` counts what lies within the span. */
  push(time: number, item: string, weight: number, ref: string): void {
    this.times.push(time);
    this.items.push(item);
    this.weights.push(weight);
    this.refs.push(ref);
  }

  counted(): this {
    this.from = this.before(this.newest - this.shape.spanUs);
    for (let i = this.from; i < this.times.length; i++) this.sum += this.weights[i] as number;
    return this;
  }

  /** As of a window. */
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

  /** As of a window. */
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

  /** Drops what is too old or too much; returns how many entries went. */
  private forget(): number {
    const { times, shape } = this;
    const oldest = this.newest - shape.spanUs - LATE_US;
    let gone = Math.max(0, times.length - shape.cap);
    while ((times[gone] as number) < oldest) gone++;
    if (gone === 0) return 0;
    for (let i = this.from; i < gone; i++) this.sum -= this.weights[i] as number;
    this.from = Math.max(0, this.from - gone);
    if (this.latest) for (let i = 0; i < gone; i++) this.latest.delete(identityOf(shape, this.items[i] as string));
    for (const column of [times, this.items, this.weights, this.refs])
      // One at a time, as a window at its cap does it, a column moves its beginning and not its entries.
      if (gone === 1) column.shift();
      else column.splice(0, gone);
    return gone;
  }

  /** Latest time of a distinct item. */
  private latestOf(known: string): number | undefined {
    const { items, times, shape } = this;
    if (this.latest) return this.latest.get(known);
    if (items.length <= FEW) {
      for (let i = 0; i < items.length; i++) if (identityOf(shape, items[i] as string) === known) return times[i];
      return undefined;
    }
    this.latest = new Map(items.map((item, i) => [identityOf(shape, item), times[i] as number]));
    return this.latest.get(known);
  }

  private remove(place: number): void {
    if (place >= this.from) this.sum -= this.weights[place] as number;
    else this.from--;
    removeFrom(this.times, place);
    removeFrom(this.items, place);
    removeFrom(this.weights, place);
    removeFrom(this.refs, place);
  }

  private placeOf(time: number, known: string): number {
    let place = this.before(time);
    while (identityOf(this.shape, this.items[place] as string) !== known) place++;
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
    // Most come in the order of time.
    if (high === 0 || (times[high - 1] as number) <= time) return high;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** Most come in the order of time, or nearly: those are added at the end or little before it, which costs little. */
function insert<T>(column: T[], place: number, value: T): void {
  const end = column.length;
  if (place === end) column.push(value);
  else if (end - place > NEAR) column.splice(place, 0, value);
  else {
    column.push(column[end - 1] as T);
    for (let i = end - 1; i > place; i--) column[i] = column[i - 1] as T;
    column[place] = value;
  }
}

function removeFrom(column: unknown[], place: number): void {
  if (column.length - place > NEAR) column.splice(place, 1);
  else {
    for (let i = place + 1; i < column.length; i++) column[i - 1] = column[i];
    column.pop();
  }
}
