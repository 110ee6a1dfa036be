import type { ColumnKind, ColumnSpec, RecordKind } from '@wireledger/events/telemetry';

/** Records of a batch at most, and bytes of its JSON. */
export const MAX_BATCH_RECORDS = 500;
export const MAX_BATCH_BYTES = 262_144;
/** Room for the JSON around the columns. */
const FRAME_BYTES = 2048;
const TIME_DIGITS = 17;
const FIRST_ROWS = 16;
const NOTHING = new Float64Array(0);

/** A batch's columns, taken out of the buffer. */
export interface TakenColumns {
  readonly n: number;
  readonly t0: number;
  readonly occ: readonly [number, number];
  readonly cols: Record<string, unknown[]>;
}

/** Collects records of one kind column by column; times stay absolute until the batch is taken, when its least time is known. */
export class ColumnBuffer {
  /** The row being written, by the position of its column among the numbers (times included) or the others. */
  readonly numbers: Float64Array;
  /** The bytes of `numbers`. */
  readonly numberBytes: Uint8Array;
  readonly texts: string[];
  readonly values: unknown[];
  /** JSON of `values`. */
  readonly json: string[];
  n = 0;
  private numberColumns: readonly Float64Array[];
  /** Rows for which the columns have room. It is made when rows come: small captures have few, of most kinds none. */
  private room = 0;
  private readonly textColumns: string[][];
  private readonly valueColumns: unknown[][];
  /** Which of the numbers are no times. */
  private readonly plain: readonly number[];
  private readonly timeBytes: number;
  private bytes = FRAME_BYTES;
  private least = Infinity;
  private first = Infinity;
  private last = -Infinity;
  private readonly maxRecords: number;

  constructor(
    readonly kind: RecordKind,
    private readonly spec: ColumnSpec,
    maxRecords: number,
  ) {
    this.maxRecords = maxRecords;
    const count = (...kinds: readonly ColumnKind[]) => spec.filter(([, k]) => kinds.includes(k)).length;
    this.numbers = new Float64Array(count('number', 'time', 'maybeTime'));
    this.numberBytes = new Uint8Array(this.numbers.buffer);
    this.numberColumns = Array.from(this.numbers, () => NOTHING);
    const numeric = spec.filter(([, k]) => k !== 'text' && k !== 'json');
    this.plain = numeric.flatMap(([, k], i) => (k === 'number' ? [i] : []));
    this.timeBytes = (numeric.length - this.plain.length) * TIME_DIGITS;
    this.texts = new Array<string>(count('text')).fill('');
    this.values = new Array<unknown>(count('json')).fill(null);
    this.json = new Array<string>(count('json')).fill('[]');
    this.textColumns = this.texts.map(() => []);
    this.valueColumns = this.values.map(() => []);
  }

  /** Upper bound of the JSON bytes of the row being written. */
  rowBytes(): number {
    const { numbers, plain, texts, json } = this;
    let bytes = this.timeBytes;
    for (let i = 0; i < plain.length; i++) bytes += digits(numbers[plain[i] as number] as number);
    for (let i = 0; i < texts.length; i++) bytes += textBytes(texts[i] as string);
    for (let i = 0; i < json.length; i++) bytes += (json[i] as string).length + 1;
    return bytes;
  }

  /** False when a row of that size must wait for the next batch. */
  fits(rowBytes: number): boolean {
    return this.n < this.maxRecords && (this.n === 0 || this.bytes + rowBytes <= MAX_BATCH_BYTES);
  }

  /** Takes the written row: `least` bounds all its times, `first` and `last` are the packet times it tells of. */
  push(rowBytes: number, least: number, first: number, last: number): void {
    const { n } = this;
    if (n === this.room) this.grow();
    for (let i = 0; i < this.numbers.length; i++)
      (this.numberColumns[i] as Float64Array)[n] = this.numbers[i] as number;
    for (let i = 0; i < this.texts.length; i++) (this.textColumns[i] as string[])[n] = this.texts[i] as string;
    for (let i = 0; i < this.values.length; i++) (this.valueColumns[i] as unknown[])[n] = this.values[i];
    this.bytes += rowBytes;
    if (least < this.least) this.least = least;
    if (first < this.first) this.first = first;
    if (last > this.last) this.last = last;
    this.n++;
  }

  private grow(): void {
    this.room = this.room === 0 ? Math.min(FIRST_ROWS, this.maxRecords) : this.maxRecords;
    this.numberColumns = this.numberColumns.map((column) => {
      const grown = new Float64Array(this.room);
      grown.set(column);
      return grown;
    });
  }

  /** Empties the buffer into plain columns. */
  take(): TakenColumns {
    const { n, least: t0 } = this;
    const cols: Record<string, unknown[]> = {};
    let number = 0;
    let text = 0;
    let value = 0;
    for (const [name, kind] of this.spec) {
      if (kind === 'text') {
        cols[name] = this.textColumns[text] as string[];
        this.textColumns[text++] = [];
      } else if (kind === 'json') {
        cols[name] = this.valueColumns[value] as unknown[];
        this.valueColumns[value++] = [];
      } else {
        const column = this.numberColumns[number++] as Float64Array;
        const plain = new Array<number>(n);
        for (let i = 0; i < n; i++) {
          const stored = column[i] as number;
          plain[i] = kind === 'number' || (kind === 'maybeTime' && stored === 0) ? stored : stored - t0;
        }
        cols[name] = plain;
      }
    }
    const taken = { n, t0, occ: [this.first, this.last] as const, cols };
    this.n = 0;
    this.bytes = FRAME_BYTES;
    this.least = Infinity;
    this.first = Infinity;
    this.last = -Infinity;
    return taken;
  }
}

/** Characters of a text with quotes and comma; twice those of one with anything that JSON escapes. */
function textBytes(text: string): number {
  const { length } = text;
  // Most are empty: nothing is looked for in them.
  if (length === 0) return 3;
  return length * (text.includes('\\') || text.includes('"') ? 2 : 1) + 3;
}

/** Characters of an integer and the comma behind it. */
function digits(value: number): number {
  let bytes = 2;
  if (value < 0) {
    bytes++;
    value = -value;
  }
  for (; value >= 10; value /= 10) bytes++;
  return bytes;
}
