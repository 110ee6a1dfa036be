import { setTimeout as sleep } from 'node:timers/promises';

import { type EventLog, LogClosed, type Position } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';

const RETRY_MS = 1000;
/** Matches no event: the subscription then says only that the log has moved, without reading a payload. */
const NOTHING = { types: ['none.'] } as const;

/**
 * Calls `onNews` when the log has moved, at most once in `apartMs`, until the signal aborts. Subscribes again after failures and
 * tells of the first one in a row. Ends also when the log is closed.
 */
export async function followNews(
  log: Pick<EventLog, 'head' | 'subscribeAll'>,
  onNews: () => Promise<void> | void,
  signal: AbortSignal,
  { logger, apartMs }: { readonly logger: Pick<Logger, 'warn'>; readonly apartMs: number },
): Promise<void> {
  let after: Position | 'start' | null = null;
  let failing = false;
  while (!signal.aborted) {
    try {
      after ??= await log.head();
      for await (const said of log.subscribeAll({ after, filter: NOTHING }, signal)) {
        after = said.kind === 'event' ? said.event.position : said.position;
        await onNews();
        failing = false;
        await sleep(apartMs, undefined, { signal });
      }
    } catch (error) {
      if (signal.aborted || error instanceof LogClosed) return;
      if (!failing) logger.warn({ err: error }, 'cannot hear of news in the log; the sweeper looks meanwhile');
      failing = true;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
