/** How many of a kind are written one by one within a minute; the others are counted. */
export interface Sparing {
  readonly key: string;
  readonly budget: number;
}

interface Window<T> {
  written: number;
  counted: number;
  last: T;
}

const WINDOW_MS = 60_000;
/** Kinds that are told apart within a minute; further ones share one count. */
const MAX_KEYS = 5000;
const OTHERS = '…';

/**
 * Keeps a flood of equal acts from flooding the log: beyond a budget they are counted, and written as one at the end of the minute. What is
 * counted is in memory: a process that dies within the minute takes its counts along, never the first ones.
 */
export class Coalescer<T> {
  private windows = new Map<string, Window<T>>();
  private timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly write: (last: T, count: number) => Promise<void>,
    private readonly onError: (error: unknown) => void,
    private readonly windowMs = WINDOW_MS,
  ) {}

  /** True when it is to be written now; false when it was counted. */
  spare({ key, budget }: Sparing, item: T): boolean {
    const known = this.windows.has(key) || this.windows.size < MAX_KEYS ? key : OTHERS;
    const window = this.windows.get(known) ?? { written: 0, counted: 0, last: item };
    this.windows.set(known, window);
    this.timer ??= setTimeout(() => void this.flush(), this.windowMs).unref();
    if (window.written < (known === OTHERS ? 0 : budget)) {
      window.written++;
      return true;
    }
    window.counted++;
    window.last = item;
    return false;
  }

  /** Ends the minute: writes the counts. */
  async flush(): Promise<void> {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const ended = this.windows;
    this.windows = new Map();
    for (const { last, counted } of ended.values())
      if (counted > 0) await this.write(last, counted).catch(this.onError);
  }
}
