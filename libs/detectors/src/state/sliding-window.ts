import type { Json } from './json';
import { kept } from './kept-text';
import { identityOf, type Range, STALE, WindowColumns, type WindowShape } from './window-columns';

export { FULL, LATE_US, type Range, STALE, type WindowShape } from './window-columns';

/** An item with the number that goes with it, as text. */
export const withNumber = (item: string, number: number): string => `${item} ${number}`;

function apart(text: string): readonly [item: string, number: number] {
  const end = text.lastIndexOf(' ');
  return [text.slice(0, end), Number(text.slice(end + 1))];
}

/**
 * Entries in the order of packet time; answers whether any span around a new entry reaches a condition, whatever the order of arrival. Most keys of
 * most rules have one entry and never get another: that one lies in the window itself, and columns are made for the second.
 */
export class SlidingWindow<S extends WindowShape = WindowShape> {
  private columns: WindowColumns | null = null;
  /** The only entry, while there are no columns. */
  private time = -Infinity;
  /** As snapshots have it: with its number, so that states without numbers have no place for one. */
  private item = '';
  private weight = 0;
  /** Null while there is no entry at all. */
  private ref: string | null = null;

  constructor(protected readonly shape: S) {}

  get size(): number {
    return this.columns ? this.columns.size : this.ref === null ? 0 : 1;
  }

  get times(): readonly number[] {
    return this.inColumns().times;
  }

  get items(): readonly string[] {
    return this.inColumns().items;
  }

  get weights(): readonly number[] {
    return this.inColumns().weights;
  }

  get refs(): readonly string[] {
    return this.inColumns().refs;
  }

  /** Of the entry at a place, as the columns above have it: cheaper where single entries are looked at. */
  timeAt(place: number): number {
    return this.columns ? this.columns.timeAt(place) : this.time;
  }

  itemAt(place: number): string {
    return this.columns ? this.columns.itemAt(place) : this.shape.numbered ? apart(this.item)[0] : this.item;
  }

  weightAt(place: number): number {
    return this.columns ? this.columns.weightAt(place) : this.weight;
  }

  numberAt(place: number): number {
    return this.columns ? this.columns.numberAt(place) : this.shape.numbered ? apart(this.item)[1] : 0;
  }

  /** Adds an entry. Returns its place; `STALE` when the item is already known at a later (with `earliest`: an earlier) time, `FULL` when newer entries fill the window. */
  add(time: number, item: string, weight: number, ref: string, number = 0): number {
    if (this.columns) return this.columns.add(time, item, weight, ref, number);
    if (this.ref !== null) {
      const { shape } = this;
      if (!shape.distinct || identityOf(shape, this.itemAt(0)) !== identityOf(shape, item))
        return this.inColumns().add(time, item, weight, ref, number);
      if (shape.earliest ? this.time <= time : this.time > time) return STALE;
    }
    this.time = time;
    this.item = kept(this.shape.numbered ? withNumber(item, number) : item);
    this.weight = weight;
    this.ref = ref;
    return 0;
  }

  /** A span that holds the entry added at `place` and `time` and reaches the condition, or null. `reached` must not become false by more entries. */
  reaching(place: number, time: number, reached: (count: number, sum: number) => boolean): Range | null {
    if (this.columns) return this.columns.reaching(place, time, reached);
    return place !== STALE && reached(1, this.weight) ? { from: 0, to: 1 } : null;
  }

  /** Entries within the span that ends with the entry at `place`, and their weight in all. */
  endingAt(place: number): Range & { readonly sum: number } {
    return this.columns ? this.columns.endingAt(place) : { from: 0, to: 1, sum: this.weight };
  }

  /** Its entries, in columns that nothing changes any more. */
  snapshot(): Json {
    const { columns, shape } = this;
    if (!columns) return this.ref === null ? [[], [], [], []] : [[this.time], [this.item], [this.weight], [this.ref]];
    const { times, items, weights, refs } = columns;
    const written = shape.numbered ? items.map((item, place) => withNumber(item, columns.numberAt(place))) : [...items];
    return [[...times], written, [...weights], [...refs]];
  }

  static restore<S extends WindowShape>(json: Json, shape: S): SlidingWindow<S> {
    const window = new SlidingWindow(shape);
    window.load(json);
    return window;
  }

  /** Takes over the entries of a snapshot; only a window without any does so. */
  protected load(json: Json): void {
    const [times, items, weights, refs] = json as unknown as [number[], string[], number[], string[]];
    const columns = times.length < 2 ? null : new WindowColumns(this.shape);
    for (let i = 0; i < times.length; i++) {
      const [item, number] = this.shape.numbered ? apart(items[i] as string) : ([items[i] as string, 0] as const);
      const entry = [times[i] as number, item, weights[i] as number, refs[i] as string, number] as const;
      if (columns) columns.push(...entry);
      else this.add(...entry);
    }
    this.columns = columns?.counted() ?? null;
  }

  /** From here on entries lie in columns. */
  private inColumns(): WindowColumns {
    if (this.columns) return this.columns;
    const columns = new WindowColumns(this.shape);
    if (this.ref !== null) columns.add(this.time, this.itemAt(0), this.weight, this.ref, this.numberAt(0));
    this.item = '';
    this.ref = null;
    return (this.columns = columns);
  }
}
