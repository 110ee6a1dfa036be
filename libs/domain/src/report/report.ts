import type { Decider, EventOf } from '@wireledger/event-sourcing';
import {
  type ReportFile,
  ReportFailed,
  ReportGenerated,
  type ReportOrder,
  ReportRemoved,
  ReportRequested,
  ReportRetried,
  ReportShared,
} from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import type { Acted } from '../notify/acted';
import { isZone } from '../notify/quiet-hours';
import { reportTemplate } from './report-templates';

export type ReportEvent =
  | EventOf<typeof ReportRequested>
  | EventOf<typeof ReportRetried>
  | EventOf<typeof ReportGenerated>
  | EventOf<typeof ReportFailed>
  | EventOf<typeof ReportShared>
  | EventOf<typeof ReportRemoved>;

/** A report as its stream `report-<id>` has it. */
export interface OrderedReport {
  readonly id: string;
  /** As metadata names people: he alone shares and removes it. */
  readonly owner: string;
  readonly order: ReportOrder;
  readonly schedule: string | null;
  readonly standing: 'ordered' | 'done' | 'failed' | 'removed';
  readonly shared: boolean;
}

export type ReportCommand =
  | ({
      readonly type: 'order';
      readonly id: string;
      readonly order: ReportOrder;
      readonly schedule: string | null;
      readonly turn: number | null;
      readonly shared: boolean;
      /** Somebody tries the schedule out, and has so many of its recipients told; absent otherwise. */
      readonly trial?: { readonly recipients: number };
    } & Acted)
  | ({ readonly type: 'retry' } & Acted)
  | ({ readonly type: 'share'; readonly shared: boolean } & Acted)
  | ({ readonly type: 'remove' } & Acted)
  /** `at` in µs since 1970 UTC. */
  | { readonly type: 'generated'; readonly at: number; readonly files: readonly ReportFile[] }
  | { readonly type: 'failed'; readonly at: number; readonly why: string };

const MAX_NAME = 100;
const DAY_US = 86_400_000_000;
/** What would make a second line of a name, or hide in it: it stands in subjects of mail and names of files. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;

/** The name of a report or schedule as it is kept. @throws DomainError NAME_INVALID */
export function reportName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name.length < 1 || name.length > MAX_NAME || UNSEEN.test(name))
    throw new DomainError(
      'NAME_INVALID',
      `A name has 1 to ${MAX_NAME} characters on one line, none of them invisible. Write another one.`,
    );
  return name;
}

/** A name, and none of the offsets that some runtimes take for zones: no clocks of theirs are ever moved. */
const NAMED = /^[A-Za-z]/;

/** @throws DomainError BAD_USER_INPUT naming the time zone */
export function checkZone(zone: string): void {
  if (!NAMED.test(zone) || !isZone(zone))
    throw new DomainError('BAD_USER_INPUT', `There is no time zone ${zone.slice(0, 64)}. Write it like Europe/Berlin.`);
}

/** Refuses what no report can be about. @throws DomainError BAD_USER_INPUT, NAME_INVALID */
export function checkOrder({ template: id, from, to, zone, name }: ReportOrder): void {
  const template = reportTemplate(id);
  if (!template) throw new DomainError('BAD_USER_INPUT', '`template`: there is none of that name.');
  reportName(name);
  checkZone(zone);
  if (from >= to)
    throw new DomainError('BAD_USER_INPUT', 'The range is empty: `from` must be before `to`. Choose a later `to`.');
  if (to - from > template.mostDays * DAY_US)
    throw new DomainError(
      'BAD_USER_INPUT',
      `${template.title} takes at most ${template.mostDays} days. Choose a shorter range.`,
    );
}

const unknown = () => new DomainError('NOT_FOUND', 'There is no such report, or it is not yours.');

/** The report that somebody may change: his own, and there. @throws DomainError NOT_FOUND */
function own(report: OrderedReport | null, by: string): OrderedReport {
  if (!report || report.standing === 'removed' || report.owner !== by) throw unknown();
  return report;
}

/** A report from its order to its removal. An order that is there already stays as it is, so that a turn of a schedule is taken once. */
export const reportDecider: Decider<OrderedReport | null, ReportCommand, ReportEvent> = {
  initial: null,
  decide(before, command) {
    if (command.type === 'generated' || command.type === 'failed') {
      // Also when it is done: whoever made it may have died, or its owner may have lost his rights, before anybody was offered it.
      if (before?.standing !== 'ordered' && before?.standing !== 'done') return [];
      const { id: report } = before;
      return command.type === 'generated'
        ? [ReportGenerated.create({ report, at: command.at, files: [...command.files] })]
        : [ReportFailed.create({ report, at: command.at, why: command.why })];
    }
    const { by, at } = command;
    const act = { by, at, command: command.command };
    if (command.type === 'order') {
      if (before) return [];
      checkOrder(command.order);
      const { id: report, order, schedule, turn, shared, trial } = command;
      const tried = trial ? { trial: { ...trial } } : {};
      return [ReportRequested.create({ report, ...act, order, schedule, turn, shared, ...tried })];
    }
    const { id: report, standing, shared } = own(before, by);
    switch (command.type) {
      case 'retry':
        if (standing !== 'failed')
          throw new DomainError('REPORT_NOT_FAILED', 'Only a report that failed is made once more. Order a new one.');
        return [ReportRetried.create({ report, ...act })];
      case 'share':
        return shared === command.shared ? [] : [ReportShared.create({ report, ...act, shared: command.shared })];
      case 'remove':
        return [ReportRemoved.create({ report, ...act })];
    }
  },
  evolve(before, { type, data }) {
    if (type === 'domain.ReportRequested') {
      const { report: id, by: owner, order, schedule, shared } = data;
      return { id, owner, order, schedule, standing: 'ordered', shared };
    }
    if (!before) return null;
    switch (type) {
      case 'domain.ReportRetried':
        return { ...before, standing: 'ordered' };
      case 'domain.ReportGenerated':
        return { ...before, standing: 'done' };
      case 'domain.ReportFailed':
        return { ...before, standing: 'failed' };
      case 'domain.ReportShared':
        return { ...before, shared: data.shared };
      case 'domain.ReportRemoved':
        return { ...before, standing: 'removed' };
    }
  },
};

export const reportStream = (id: string): string => `report-${id}`;
