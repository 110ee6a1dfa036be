import type { KeyObject } from 'node:crypto';

import type { EventLog, Position } from '../event-log';
import { comparePositions } from '../position';
import { entryOf } from './sealer';
import { LogVerifier, type SignedSeal, type Verification } from './verifier';

const PAGE = 500;

export interface VerifyOptions {
  /** Public half of the key that seals. */
  readonly publicKey: KeyObject;
  readonly anchors?: readonly SignedSeal[];
  /** Hears after each page how far it is. */
  readonly onProgress?: (position: Position, events: number) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/** Reads the whole log and checks it. @param log raw, without a catalogue. @throws the signal's reason when it is aborted */
export async function verifyLog(log: Pick<EventLog, 'readAll'>, options: VerifyOptions): Promise<Verification> {
  const verifier = new LogVerifier(options.publicKey);
  let after: Position | 'start' = 'start';
  let events = 0;
  for (;;) {
    options.signal?.throwIfAborted();
    const page = await log.readAll({ after, limit: PAGE });
    for (const event of page.events) verifier.feed(entryOf(event));
    events += page.events.length;
    await options.onProgress?.(page.next, events);
    if (page.end || comparePositions(page.next, after) <= 0) break;
    after = page.next;
  }
  return verifier.finish(options.anchors);
}
