import { setTimeout as sleep } from 'node:timers/promises';

import { Client, type Pool, type PoolConfig } from 'pg';

import { Doorbell, type Hint } from '@wireledger/event-sourcing';

import { sessionConfig } from './connections';

export const CHANNEL = 'wireledger_log';
/** On the whole at most 50 notifications a second of facts, and as many of more: each takes a lock of the whole database at its commit, and wakes every process. */
const NOTIFY_EVERY_MS = 20;
/** So many of what is more than facts may follow one another at once after a quiet time: alerts come several at a time, and people wait for each. */
const AT_ONCE = 5;
/** One that comes behind its commit is a transaction of its own with a commit record of its own: nobody waits until that is on disk, what it tells of is there already. */
const NOTIFY = `select set_config('synchronous_commit', 'off', true), pg_notify($1, $2)`;
/** A lost notification costs at most this. */
const POLL_MS = 500;

/** Tells followers, here and in other processes, that there is something new, and whether it is facts alone. A hint only: the log is the truth. */
export class WakeUp {
  /** Rings at all news. */
  readonly bell = new Doorbell();
  /** Rings at all but facts. */
  private readonly urgent = new Doorbell();
  /** Ticket of the bell at which the urgent one rang last. */
  private urgentAt = -1;
  private pending: NodeJS.Timeout | null = null;
  /** What is told of when the time has come. */
  private untold: Hint = 'facts';
  private notifiedAt = 0;
  /** When all notifications of more than facts so far would have gone out, each in its time (the generic cell rate algorithm, ITU-T I.371). */
  private urgentUntil = 0;
  private listening: Promise<void> | null = null;

  constructor(
    private readonly pool: Pool,
    private readonly connection: PoolConfig,
    private readonly closed: AbortSignal,
  ) {
    closed.addEventListener('abort', () => {
      if (this.pending) clearTimeout(this.pending);
      this.ring('any');
    });
  }

  /** Whether the transaction that is about to begin may notify others itself, at its commit: of facts when nobody has done so for a while, of anything else a few times at once. It is then asked to. */
  mayNotify(what: Hint): boolean {
    const now = Date.now();
    if (what === 'facts' && (this.pending || now < this.notifiedAt + NOTIFY_EVERY_MS)) return false;
    if (what === 'any' && now < this.urgentUntil - (AT_ONCE - 1) * NOTIFY_EVERY_MS) return false;
    this.notifies(what, now);
    return true;
  }

  /** After a commit; `notified`: it did so itself. */
  announce(what: Hint, notified: boolean): void {
    this.ring(what);
    if (notified || this.closed.aborted) return;
    if (what === 'any') this.untold = what;
    if (this.pending) return;
    const wait = Math.max(0, this.notifiedAt + NOTIFY_EVERY_MS - Date.now());
    this.pending = setTimeout(() => {
      this.pending = null;
      const told = this.untold;
      this.notifies(told, Date.now());
      this.untold = 'facts';
      void this.pool.query(NOTIFY, [CHANNEL, told]).catch(() => undefined); // followers poll as well
    }, wait);
  }

  /** Waits for news since the ticket: a ring, or the poll interval. Facts alone may wait `factsMayWaitMs` longer. */
  async wait(ticket: number, signal: AbortSignal, factsMayWaitMs = 0): Promise<void> {
    this.listening ??= this.listen();
    await this.bell.wait(ticket, signal, POLL_MS);
    if (factsMayWaitMs === 0 || this.bell.ticket() === ticket || this.hintSince(ticket) === 'any') return;
    await this.urgent.wait(this.urgent.ticket(), signal, factsMayWaitMs);
  }

  /** What the bell rang for since the ticket. */
  hintSince(ticket: number): Hint {
    return this.urgentAt > ticket ? 'any' : 'facts';
  }

  private notifies(what: Hint, now: number): void {
    this.notifiedAt = now;
    if (what === 'any') this.urgentUntil = Math.max(this.urgentUntil, now) + NOTIFY_EVERY_MS;
  }

  private ring(what: Hint): void {
    this.bell.ring();
    if (what === 'facts') return;
    this.urgentAt = this.bell.ticket();
    this.urgent.ring();
  }

  /** Holds one LISTEN connection, renewed whenever it is lost, until closed. */
  private async listen(): Promise<void> {
    for (let pause = 50; !this.closed.aborted; pause = Math.min(pause * 2, 2_000)) {
      const client = new Client(sessionConfig(this.connection));
      const lost = new Promise<void>((resolve) => {
        client.on('error', () => resolve());
        client.on('end', () => resolve());
        this.closed.addEventListener('abort', () => resolve(), { once: true });
      });
      client.on('notification', ({ payload }) => this.ring(payload === 'facts' ? 'facts' : 'any'));
      try {
        await client.connect();
        await client.query(`listen ${CHANNEL}`);
        pause = 50;
        this.ring('any'); // news may have come while nobody listened
        await lost;
      } catch {
        // not reachable now; polling goes on
      }
      await client.end().catch(() => undefined); // it may never have been connected
      await sleep(pause, undefined, { signal: this.closed }).catch(() => undefined); // closing ends the pause early
    }
  }
}
