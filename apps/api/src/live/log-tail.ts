import { setTimeout as sleep } from 'node:timers/promises';
import { FEED_TYPES, REPORT_SCHEDULE_TYPES } from '@wireledger/domain';
import { ALERT_EVENTS, TELEMETRY_TYPES } from '@wireledger/events';
import { Doorbell, type EventLog, isSandbox, type Position, type RecordedEvent } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';

import { APPROVAL_TYPES } from '../approvals/approval-directory';
import { DIRECTORY_TYPES } from '../auth/user-directory';
import { ADDRESS_ERASURE_TYPES } from '../erasure/address-erasure';
import { REMOTE_SENSOR_TYPES } from '../ingest/remote-sensors';
import { MASKING_TYPES } from '../masking/masking-policy';
import { SAVED_FILTER_TYPES } from '../saved-filters/saved-filters';
import { SECURITY_TYPES } from '../security/security-policy';
import type { Channel } from './channel';
import { Ring, type RingLimits } from './ring';

export const RING_LIMITS: RingLimits = { maxAgeMs: 60_000, maxBytes: 64 * 1024 * 1024 };

const RECORDS = new Set<string>(Object.values(TELEMETRY_TYPES));
const ALERTS = new Set<string>(ALERT_EVENTS.map(({ type }) => type));
/** Kinds of records that a live tail shows. */
const SHOWN = [TELEMETRY_TYPES.flow, TELEMETRY_TYPES.dns];
/** What is folded in memory, from the beginning of the log. */
const FOLDED = [
  ...new Set([
    ...[...DIRECTORY_TYPES, ...APPROVAL_TYPES, ...MASKING_TYPES, ...SAVED_FILTER_TYPES, ...SECURITY_TYPES],
    ...[...REMOTE_SENSOR_TYPES, ...FEED_TYPES, ...REPORT_SCHEDULE_TYPES, ...ADDRESS_ERASURE_TYPES],
  ]),
];
const RETRY_MS = [100, 250, 500, 1000, 2000, 5000] as const;
const PAGE = 500;
/** How long facts wait that come alone: tails show some a second apart, and what is to become an alert has processor and database to itself meanwhile. */
const FACTS_WAIT_MS = 40;

/**
 * The one tail of this process over the log: facts and what happens to alerts go to rings, people's events to the directory, and the bell rings. It survives
 * whatever the log throws, and goes on where it was.
 */
export class LogTail {
  readonly bell = new Doorbell();
  /** Last position that was seen. */
  head: Position | 'start' = 'start';
  readonly ring: Ring;
  /** Facts as live tails show them. */
  readonly records: Channel;
  /** What happens to alerts. */
  readonly alerts: Channel;
  private readonly stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();
  private healthy = false;
  private ringsSoon = false;

  constructor(
    private readonly log: EventLog,
    private readonly directory: { apply(event: RecordedEvent): void },
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly clock: () => number = () => performance.now(),
    limits: RingLimits = RING_LIMITS,
  ) {
    this.ring = new Ring(limits, 'start');
    this.records = { ring: this.ring, types: SHOWN };
    this.alerts = { ring: new Ring(limits, 'start'), types: [...ALERTS] };
  }

  /** Reads who may act, then follows. Resolves when requests can be answered. */
  async start(): Promise<void> {
    let after: Position | 'start' = 'start';
    for (;;) {
      const page = await this.log.readAll({ after, filter: { types: FOLDED }, limit: PAGE });
      for (const event of page.events) this.directory.apply(event);
      after = page.next;
      if (page.end) break;
    }
    this.head = after;
    this.ring.floor = after;
    this.alerts.ring.floor = after;
    this.healthy = true;
    this.running = this.follow();
  }

  /** Whether the tail hears from the log. */
  get ok(): boolean {
    return this.healthy;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.bell.ring();
    await this.running;
  }

  private async follow(): Promise<void> {
    const { signal } = this.stopping;
    const filter = { types: [...RECORDS, ...ALERTS, ...FOLDED] };
    for (let failures = 0; !signal.aborted;) {
      try {
        for await (const message of this.log.subscribeAll(
          { after: this.head, filter, factsMayWaitMs: FACTS_WAIT_MS },
          signal,
        )) {
          failures = 0;
          this.healthy = true;
          if (message.kind === 'event') this.take(message.event);
          else this.head = message.position;
        }
      } catch (error) {
        if (signal.aborted) return;
        this.healthy = false;
        this.logger.warn({ err: error }, 'the tail of the log broke; it goes on in a moment');
      }
      const wait = RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] as number;
      await sleep(wait, undefined, { signal }).catch(() => undefined);
    }
  }

  /** What an isolated replay recorded is nobody's live traffic. */
  private take(event: RecordedEvent): void {
    if (isSandbox(event.stream)) {
      this.head = event.position;
      return;
    }
    if (RECORDS.has(event.type)) this.ring.push(event, this.clock());
    else if (ALERTS.has(event.type)) this.alerts.ring.push(event, this.clock());
    else this.directory.apply(event);
    this.head = event.position;
    this.ringSoon();
  }

  /** Rings once for all events that were read together, so that subscribers tell of them together. */
  private ringSoon(): void {
    if (this.ringsSoon) return;
    this.ringsSoon = true;
    setImmediate(() => {
      this.ringsSoon = false;
      this.bell.ring();
    });
  }
}
