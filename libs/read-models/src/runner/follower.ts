import { type EventLog, isSandbox, type Page, type Position, type RecordedEvent } from '@wireledger/event-sourcing';
import type { Pool, PoolClient } from 'pg';

import type { Projection } from '../projection';
import { lockCheckpoint, moveCheckpoint, readCheckpoint, skipTo } from './checkpoints';
import { keepDeadLetter } from './dead-letters';
import { inTransaction } from './transaction';
import { isTransient } from './transient';

/**
 * What one step found: rows written, `caughtUp` when they were the last that the log held as it was read, so that nobody need look again before there is news; nothing new; somebody
 * else at work; or stopped by an event it cannot fold.
 */
export type Step = 'moved' | 'caughtUp' | 'idle' | 'busy' | 'halted';

const FIRST_LIMIT = 20;
const MAX_LIMIT = 48;
/** A page grows while it takes less, and shrinks when it takes more: ms from its first statement to its commit. */
const FAST_MS = 500;
const SLOW_MS = 2000;

/**
 * Folds the log into one projection, page by page. A page is read before the transaction begins; in it the checkpoint row is
 * locked, its position compared, the page applied and the checkpoint moved: so each event counts exactly once, however many
 * followers run and whenever one of them dies. The commit does not wait for the disk: rows that a crash of the server takes
 * back take the checkpoint with them, and the log, which does wait, gives them again. Pages grow while the projection is behind and shrink when one takes long.
 */
export class Follower {
  private limit = FIRST_LIMIT;
  private ahead: { readonly after: Position; readonly page: Promise<Page> } | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly log: Pick<EventLog, 'readAll'>,
    readonly projection: Projection,
  ) {}

  /** One page. @throws transient failures: try again later; nothing of the page was kept */
  async step(): Promise<Step> {
    const { position, state } = await readCheckpoint(this.pool, this.projection);
    if (state === 'halted') return 'halted';
    const page = await this.read(position);
    if (page.next === position) return 'idle';
    this.ahead = page.end ? null : { after: page.next, page: quiet(this.readPage(page.next)) };
    if (page.events.length === 0) return this.skip(position, page);
    const started = performance.now();
    let step: Step;
    try {
      step = await inTransaction(this.pool, (client) => this.apply(client, position, page), 'lazy');
    } catch (error) {
      this.ahead = null;
      if (isTransient(error)) throw error;
      step = await inTransaction(this.pool, (client) => this.applyOneByOne(client, position, page));
    }
    this.adapt(performance.now() - started, page);
    return step;
  }

  /** There is nothing to fold: one statement moves on. */
  private async skip(position: Position | 'start', { next, end }: Page): Promise<Step> {
    const isMine = await skipTo(this.pool, this.projection, position, next);
    if (!isMine) return 'busy';
    return end ? 'idle' : 'moved';
  }

  private async apply(client: PoolClient, position: Position | 'start', page: Page): Promise<Step> {
    const locked = await lockCheckpoint(client, this.projection);
    if (locked?.position !== position || locked.state === 'halted') return 'busy';
    await this.projection.apply(client, page.events);
    await moveCheckpoint(client, this.projection, {
      position: page.next,
      lastEventAt: page.events.at(-1)?.recordedAt,
    });
    return page.end ? 'caughtUp' : 'moved';
  }

  /** Folds what comes before the poison event, keeps that one as a dead letter and halts, all in one transaction. */
  private async applyOneByOne(client: PoolClient, position: Position | 'start', page: Page): Promise<Step> {
    const locked = await lockCheckpoint(client, this.projection);
    if (locked?.position !== position || locked.state === 'halted') return 'busy';
    let done: RecordedEvent | undefined;
    for (const event of page.events) {
      await client.query('SAVEPOINT event');
      try {
        await this.projection.apply(client, [event]);
        await client.query('RELEASE SAVEPOINT event');
      } catch (error) {
        if (isTransient(error) || !(error instanceof Error)) throw error;
        await client.query('ROLLBACK TO SAVEPOINT event');
        await keepDeadLetter(client, this.projection, event, error);
        await moveCheckpoint(client, this.projection, {
          position: done?.position ?? position,
          lastEventAt: done?.recordedAt,
          halted: `${event.type} at ${event.position}: ${error.message}`.replaceAll('\0', '').slice(0, 2000),
        });
        return 'halted';
      }
      done = event;
    }
    await moveCheckpoint(client, this.projection, { position: page.next, lastEventAt: done?.recordedAt });
    return page.end ? 'caughtUp' : 'moved';
  }

  private async read(position: Position | 'start'): Promise<Page> {
    const { ahead } = this;
    this.ahead = null;
    return ahead?.after === position ? ahead.page : this.readPage(position);
  }

  /** What an isolated replay recorded is passed over: no list, count or rollup is made of it. */
  private async readPage(after: Position | 'start'): Promise<Page> {
    const page = await this.log.readAll({ after, filter: { types: this.projection.types }, limit: this.limit });
    return { ...page, events: page.events.filter(({ stream }) => !isSandbox(stream)) };
  }

  private adapt(ms: number, page: Page): void {
    if (ms > SLOW_MS) this.limit = Math.max(1, Math.floor(this.limit / 2));
    else if (ms < FAST_MS && !page.end) this.limit = Math.min(MAX_LIMIT, this.limit * 2);
  }
}

/** A promise whose failure is only seen by whoever awaits it. */
function quiet<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => undefined);
  return promise;
}
