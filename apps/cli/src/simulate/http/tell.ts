import { randomUUID } from 'node:crypto';
import { EVENTS_PATH, MAX_REQUEST_EVENTS, type PostAnswer, RefusedAnswer } from '@wireledger/ingest';

import { ControlFailed } from '../../replay/control-client';
import type { Told } from './told-events';

/** What sends a request: the system's, or a test's. */
export interface Way {
  post(at: string, headers: Readonly<Record<string, string>>, body: Buffer): Promise<PostAnswer>;
}

/** Time as the sender has it. */
export interface Pace {
  /** ms, of a clock that nobody sets. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** Events that are due within this time go together. */
const TOGETHER_S = 0.25;
const TRIES = 30;
const AGAIN: ReadonlySet<number> = new Set([409, 429, 503]);

/** What was told. */
export interface Sent {
  readonly events: number;
  readonly requests: number;
}

/**
 * Tells of events when they are due, in order, each exactly once: what is refused for a time, or whose answer is lost, is sent again under the same key.
 * @throws ControlFailed when it is refused for good, or nobody answers
 */
export async function tell(
  told: readonly Told[],
  { token, speed }: { readonly token: string; readonly speed: number },
  way: Way,
  pace: Pace,
): Promise<Sent> {
  const run = randomUUID();
  const began = pace.now();
  let requests = 0;
  for (let from = 0; from < told.length;) {
    const dueS = (told[from] as Told).atS + TOGETHER_S;
    let to = from;
    while (to < told.length && to - from < MAX_REQUEST_EVENTS && (speed === Infinity || (told[to] as Told).atS < dueS))
      to++;
    const waitMs = speed === Infinity ? 0 : (dueS / speed) * 1000 - (pace.now() - began);
    if (waitMs > 0) await pace.sleep(waitMs);
    const events = told.slice(from, to).map(({ event }) => event);
    await deliver(Buffer.from(JSON.stringify(events)), { token, key: `${run}-${requests}` }, way, pace);
    requests++;
    from = to;
  }
  return { events: told.length, requests };
}

async function deliver(
  body: Buffer,
  { token, key }: { readonly token: string; readonly key: string },
  way: Way,
  pace: Pace,
): Promise<void> {
  const headers = {
    ...{ authorization: `Bearer ${token}`, 'content-type': 'application/json', 'idempotency-key': key },
  };
  for (let tries = 1; ; tries++) {
    const answer = await way.post(EVENTS_PATH, headers, body).catch((error: Error) => error);
    if (!(answer instanceof Error) && answer.status === 202) return;
    if (!(answer instanceof Error) && !AGAIN.has(answer.status)) throw refused(answer);
    if (tries === TRIES) throw answer instanceof Error ? new ControlFailed(answer.message) : refused(answer);
    await pace.sleep(answer instanceof Error ? 1000 : Math.max(1, answer.retryAfterS) * 1000);
  }
}

const refused = ({ status, json }: PostAnswer): ControlFailed =>
  new ControlFailed(`the system answers ${status}: ${RefusedAnswer.safeParse(json).data?.message ?? 'nothing more'}`);
