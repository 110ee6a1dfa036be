import type { JsonObject } from '@wireledger/event-sourcing';

/** Memory of what was unpacked, as a multiple of the text it was unpacked from: numbers take eight bytes, texts a header each. */
const GROWTH = 3;
const KEPT_MS = 3000;

interface Unpacked {
  readonly data: JsonObject;
  readonly bytes: number;
}

/**
 * The newest batches as they were unpacked, for readers of one process that follow the log side by side: each is unpacked once for all of them, and nobody may
 * change what he is given. Bounded in bytes, the one not asked for longest goes first; all go when nobody reads for 3 s.
 */
export class UnpackedBatches {
  hits = 0;
  misses = 0;
  /** Estimate of what is held, bytes. */
  bytes = 0;
  private readonly kept = new Map<string, Unpacked>();
  private forgetting: NodeJS.Timeout | null = null;

  /** `mostBytes`: 0 keeps nothing. */
  constructor(private readonly mostBytes: number) {}

  /** The batch at a position. `text` gives its JSON when it is not at hand. @throws what `text` throws; SyntaxError */
  at(position: string, text: () => string): JsonObject {
    if (this.mostBytes === 0) return JSON.parse(text()) as JsonObject;
    const known = this.kept.get(position);
    if (known) {
      this.hits++;
      this.kept.delete(position);
      this.kept.set(position, known);
      return known.data;
    }
    this.misses++;
    const json = text();
    const unpacked = { data: JSON.parse(json) as JsonObject, bytes: json.length * GROWTH };
    this.keep(position, unpacked);
    return unpacked.data;
  }

  private keep(position: string, unpacked: Unpacked): void {
    this.kept.set(position, unpacked);
    this.bytes += unpacked.bytes;
    for (const [oldest, { bytes }] of this.kept) {
      if (this.bytes <= this.mostBytes) break;
      this.kept.delete(oldest);
      this.bytes -= bytes;
    }
    this.forgetting ??= setTimeout(() => this.forget(), KEPT_MS).unref();
    this.forgetting.refresh();
  }

  private forget(): void {
    this.kept.clear();
    [this.bytes, this.forgetting] = [0, null];
  }
}
