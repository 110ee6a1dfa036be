import {
  dueTurn,
  type OwnedSchedule,
  rangeOfTurn,
  readRecipients,
  REPORT_SCHEDULE_TYPES,
  reportDecider,
  reportStream,
  reportTemplate,
  ScheduleBook,
} from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand, type Position } from '@wireledger/event-sourcing';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';
import type { ReportStore } from '@wireledger/read-models';

import { ownerRights } from './owner-rights';

const PAGE = 500;

export interface SchedulesParts {
  readonly log: EventLog;
  readonly store: Pick<ReportStore, 'create'>;
  /** Rings for a worker. */
  readonly ring: (id: string) => Promise<void>;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
  /** µs since 1970 UTC. */
  readonly clock: () => number;
}

/**
 * Orders the reports that schedules say are due. A turn is one report of one id, whoever looks and however often: the log takes its order once. Of turns that
 * passed while nothing ran the newest is taken, late.
 */
export class Schedules {
  private readonly book = new ScheduleBook();
  private after: Position | 'start' = 'start';
  /** Newest turn of each schedule that is settled: only spares looking again. */
  private readonly settled = new Map<string, number>();
  private running: Promise<void> | null = null;

  constructor(private readonly parts: SchedulesParts) {}

  /** One look; a second one at the same time is the same one. What fails of one schedule holds no other up, and is tried again. @throws what the log throws */
  tick(): Promise<void> {
    this.running ??= this.round().finally(() => (this.running = null));
    return this.running;
  }

  private async round(): Promise<void> {
    await this.learn();
    for (const schedule of this.book.all()) {
      if (schedule.definition.paused) continue;
      await this.look(schedule).catch((err: unknown) =>
        this.parts.logger.warn(
          { err, schedule: schedule.id },
          'a report that is due could not be ordered; it is tried again',
        ),
      );
    }
  }

  private async look(schedule: OwnedSchedule): Promise<void> {
    const turn = dueTurn(schedule.definition, this.parts.clock());
    if (turn === null || this.settled.get(schedule.id) === turn) return;
    if (await this.take(schedule, turn)) this.settled.set(schedule.id, turn);
  }

  private async learn(): Promise<void> {
    for (;;) {
      const filter = { types: REPORT_SCHEDULE_TYPES };
      const page = await this.parts.log.readAll({ after: this.after, filter, limit: PAGE });
      for (const event of page.events) this.book.apply(event);
      this.after = page.next;
      if (page.end) return;
    }
  }

  /** False when another worker is about to do the same: it may die before the report's row is there. */
  private async take({ id: schedule, owner, definition }: OwnedSchedule, turn: number): Promise<boolean> {
    const { log, store, ring, logger, clock } = this.parts;
    const template = reportTemplate(definition.template);
    if (!template) return true;
    const { name, zone, format, shared } = definition;
    const order = { template: template.id, name, zone, format, ...rangeOfTurn(definition, turn) };
    const id = uuidV5(schedule, `turn ${turn}`);
    const act = { by: owner, at: clock(), command: uuidV5(id, 'order') };
    const context = { actor: 'system:worker', correlationId: id, causationId: id, at: clock() };
    try {
      const command = { type: 'order' as const, id, order, schedule, turn, shared, ...act };
      const { state } = await handleCommand(log, reportDecider, reportStream(id), command, context);
      // Whoever ordered it first may have died before its row was there.
      if (state?.standing !== 'ordered') return true;
    } catch (error) {
      if (error instanceof CommandConflict) return false;
      throw error;
    }
    // Without rights now it is ordered all the same, and fails with the reason: nobody is left to wonder where it is.
    const rights = await ownerRights(log, owner, template, clock());
    await store.create({
      ...{ id, owner, order, scope: rights?.scope ?? null, clear: rights !== null && !rights.masked },
      ...{ leaveUntil: null, shared, schedule, recipients: readRecipients(definition.recipients) },
    });
    await ring(id);
    logger.info({ schedule, report: id }, 'a report is due');
    return true;
  }
}
