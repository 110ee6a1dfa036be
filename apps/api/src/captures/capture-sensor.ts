import type { CaptureFacts } from '@wireledger/events';

/** What the sensor process found in a capture. */
export type Examined = Omit<CaptureFacts, 'name' | 'source'>;

/** What an import needs to know of a stored capture. */
export interface ImportOrder {
  readonly source: string;
  readonly name: string;
  readonly sensor: string;
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly packets: number;
  /** µs since 1970 UTC. */
  readonly firstUs: number;
  readonly lastUs: number;
}

/** How far an import is that is not over. `held`: why it stands still, or null. */
export interface RunningImport {
  readonly source: string;
  readonly packets: number;
  readonly bytesRead: number;
  readonly sizeBytes: number;
  readonly held: string | null;
}

/** The door of the process that reads captures. Every call @throws DomainError SENSOR_UNREACHABLE when it does not answer. */
export interface CaptureSensor {
  /** Reads a file that came in. @throws DomainError CAPTURE_REFUSED with the reason when it cannot be kept */
  examine(upload: string): Promise<Examined>;
  /** Begins an import, or lets it go on; `completed` when it is in the history already. @throws DomainError BUSY */
  import(order: ImportOrder): Promise<'running' | 'completed'>;
  imports(): Promise<readonly RunningImport[]>;
  /** Lets an import stand still; false when it does not run. */
  stopImport(source: string): Promise<boolean>;
}
