import type { CutBatch } from '@wireledger/events/telemetry';

/** What writes facts in the form of another tool: batches as they are cut, and the end. */
export interface FormatWriter {
  take(batch: CutBatch): void;
  end(): void;
}
