const LF = 0x0a;
const CR = 0x0d;
/** Longest line that is read, bytes. Longer ones are passed over: no tool writes them. */
export const MAX_LINE = 1024 * 1024;
const NOTHING = Buffer.alloc(0);

/** Takes a line without its end, and where the next one begins; null = it was longer than is read. */
export type TakeLine = (line: Buffer | null, next: number) => void;

/** Cuts a stream of bytes into lines; holds at most one line. */
export class LineCutter {
  private held = NOTHING;
  private passing = false;

  /** `at` = where the first byte stands. */
  constructor(
    private readonly take: TakeLine,
    private at = 0,
  ) {}

  /** Bytes that belong to no finished line yet. */
  get pending(): boolean {
    return this.held.length > 0 || this.passing;
  }

  feed(chunk: Buffer): void {
    let start = 0;
    for (let lf = chunk.indexOf(LF); lf >= 0; lf = chunk.indexOf(LF, start)) {
      this.finish(chunk.subarray(start, lf), this.at + lf + 1);
      start = lf + 1;
    }
    this.at += chunk.length;
    if (start === chunk.length || this.passing) return;
    const rest = chunk.subarray(start);
    if (this.held.length + rest.length > MAX_LINE) {
      this.passing = true;
      this.held = NOTHING;
    } else this.held = Buffer.concat([this.held, rest]);
  }

  /** Nothing more comes: what there is of a last line is one. */
  end(): void {
    if (this.pending) this.finish(NOTHING, this.at);
  }

  private finish(rest: Buffer, next: number): void {
    const { held, passing } = this;
    this.held = NOTHING;
    this.passing = false;
    if (passing || held.length + rest.length > MAX_LINE) return this.take(null, next);
    const line = held.length === 0 ? rest : Buffer.concat([held, rest]);
    this.take(line.at(-1) === CR ? line.subarray(0, -1) : line, next);
  }
}
