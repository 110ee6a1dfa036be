import type { AppendReq, AppendResult, Tail } from '@wireledger/event-sourcing';

/** What the writer of a stream asks after its end. */
export type WriterTail = Pick<Tail, 'revision' | 'lastAppendId'>;

/** The event log as far as a sensor needs it: to append, and to know how far its own streams are. */
export interface SensorLog {
  /** Infrastructure failures throw and are tried again. @throws InvalidAppend when it will never be taken */
  append(requests: readonly AppendReq[]): Promise<AppendResult[]>;
  tail(stream: string): Promise<WriterTail | 'absent'>;
}
