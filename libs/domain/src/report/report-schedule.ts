import type { EventOf, RecordedEvent } from '@wireledger/event-sourcing';
import {
  type PersonErased,
  type ReportScheduleDefinition,
  ReportScheduleDefined,
  ReportScheduleRemoved,
} from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';

import { type Defined, definitionDecider } from '../notify/definition';
import { checkZone, reportName } from './report';
import { reportTemplate } from './report-templates';

export type ReportSchedule = Defined<ReportScheduleDefinition>;
export type ReportScheduleEvent = EventOf<typeof ReportScheduleDefined> | EventOf<typeof ReportScheduleRemoved>;

/** Most mail addresses of a schedule. */
export const MOST_RECIPIENTS = 20;
const MAX_ADDRESS = 254;
// No quoted parts, no comments: what stands here is written into headers.
const ADDRESS =
  /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*$/;
const MOST_DAY = { weekly: 7, monthly: 31, days: 90 } as const;

/** The addresses as they are kept, each once. @throws DomainError BAD_USER_INPUT naming the one that is none */
export function writtenRecipients(recipients: readonly string[]): string[] {
  if (recipients.length > MOST_RECIPIENTS)
    throw new DomainError(
      'BAD_USER_INPUT',
      `At most ${MOST_RECIPIENTS} recipients are told of a report. Leave some out.`,
    );
  const all = recipients.map((given) => given.trim());
  const wrong = all.find((one) => one.length > MAX_ADDRESS || !ADDRESS.test(one));
  if (wrong !== undefined)
    throw new DomainError(
      'BAD_USER_INPUT',
      `${JSON.stringify(wrong.slice(0, 80))} is no mail address. Write it like soc@example.org.`,
    );
  return [...new Set(all)];
}

/** Those that are addresses: one that was erased reads as its label. */
export const readRecipients = (recipients: readonly string[]): readonly string[] =>
  recipients.filter((one) => ADDRESS.test(one));

/** When a report is to be made; stream `reportschedule-<id>`. Refusals: SCHEDULE_UNKNOWN, SCHEDULE_CONFLICT, NAME_INVALID, BAD_USER_INPUT. */
export const reportScheduleDecider = definitionDecider<ReportScheduleDefinition, ReportScheduleEvent>({
  what: 'schedule',
  defined: (schedule, act, definition) => ReportScheduleDefined.create({ schedule, ...act, definition }),
  removed: (schedule, act) => ReportScheduleRemoved.create({ schedule, ...act }),
  read: ({ type, data }) => ({
    id: data.schedule,
    act: data,
    definition: type === 'domain.ReportScheduleDefined' ? data.definition : null,
  }),
  check({ template, name, zone, rhythm, day }) {
    if (!reportTemplate(template)) throw new DomainError('BAD_USER_INPUT', '`template`: there is none of that name.');
    reportName(name);
    checkZone(zone);
    if (day > MOST_DAY[rhythm])
      throw new DomainError('BAD_USER_INPUT', `\`day\` is 1 to ${MOST_DAY[rhythm]} for this rhythm.`);
  },
});

export const reportScheduleStream = (id: string): string => `reportschedule-${id}`;

/** Types of events that {@link ScheduleBook} folds. */
export const REPORT_SCHEDULE_TYPES = [
  'domain.ReportScheduleDefined',
  'domain.ReportScheduleRemoved',
  'domain.PersonErased',
  'domain.AddressErased',
] as const;

/** A schedule, and in whose name its reports are made: who saved it first alone changes it. */
export interface OwnedSchedule extends ReportSchedule {
  readonly owner: string;
}

/** The schedules of everybody, folded from the log in memory. */
export class ScheduleBook {
  private readonly schedules = new Map<string, OwnedSchedule>();
  private readonly revisions = new Map<string, bigint>();
  /** Under which marks the newest recipients of a schedule are kept, by their place. */
  private readonly marks = new Map<string, readonly (readonly string[])[]>();

  /** Folds an event; one that was folded before changes nothing. Schedules of somebody who is erased are gone, and addresses that are erased. */
  apply({ type, data, meta, revision, owners = {} }: RecordedEvent): void {
    if (type === 'domain.PersonErased' || type === 'domain.AddressErased') {
      const { subjects } = data as unknown as EventOf<typeof PersonErased>['data'];
      for (const id of this.schedules.keys()) this.forget(id, new Set(subjects));
      return;
    }
    const id = data.schedule;
    if (!(REPORT_SCHEDULE_TYPES as readonly string[]).includes(type) || typeof id !== 'string') return;
    if (type === 'domain.ReportScheduleDefined' && revision >= (this.revisions.get(id) ?? -1n))
      this.marks.set(id, marksOf(owners));
    if (revision <= (this.revisions.get(id) ?? -1n)) return;
    const known = this.schedules.get(id) ?? null;
    const event = { type, version: meta.sv, data } as unknown as ReportScheduleEvent;
    const schedule = reportScheduleDecider.evolve(known, event);
    if (schedule) this.keep({ ...schedule, owner: known?.owner ?? event.data.by }, revision);
  }

  private forget(id: string, subjects: ReadonlySet<string>): void {
    const one = this.schedules.get(id);
    if (!one) return;
    const marks = this.marks.get(id) ?? [];
    const stays = (place: number): boolean => !marks[place]?.some((mark) => subjects.has(mark));
    const recipients = one.definition.recipients.map((address, i) => (stays(i) ? address : ''));
    const removed = one.removed || subjects.has(one.owner);
    this.schedules.set(id, { ...one, removed, definition: { ...one.definition, recipients } });
  }

  /** What this process has just written, before the log tells it. */
  keep(schedule: OwnedSchedule, revision: bigint): void {
    if (revision <= (this.revisions.get(schedule.id) ?? -1n)) return;
    this.revisions.set(schedule.id, revision);
    this.schedules.set(schedule.id, schedule);
  }

  /** One that is there; null when it was removed, or never was. */
  one(id: string): OwnedSchedule | null {
    const found = this.schedules.get(id);
    return found && !found.removed ? found : null;
  }

  /** Those that are there, by name. */
  all(): OwnedSchedule[] {
    return [...this.schedules.values()]
      .filter(({ removed }) => !removed)
      .sort((a, b) => a.definition.name.localeCompare(b.definition.name, 'en') || a.id.localeCompare(b.id));
  }
}

/** Marks of recipients by their place, out of whose the texts of an event are. */
const marksOf = (owners: Readonly<Record<string, readonly string[]>>): (readonly string[])[] =>
  Array.from({ length: MOST_RECIPIENTS }, (_, n) =>
    (owners[`definition/recipients/${n}`] ?? []).filter((subject) => subject.startsWith('address:')),
  );
