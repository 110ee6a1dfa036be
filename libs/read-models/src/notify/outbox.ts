import type { Position } from '@wireledger/event-sourcing';
import type { ChannelDefinition, PolicyDefinition, Severity } from '@wireledger/events';
import { SEVERITIES } from '@wireledger/events';
import type { Pool } from 'pg';

import { FITS } from '../suppressions/suppression-queries';

/** A step of an escalation whose time has come. */
export interface DueStep {
  readonly escalation: string;
  readonly alert: string;
  readonly policy: string;
  readonly run: number;
  readonly step: number;
  readonly severity: Severity;
  readonly definition: PolicyDefinition;
}

/** A message that is to be sent. */
export interface DueDelivery {
  readonly delivery: string;
  readonly kind: 'alert' | 'digest' | 'test';
  readonly alert: string | null;
  readonly channel: string;
  readonly recipient: string;
  readonly attempts: number;
}

/** What is to be done now, for the process that does it. Rows say what the log said up to {@link position}. */
export class Outbox {
  constructor(private readonly pool: Pool) {}

  /** How far the rows are. */
  async position(): Promise<Position | ''> {
    const { rows } = await this.pool.query<{ position: Position }>(
      `SELECT position FROM rm.checkpoint WHERE projection = 'notify' AND part = 0 ORDER BY version DESC LIMIT 1`,
    );
    return rows[0]?.position ?? '';
  }

  /**
   * Steps that are due at `now`, µs; the oldest first. Those of an alert that is kept out of the inbox wait until it is back in; so do those
   * of an alert that is not read yet.
   */
  async steps(now: number, limit: number): Promise<DueStep[]> {
    const { rows } = await this.pool.query<Omit<DueStep, 'severity'> & { severity: number }>(
      `SELECT e.escalation, e.alert, e.policy, e.run, e.next_step AS step, a.severity, e.definition
       FROM rm.escalation e JOIN rm.notify_alert a USING (alert)
       WHERE EXISTS (SELECT FROM rm.alert a WHERE a.id = e.alert AND NOT EXISTS (
           SELECT FROM rm.suppression s WHERE s.valid_to IS NULL AND NOT s.ended AND (s.until IS NULL OR s.until > $1) AND ${FITS}))
         AND e.due_at <= $1 AND (e.state = 'running' OR (e.state = 'held' AND e.held_until <= $1))
       ORDER BY e.due_at, e.escalation LIMIT $2`,
      [now, limit],
    );
    return rows.map((row) => ({ ...row, severity: SEVERITIES[row.severity] ?? 'info' }));
  }

  /** Recipients with messages that are due, those that wait longest first. An attempt from before `orphanedBefore` has no owner. */
  async waiting(now: number, orphanedBefore: number, limit: number): Promise<{ channel: string; recipient: string }[]> {
    const { rows } = await this.pool.query<{ channel: string; recipient: string }>(
      `SELECT channel, recipient FROM rm.delivery WHERE ${DUE} GROUP BY channel, recipient ORDER BY min(due_at) LIMIT $3`,
      [now, orphanedBefore, limit],
    );
    return rows;
  }

  /** Messages for one recipient that are due, the oldest first; tests and digests before all. */
  async due(
    to: { readonly channel: string; readonly recipient: string },
    now: number,
    orphanedBefore: number,
    limit: number,
  ): Promise<DueDelivery[]> {
    const { rows } = await this.pool.query<DueDelivery>(
      `SELECT delivery, kind, alert, channel, recipient, attempts FROM rm.delivery
       WHERE ${DUE} AND channel = $3 AND recipient = $4 ORDER BY (kind = 'alert'), queued_at, delivery LIMIT $5`,
      [now, orphanedBefore, to.channel, to.recipient, limit],
    );
    return rows;
  }

  /** How many messages the recipient got since then, µs. */
  async sentSince(to: { readonly channel: string; readonly recipient: string }, since: number): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(
      `SELECT count(*) AS n FROM rm.delivery
       WHERE channel = $1 AND recipient = $2 AND state = 'sent' AND kind <> 'test' AND ended_at > $3`,
      [to.channel, to.recipient, since],
    );
    return rows[0]?.n ?? 0;
  }

  /** Alerts that a digest tells of, in the order in which they were to be told; `of` counts all of them. */
  async parts(digest: string, limit: number): Promise<{ readonly alerts: string[]; readonly of: number }> {
    const { rows } = await this.pool.query<{ alert: string; of: number }>(
      `SELECT alert, count(*) OVER () AS of FROM rm.delivery WHERE bundled_into = $1 AND alert IS NOT NULL
       GROUP BY alert ORDER BY min(queued_at), alert LIMIT $2`,
      [digest, limit],
    );
    return { alerts: rows.map(({ alert }) => alert), of: rows[0]?.of ?? 0 };
  }

  /** The channel as it is now; null when it is gone or off. */
  async channel(id: string): Promise<ChannelDefinition | null> {
    const { rows } = await this.pool.query<{ definition: ChannelDefinition }>(
      `SELECT definition FROM rm.notify_definition WHERE kind = 'channel' AND id = $1 AND valid_to IS NULL AND NOT removed`,
      [id],
    );
    return rows[0]?.definition ?? null;
  }
}

const DUE = `(state = 'waiting' AND due_at <= $1 OR state = 'sending' AND attempt_at <= $2)`;
