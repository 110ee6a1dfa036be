import { Doorbell, type EventLog } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';
import { follow, type Followed, goFirst, WATCHFUL_LIMITS } from '@wireledger/read-models';

import { followNews } from '../log-news';
import type { Detection } from './detection';

/** How often news of the log wake the detectors, at most: people wait for alerts. */
const APART_MS = 5;

/** The detectors on their way along the log. */
export interface Judge {
  /** Judges what the log holds and what comes to it, until the time is up or the signal aborts. Once at a time. @throws transient failures */
  follow(stop: AbortSignal): Promise<Followed>;
  /** Hears of no more news. Bounded: 2 s. */
  close(): Promise<void>;
}

/** A judge that hears of news as long as it is open, so that none is missed between one time and the next. */
export class JudgeHere implements Judge {
  private readonly bell = new Doorbell();
  private readonly closing = new AbortController();
  private readonly hearing: Promise<void>;

  constructor(
    log: Pick<EventLog, 'hints'>,
    private readonly detection: Pick<Detection, 'step'>,
    logger: Pick<Logger, 'warn'>,
  ) {
    const ring = () => this.bell.ring();
    this.hearing = followNews(log, ring, this.closing.signal, { logger, apartMs: APART_MS });
  }

  follow(stop: AbortSignal): Promise<Followed> {
    // Read models give way: an alert waits for none of them, neither at a look into the log nor at what follows it.
    const judging = { step: () => goFirst(() => this.detection.step()) };
    return follow(judging, this.bell, AbortSignal.any([stop, this.closing.signal]), WATCHFUL_LIMITS);
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.hearing;
  }
}
