import { setTimeout as sleep } from 'node:timers/promises';

import type { EventLog } from '@wireledger/event-sourcing';
import type { ChannelSender } from '@wireledger/notify';
import type { Logger } from '@wireledger/platform';
import type { Outbox } from '@wireledger/read-models';

import type { NoticeMask } from '../masking/notice-mask';
import { Escalator } from './escalator';
import { Messenger } from './messenger';

const ROUND_MS = 1000;

export interface NotifierParts {
  readonly log: EventLog;
  readonly outbox: Outbox;
  readonly sender: Pick<ChannelSender, 'send'>;
  readonly mask: Pick<NoticeMask, 'of'>;
  /** True in the one worker process that sends. Two at once do no harm: the log tells who was first. */
  readonly leads: () => Promise<boolean>;
  readonly console: string;
  /** µs since 1970 UTC. */
  readonly clock: () => number;
}

/**
 * Tells people of alerts. What is due is a matter of the log and the clock, nothing is remembered here but how far the rows must have come:
 * kill it any time.
 */
export class Notifier {
  private readonly escalator: Escalator;
  private readonly messenger: Messenger;
  /** The rows must say what was written last before they are asked again. */
  private written = '';

  constructor(private readonly parts: NotifierParts) {
    this.escalator = new Escalator(parts.log, parts.outbox);
    this.messenger = new Messenger(parts);
  }

  /** Takes the steps that are due, or sends what is due. True when something was written. @throws what log and database throw */
  async round(): Promise<boolean> {
    if ((await this.parts.outbox.position()) < this.written) return false;
    const steps = await this.escalator.take(this.parts.clock());
    const written = steps.length > 0 ? steps : await this.messenger.deliver();
    for (const position of written) if (position > this.written) this.written = position;
    return written.length > 0;
  }

  /** A round a second, faster while there is something to do, until the signal aborts. */
  async run(signal: AbortSignal, logger: Pick<Logger, 'warn'>): Promise<void> {
    let failing = false;
    while (!signal.aborted) {
      let busy = false;
      try {
        busy = (await this.parts.leads()) && (await this.round());
        failing = false;
      } catch (error) {
        if (!failing && !signal.aborted) logger.warn({ err: error }, 'notifications are held up; trying again');
        failing = true;
      }
      await sleep(busy ? ROUND_MS / 20 : ROUND_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
