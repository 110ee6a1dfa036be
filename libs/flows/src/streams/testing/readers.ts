import { DONE, type StreamReader } from '../stream-reader';

/** Writes down all it is handed; gaps as `<n>`, the end as `.`. Reads whole messages of `size` bytes when that is given. */
export class Notes implements StreamReader {
  text = '';
  /** Buffers it was handed bytes in. */
  readonly buffers = new Set<Uint8Array>();

  constructor(private readonly size = 1) {}

  read(bytes: Uint8Array, start: number, end: number): number {
    this.buffers.add(bytes);
    let at = start;
    for (; end - at >= this.size; at += this.size)
      this.text += Buffer.from(bytes.subarray(at, at + this.size)).toString('latin1');
    return at;
  }

  gap(missing: number): boolean {
    this.text += `<${missing}>`;
    return true;
  }

  end(): void {
    this.text += '.';
  }
}

/** Answers `read` and `gap` with what it was given. */
export class Answers extends Notes {
  constructor(
    private readonly answer: (bytes: Uint8Array, start: number, end: number) => number,
    private readonly goesOn = true,
  ) {
    super();
  }

  override read(bytes: Uint8Array, start: number, end: number): number {
    const at = this.answer(bytes, start, end);
    super.read(bytes, start, at === DONE ? end : Math.min(at, end));
    return at;
  }

  override gap(missing: number): boolean {
    super.gap(missing);
    return this.goesOn;
  }
}
