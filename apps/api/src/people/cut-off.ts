import { randomUUID } from 'node:crypto';
import { reportDecider, reportStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { erasedLabel } from '@wireledger/events';

import type { ExportsPort } from '../exports/exports';
import type { Ending, Sessions } from '../auth/sessions';
import { PERMISSION_CHANGED, type ReportsPort } from '../reports/report-desk';

interface Parts {
  readonly sessions: Pick<Sessions, 'endFor'>;
  readonly exports: { readonly store: Pick<ExportsPort['store'], 'cancelAll'> };
  readonly reports: { readonly store: Pick<ReportsPort['store'], 'endAll' | 'forget'> };
  readonly log: EventLog;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/**
 * Ends what runs in somebody's name once the log says that he may do less, or nothing: his sessions, his exports, finished files too, for they hold what
 * he was allowed to see before, and reports that are being made. What a finished report shows is asked anew each time. Sockets end by themselves: each
 * asks the directory.
 */
export class CutOff {
  constructor(private readonly parts: Parts) {}

  /** Answers how many sessions ended. */
  async user(user: string, by: Ending): Promise<number> {
    const { sessions, exports } = this.parts;
    const actor = `user:${user}`;
    const [ended] = await Promise.all([sessions.endFor(user, by), exports.store.cancelAll(actor), this.reports(actor)]);
    return ended;
  }

  async token(token: string): Promise<void> {
    const actor = `token:${token}`;
    await Promise.all([this.parts.exports.store.cancelAll(actor), this.reports(actor)]);
  }

  /** What the reports of somebody who is erased were called, and whom they went to. */
  async forget(user: string, subjects: readonly string[]): Promise<void> {
    await this.parts.reports.store.forget(subjects, erasedLabel(user));
  }

  /** The rows first: they end what runs. Then the log is told. */
  private async reports(owner: string): Promise<void> {
    const { reports, log, clock } = this.parts;
    for (const id of await reports.store.endAll(owner, PERMISSION_CHANGED)) {
      const [at, request] = [clock() * 1000, randomUUID()];
      const context = { actor: 'system:api', correlationId: request, causationId: request, at };
      await handleCommand(
        log,
        reportDecider,
        reportStream(id),
        { type: 'failed', at, why: PERMISSION_CHANGED },
        context,
      );
    }
  }
}
