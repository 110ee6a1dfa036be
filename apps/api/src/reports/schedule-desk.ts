import {
  dueTurn,
  type OwnedSchedule,
  readRecipients,
  reportName,
  reportScheduleDecider,
  reportScheduleStream,
  type ScheduleBook,
  turnsAfter,
  writtenRecipients,
} from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { type ReportFormat, type ReportScheduleDefinition, reportScheduleDefinition } from '@wireledger/events';
import { DomainError, formatTime } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer, type Viewer } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { parsed } from '../commands/parsed';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';
import type {
  PauseReportScheduleArgs,
  RemoveReportScheduleArgs,
  ReportRhythm,
  ReportSchedule,
  ReportScheduleInput,
} from '../schema/reports';
import { orderable } from './report-reach';

/** Most schedules that one person keeps. */
export const MOST_SCHEDULES = 50;
/** Turns that are shown. */
const NEXT = 5;

type Order = Pick<RemoveReportScheduleArgs, 'seen' | 'key'>;
type Asked = Pick<GraphqlContext, 'viewer' | 'requestId'>;

/** Where people keep when reports are to be made in their names. */
export class ScheduleDesk {
  constructor(
    private readonly log: EventLog,
    private readonly book: ScheduleBook,
    private readonly names: Pick<ActorNames, 'of'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** His own, by name. */
  list(viewer: Viewer): ReportSchedule[] {
    return this.book
      .all()
      .filter(({ owner }) => owner === actorOf(viewer))
      .map((schedule) => this.shown(schedule));
  }

  /** @throws DomainError BAD_USER_INPUT, NAME_INVALID, FORBIDDEN, TOO_MANY_SCHEDULES, SCHEDULE_UNKNOWN, SCHEDULE_CONFLICT, BUSY */
  save({ id: given, seen, key, ...input }: ReportScheduleInput, asked: Asked): Promise<ReportSchedule> {
    const viewer = knownViewer(asked.viewer);
    const id = uuidOf('id', given);
    orderable(viewer, input.template);
    const before = this.book.one(id);
    if (before) this.own(viewer, id);
    else if (this.list(viewer).length >= MOST_SCHEDULES)
      throw new DomainError(
        'TOO_MANY_SCHEDULES',
        `You keep ${MOST_SCHEDULES} schedules, as many as one person can. Remove one first.`,
      );
    const { template, zone, day, at, shared } = input;
    const wanted = {
      ...{ template, zone, day, at, shared, name: reportName(input.name) },
      format: input.format.toLowerCase() as ReportFormat,
      rhythm: input.rhythm.toLowerCase() as ReportScheduleDefinition['rhythm'],
      recipients: writtenRecipients(input.recipients),
      paused: before?.definition.paused ?? false,
    };
    const since = before && sameTurns(before.definition, wanted) ? before.definition.since : this.clock() * 1000;
    return this.change(id, { seen, key }, parsed(reportScheduleDefinition, { ...wanted, since }, ['input']), asked);
  }

  /** @throws DomainError as `save` */
  pause({ id, paused, ...order }: PauseReportScheduleArgs, asked: Asked): Promise<ReportSchedule> {
    const viewer = knownViewer(asked.viewer);
    const { id: known, definition } = this.own(viewer, uuidOf('id', id));
    orderable(viewer, definition.template);
    if (definition.paused === paused) return this.change(known, order, definition, asked);
    const recipients = [...readRecipients(definition.recipients)];
    return this.change(known, order, { ...definition, recipients, paused, since: this.clock() * 1000 }, asked);
  }

  /** @throws DomainError SCHEDULE_UNKNOWN, SCHEDULE_CONFLICT, BUSY */
  remove({ id, ...order }: RemoveReportScheduleArgs, asked: Asked): Promise<ReportSchedule> {
    return this.change(this.own(knownViewer(asked.viewer), uuidOf('id', id)).id, order, null, asked);
  }

  /** @throws DomainError SCHEDULE_UNKNOWN also for another's */
  private own(viewer: Viewer, id: string): OwnedSchedule {
    const found = this.book.one(id);
    if (found?.owner === actorOf(viewer)) return found;
    throw new DomainError('SCHEDULE_UNKNOWN', 'There is no such schedule, or it is not yours.');
  }

  private async change(
    id: string,
    { seen, key }: Order,
    definition: ReportScheduleDefinition | null,
    { viewer, requestId }: Asked,
  ): Promise<ReportSchedule> {
    const by = actorOf(knownViewer(viewer));
    const act = { by, at: this.clock() * 1000, command: uuidOf('key', key), seen };
    const command =
      definition === null ? { type: 'remove' as const, ...act } : { type: 'define' as const, id, definition, ...act };
    const context = { actor: by, correlationId: requestId, causationId: requestId, at: act.at };
    try {
      const { state, revision } = await handleCommand(
        this.log,
        reportScheduleDecider,
        reportScheduleStream(id),
        command,
        context,
      );
      if (!state) throw new DomainError('SCHEDULE_UNKNOWN', 'There is no such schedule, or it is not yours.');
      const owned = { ...state, owner: by };
      this.book.keep(owned, revision);
      return this.shown(owned);
    } catch (error) {
      throw shownConflict(error, this.names);
    }
  }

  private shown({ id, owner, revision, removed, last, definition }: OwnedSchedule): ReportSchedule {
    const { template, name, format, rhythm, day, at, zone, recipients, shared, paused } = definition;
    const now = this.clock() * 1000;
    const rests = paused || removed;
    const due = rests ? null : dueTurn(definition, now);
    return {
      ...{ id, revision, template, name, day, at, zone, shared, paused, own: true, ownerName: this.names.of(owner) },
      format: format.toUpperCase() as Uppercase<typeof format>,
      rhythm: rhythm.toUpperCase() as ReportRhythm,
      recipients: readRecipients(recipients),
      next: rests ? [] : turnsAfter(definition, now, NEXT).map(formatTime),
      lastAt: due === null ? null : formatTime(due),
      changedAt: formatTime(last.at),
    };
  }
}

/** Whether the turns stay where they are. */
const sameTurns = (before: ReportScheduleDefinition, wanted: Omit<ReportScheduleDefinition, 'since'>): boolean =>
  (['rhythm', 'day', 'at', 'zone'] as const).every((field) => before[field] === wanted[field]);
