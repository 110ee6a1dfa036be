import { randomUUID } from 'node:crypto';
import { ActAnnounced, ActAudited } from '@wireledger/events';
import { type DomainEvent, type EventLog, offer } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { Logger } from '@wireledger/platform';

import type { Act, Outcome } from './act';
import { Coalescer, type Sparing } from './coalescer';

const refused = (message: string) => new DomainError('AUDIT_UNAVAILABLE', message);

/** The one writer of the audit trail of this process: stream `audit-api.<day>`. */
export class AuditTrail {
  private readonly coalescer: Coalescer<readonly [Act, Outcome]>;

  constructor(
    private readonly log: Pick<EventLog, 'append'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
    private readonly logger: Pick<Logger, 'error'>,
    windowMs?: number,
  ) {
    this.coalescer = new Coalescer(
      ([act, outcome], count) =>
        this.write(audited({ ...act, act: randomUUID(), target: null, reason: null }, outcome, count), act),
      (error) => this.logger.error({ err: error }, 'counted acts were not written to the audit trail'),
      windowMs,
    );
  }

  /** Before a change begins. @throws DomainError AUDIT_UNAVAILABLE: it must not begin */
  async announce(act: Act): Promise<void> {
    try {
      await this.write(ActAnnounced.create(said(act)), act);
    } catch (error) {
      this.logger.error(
        { err: error, operation: act.operation },
        'an act was not begun: its audit record was not taken',
      );
      throw refused('The audit trail cannot be written, so nothing was changed. Try again in a moment.');
    }
  }

  /** When it is over. @throws DomainError AUDIT_UNAVAILABLE: it stands, and its announcement is all that tells of it */
  async end(act: Act, outcome: Outcome): Promise<void> {
    try {
      await this.write(audited(act, outcome, 1), act);
    } catch (error) {
      this.logger.error(
        { err: error, operation: act.operation },
        'the outcome of an act was not taken by the audit trail',
      );
      throw refused(
        'This may have been carried out, but its outcome could not be written to the audit trail. Look before you try again.',
      );
    }
  }

  /**
   * A whole act at once: before an answer leaves, or when nothing happened. Beyond the `sparing` budget it is counted and written within a minute.
   * @throws DomainError AUDIT_UNAVAILABLE
   */
  async tell(act: Act, outcome: Outcome, sparing: Sparing): Promise<void> {
    if (!this.coalescer.spare(sparing, [act, outcome])) return;
    try {
      await this.write(audited(act, outcome, 1), act);
    } catch (error) {
      this.logger.error({ err: error, operation: act.operation }, 'an act was not taken by the audit trail');
      throw refused('The audit trail cannot be written, so this is not answered. Try again in a moment.');
    }
  }

  /** Writes what is counted so far. */
  flush(): Promise<void> {
    return this.coalescer.flush();
  }

  private async write(event: DomainEvent, { who, correlationId }: Act): Promise<void> {
    const now = this.clock();
    const day = new Date(now).toISOString().slice(0, 10).replaceAll('-', '');
    const context = { actor: who.actor, correlationId, causationId: correlationId, at: now * 1000 };
    const [result] = await this.log.append([
      { stream: `audit-api.${day}`, expected: 'any', appendId: randomUUID(), events: [offer(event, context)] },
    ]);
    if (result?.status !== 'ok') throw new Error(`audit record was not taken: ${result?.status}`);
  }
}

const said = ({ correlationId: _correlation, ...act }: Act) => act;
const audited = (act: Act, outcome: Outcome, count: number) =>
  ActAudited.create({ ...said(act), ...outcome, count, caused: outcome.caused.slice(0, 50) });
