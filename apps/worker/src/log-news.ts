import { setTimeout as sleep } from 'node:timers/promises';

import { type EventLog, type Hint, LogClosed, type Position, typeMatcher } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';

const RETRY_MS = 1000;
/** Types of facts begin so. */
const FACTS = 'telemetry.';

/**
 * Calls `onNews` when something may have come to the log, at most once in `apartMs`, until the signal aborts. Listens again after failures and
 * tells of the first one in a row. Ends also when the log is closed.
 */
export async function followNews(
  log: Pick<EventLog, 'hints'>,
  onNews: (hint: Hint) => Promise<void> | void,
  signal: AbortSignal,
  { logger, apartMs }: { readonly logger: Pick<Logger, 'warn'>; readonly apartMs: number },
): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    try {
      for await (const hint of log.hints(signal)) {
        await onNews(hint);
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

/** Who follows the log, and the types of events that he folds: full names, or prefixes that end in a dot. */
export interface Awaiting {
  readonly name: string;
  readonly types: readonly string[];
}

/** How long wake-up calls wait, ms. */
export interface WakeUpPace {
  /** Of whoever folds nothing of what came but facts. */
  readonly soonMs: number;
  /** At least so long lies between two calls of theirs: where facts keep coming, fewer and greater pages cost less in all. */
  readonly apartMs: number;
  /** Of whoever folds nothing of what came and only moves on past it. */
  readonly laterMs: number;
}

/**
 * Wakes whoever folds events of the types that came: at once when it is something that people do or wait for, a moment later when it is facts alone, so that an alert is on its way
 * before its facts are folded; the others, who only move on past them, later and all together. What is urgent has processor and disk to itself meanwhile.
 */
export class WakeUpCalls {
  private readonly awaiting: readonly { readonly name: string; readonly folds: (type: string) => boolean }[];
  /** Seen up to here; null at first. */
  private seen: Position | 'start' | null = null;
  /** Who is woken soon. */
  private readonly waiting = new Set<string>();
  private soon: NodeJS.Timeout | null = null;
  /** When they were woken last. */
  private calledAt = -Infinity;
  /** Facts came alone: what they are is looked at soon. */
  private unseen = false;
  private later: NodeJS.Timeout | null = null;

  constructor(
    private readonly log: Pick<EventLog, 'head' | 'typesAfter'>,
    awaiting: readonly Awaiting[],
    private readonly wake: (name: string) => Promise<void>,
    /** What fails later, when nobody waits any more, is told here. */
    private readonly onFailure: (error: unknown) => void,
    private readonly pace: WakeUpPace,
  ) {
    this.awaiting = awaiting.map(({ name, types }) => ({ name, folds: typeMatcher({ types }) }));
  }

  /** There may be news; facts alone are not even looked at before their time. @throws what log and queue throw */
  async onNews(hint: Hint = 'any'): Promise<void> {
    if (hint === 'any') return this.look();
    this.unseen = true;
    this.callSoon();
  }

  private async look(): Promise<void> {
    this.unseen = false;
    if (this.seen === null) {
      this.seen = await this.log.head();
      return this.wakeAll();
    }
    const { types, next } = await this.log.typesAfter(this.seen);
    if (next === this.seen) return;
    this.seen = next;
    if (types === null) return this.wakeAll();
    const urgent = types.filter((type) => !type.startsWith(FACTS));
    for (const { name, folds } of this.awaiting)
      if (urgent.some(folds)) await this.wake(name);
      else if (types.some(folds)) this.waiting.add(name);
    if (this.waiting.size > 0) this.callSoon();
    this.later ??= setTimeout(() => this.wakeRest(), this.pace.laterMs);
  }

  close(): void {
    for (const timer of [this.soon, this.later]) if (timer) clearTimeout(timer);
  }

  private callSoon(): void {
    const { soonMs, apartMs } = this.pace;
    const ms = Math.max(soonMs, this.calledAt + apartMs - performance.now());
    this.soon ??= setTimeout(() => this.wakeWaiting(), ms);
  }

  private wakeWaiting(): void {
    this.calledAt = performance.now();
    void this.lookAndWake().catch(this.onFailure);
  }

  private async lookAndWake(): Promise<void> {
    // What is found now has waited already: it begins no wait of its own, for there is one until they are woken.
    try {
      if (this.unseen) await this.look();
    } finally {
      this.soon = null;
      // Facts that came meanwhile found somebody looking, who may not have seen them.
      if (this.unseen) this.callSoon();
    }
    const names = [...this.waiting];
    this.waiting.clear();
    await this.wakeEach(names);
  }

  private wakeRest(): void {
    this.later = null;
    void this.wakeAll().catch(this.onFailure);
  }

  private wakeAll(): Promise<void> {
    return this.wakeEach(this.awaiting.map(({ name }) => name));
  }

  private async wakeEach(names: readonly string[]): Promise<void> {
    for (const name of names) await this.wake(name);
  }
}
