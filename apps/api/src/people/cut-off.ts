import { randomUUID } from 'node:crypto';
import { REPORT_TEMPLATES, reportDecider, reportStream } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { erasedLabel } from '@wireledger/events';

import type { ExportsPort } from '../exports/exports';
import type { Ending, Sessions } from '../auth/sessions';
import { PERMISSION_CHANGED, type ReportsPort } from '../reports/report-desk';

interface Parts {
  readonly sessions: Pick<Sessions, 'endFor'>;
  readonly exports: { readonly store: Pick<ExportsPort['store'], 'cancelAll'> };
  readonly reports: { readonly store: Pick<ReportsPort['store'], 'endAll' | 'forget' | 'forgetRecipient'> };
  readonly log: EventLog;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Templates that name people, and what becomes of their files. */
const ABOUT_PEOPLE = REPORT_TEMPLATES.filter(({ permission }) => permission === 'reports.audit').map(({ id }) => id);
const PERSON_ERASED = 'Somebody who may stand in it was erased. Have it made once more.';

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

  /** What the reports of somebody who is erased were called, whom they went to, and files that may have his name in them. */
  async forget(user: string, subjects: readonly string[]): Promise<void> {
    const { store } = this.parts.reports;
    await this.failed(await store.forget(subjects, erasedLabel(user), ABOUT_PEOPLE, PERSON_ERASED), PERSON_ERASED);
  }

  /** Whom reports were told of under an e-mail address that is erased. */
  async recipient(address: string, label: string): Promise<void> {
    await this.parts.reports.store.forgetRecipient(address, label);
  }

  /** The rows first: they end what runs. Then the log is told. */
  private async reports(owner: string): Promise<void> {
    await this.failed(await this.parts.reports.store.endAll(owner, PERMISSION_CHANGED), PERMISSION_CHANGED);
  }

  private async failed(ids: readonly string[], why: string): Promise<void> {
    const { log, clock } = this.parts;
    for (const id of ids) {
      const [at, request] = [clock() * 1000, randomUUID()];
      const context = { actor: 'system:api', correlationId: request, causationId: request, at };
      await handleCommand(log, reportDecider, reportStream(id), { type: 'failed', at, why }, context);
    }
  }
}
