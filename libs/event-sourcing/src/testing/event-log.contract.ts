import type { EventLog } from '../event-log';
import { appendCases } from './append.contract';
import { chainCases } from './chain.contract';
import { readCases } from './read.contract';
import { hintCases, subscribeCases } from './subscribe.contract';

/** A log over a store of its own, for one run of the suite. */
export interface EventLogUnderTest {
  /** The log in use; changes after {@link reopen}. */
  readonly log: EventLog;
  /** Closes the log and opens it again over the same store. */
  reopen(): Promise<EventLog>;
  /** A second log over the same store, as another process would have. Closed by the suite. */
  openSecond(): Promise<EventLog>;
  /** Closes everything and removes the store. */
  dispose(): Promise<void>;
}

/** Access to the log under test inside a case; it is opened once for the whole suite. */
export type Under = () => EventLogUnderTest;

/**
 * What every event log must do. Adapter-neutral: positions are opaque and have gaps, other streams may exist, the suite
 * uses streams of its own and reads after the head it found. Every case stands alone.
 */
export function eventLogContract(name: string, open: () => Promise<EventLogUnderTest>): void {
  describe(`event log contract: ${name}`, () => {
    let opened: EventLogUnderTest;
    const under: Under = () => opened;
    beforeAll(async () => {
      opened = await open();
    }, 60_000);
    afterAll(async () => {
      await opened?.dispose();
    }, 60_000);

    appendCases(under);
    readCases(under);
    subscribeCases(under);
    hintCases(under);
    chainCases(under);
  });
}
