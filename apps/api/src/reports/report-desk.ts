import { setTimeout as sleep } from 'node:timers/promises';

import { REPORT_TEMPLATES, type ReportCommand, reportDecider, reportName, reportStream } from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand } from '@wireledger/event-sourcing';
import type { ReportFormat, ReportOrder } from '@wireledger/events';
import { DomainError, parseTime } from '@wireledger/kernel';
import { uuidV5 } from '@wireledger/kernel/hashing';
import { type ReportShape, type ReportStore, unknownReport } from '@wireledger/read-models';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer, type Viewer } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import type { AccessJournal } from '../auth/access-journal';
import type { Authenticator } from '../auth/authenticator';
import type { PaceTimes } from '../live/pace';
import type { MaskingPolicy } from '../masking/masking-policy';
import type { GenerateReportInput, Report, ReportTemplate } from '../schema/reports';
import type { OpenReport } from './report-file';
import { isWithinReach, mayOrder, orderable, readerOf } from './report-reach';
import { fileFor, isAudit, shownReport } from './shown-report';

/** Where reports are kept, and who is told that there is a new one. */
export interface ReportsPort {
  readonly store: Pick<
    ReportStore,
    'create' | 'list' | 'get' | 'pieces' | 'share' | 'remove' | 'endAll' | 'forget' | 'forgetRecipient'
  >;
  /** Rings for a worker; a ring that is lost is repeated by the workers' own sweep. */
  ring(id: string): Promise<void>;
}

/** What reports are ordered and read with. */
export interface ReportParts {
  readonly port: ReportsPort;
  readonly log: EventLog;
  readonly masks: Pick<MaskingPolicy, 'masks' | 'mode' | 'leaveOf'>;
  readonly authenticator: Pick<Authenticator, 'isCurrent'>;
  readonly journal: Pick<AccessJournal, 'accessed'>;
  readonly names: Pick<ActorNames, 'of'>;
  readonly times: PaceTimes;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Most reports that are listed. */
const LISTED = 200;
/** What changed within so long before somebody listens is told, and a change is seen so long after its time: a row shows when its transaction ends, ms. */
const FRESH_MS = 60_000;
/** Of what is asked for, some lie outside of the reader's scope. */
const ASKED = 2000;

type Asked = Pick<GraphqlContext, 'viewer' | 'requestId'>;

/** Reports: ordered here, made by a worker, shared, removed and downloaded here. Decisions stand in the log, files in the store. */
export class ReportDesk {
  constructor(private readonly parts: ReportParts) {}

  /** What the viewer may order. */
  templates(viewer: Viewer): readonly ReportTemplate[] {
    return REPORT_TEMPLATES.filter((template) => mayOrder(viewer, template)).map(
      ({ id, title, description, mostDays }) => ({ id, title, description, mostDays, audit: isAudit(id) }),
    );
  }

  /** His own and shared ones that he may see, newest first. */
  async list(viewer: Viewer): Promise<Report[]> {
    const all = await this.parts.port.store.list(readerOf(viewer), ASKED);
    return all
      .filter((report) => isWithinReach(report, viewer))
      .slice(0, LISTED)
      .map((report) => this.shown(report, viewer));
  }

  /** @throws DomainError NOT_FOUND also for what he may not see */
  async get(viewer: Viewer, id: string): Promise<Report> {
    return this.shown(await this.found(viewer, id), viewer);
  }

  /** @throws DomainError BAD_USER_INPUT, NAME_INVALID, FORBIDDEN with the permission, LIMIT_EXCEEDED */
  async generate(input: GenerateReportInput, asked: Asked): Promise<Report> {
    const viewer = knownViewer(asked.viewer);
    orderable(viewer, input.template);
    const order: ReportOrder = {
      ...{ template: input.template, name: reportName(input.name), zone: input.zone },
      ...{ from: timeOf('from', input.from), to: timeOf('to', input.to) },
      format: input.format.toLowerCase() as ReportFormat,
    };
    // What one request orders twice is one order; it may order several.
    const id = uuidV5(asked.requestId, `report ${actorOf(viewer)} ${JSON.stringify(order)}`);
    await this.tell(
      id,
      { type: 'order', id, order, schedule: null, turn: null, shared: false, ...this.act(asked) },
      asked,
    );
    return this.begin(viewer, { id, order, shared: false }, asked);
  }

  /** @throws DomainError NOT_FOUND when it is not the viewer's, REPORT_NOT_FAILED, FORBIDDEN, LIMIT_EXCEEDED */
  async retry(id: string, asked: Asked): Promise<Report> {
    const viewer = knownViewer(asked.viewer);
    const { order, shared, state, error } = await this.own(viewer, id);
    orderable(viewer, order.template);
    // Whoever gave it up may have died before he told the log.
    if (state === 'failed')
      await this.tell(
        id,
        { type: 'failed', at: this.parts.clock() * 1000, why: error?.slice(0, 500) || FAILED },
        asked,
      );
    await this.tell(id, { type: 'retry', ...this.act(asked) }, asked);
    return this.begin(viewer, { id, order, shared }, asked);
  }

  /** @throws DomainError NOT_FOUND when it is not the viewer's, FORBIDDEN */
  async share(id: string, shared: boolean, asked: Asked): Promise<Report> {
    const viewer = knownViewer(asked.viewer);
    const report = await this.own(viewer, id);
    orderable(viewer, report.order.template);
    await this.tell(id, { type: 'share', shared, ...this.act(asked) }, asked);
    await this.parts.port.store.share(id, shared);
    return this.shown({ ...report, shared }, viewer);
  }

  /** @throws DomainError NOT_FOUND when it is not the viewer's */
  async remove(id: string, asked: Asked): Promise<Report> {
    const viewer = knownViewer(asked.viewer);
    const report = await this.own(viewer, id);
    await this.tell(id, { type: 'remove', ...this.act(asked) }, asked);
    await this.parts.port.store.remove(id);
    return this.shown({ ...report, shared: false, files: [] }, viewer);
  }

  /** That a file was taken is a fact before its first byte leaves. @throws DomainError NOT_FOUND also when it is not finished */
  async open(viewer: Viewer, id: string, { requestId }: { readonly requestId: string }): Promise<OpenReport> {
    const report = await this.found(viewer, id);
    const file = fileFor(report, this.parts.masks.masks(viewer));
    if (report.state !== 'done' || !file)
      throw new DomainError('NOT_FOUND', `This report is ${report.state}: there is no file. Wait until it is done.`);
    await this.parts.journal.accessed(actorOf(viewer), `report ${id}`, 'download', requestId);
    const pieces = this.parts.port.store.pieces(readerOf(viewer), id, file.masked);
    const { fileName } = this.shown(report, viewer);
    return { fileName, format: report.order.format, bytes: file.bytes, pieces: this.whileCurrent(viewer, pieces) };
  }

  /** What is under way or has just changed, so that nothing falls between a list and this; then whatever changes, as long as the viewer may ask. */
  async *follow(viewer: Viewer, signal: AbortSignal): AsyncGenerator<Report> {
    const { port, times, authenticator, clock } = this.parts;
    const told = new Map<string, string>();
    let since = 0;
    for (let first = true; !signal.aborted && authenticator.isCurrent(viewer); first = false) {
      const touched = await port.store.list(readerOf(viewer), ASKED, first ? null : since - FRESH_MS);
      for (const report of touched.reverse()) {
        since = Math.max(since, report.touchedAt);
        const shown = this.shown(report, viewer);
        const text = JSON.stringify(shown);
        const isNews = first
          ? isUnderWay(report) || report.touchedAt > clock() - FRESH_MS
          : told.get(report.id) !== text;
        told.set(report.id, text);
        if (isNews && isWithinReach(report, viewer)) yield shown;
      }
      await sleep(times.frameMs / 2, undefined, { signal }).catch(() => undefined);
    }
  }

  private async begin(
    viewer: Viewer,
    { id, order, shared }: Pick<ReportShape, 'id' | 'order' | 'shared'>,
    asked: Asked,
  ): Promise<Report> {
    const { port, masks, authenticator, clock } = this.parts;
    const leave = viewer.is === 'session' && masks.mode !== 'off' ? masks.leaveOf(viewer.session) : null;
    const wanted = {
      ...{ id, owner: actorOf(viewer), order, scope: viewer.scope, shared, schedule: null, recipients: [] },
      ...{ clear: !masks.masks(viewer), leaveUntil: leave },
    };
    const made = await port.store.create(wanted).catch(async (error: unknown) => {
      const why = error instanceof DomainError ? error.message : 'It could not be written down. Order it again.';
      await this.tell(id, { type: 'failed', at: clock() * 1000, why }, asked);
      throw error;
    });
    // Who lost his rights while it was written down has nothing under way that could be ended before this moment.
    if (!authenticator.isCurrent(viewer)) {
      for (const ended of await port.store.endAll(actorOf(viewer), PERMISSION_CHANGED))
        await this.tell(ended, { type: 'failed', at: clock() * 1000, why: PERMISSION_CHANGED }, asked);
      throw new DomainError('UNAUTHENTICATED', 'Sign in again.');
    }
    await port.ring(id);
    return this.shown(made, viewer);
  }

  private async found(viewer: Viewer, id: string): Promise<ReportShape> {
    const report = await this.parts.port.store.get(readerOf(viewer), id);
    if (!isWithinReach(report, viewer)) throw unknownReport();
    return report;
  }

  private async own(viewer: Viewer, id: string): Promise<ReportShape> {
    const report = await this.found(viewer, id);
    if (report.owner !== actorOf(viewer)) throw unknownReport();
    return report;
  }

  private act({ viewer, requestId }: Asked) {
    return { by: actorOf(knownViewer(viewer)), at: this.parts.clock() * 1000, command: uuidV5(requestId, 'report') };
  }

  private async tell(id: string, command: ReportCommand, { viewer, requestId }: Asked): Promise<void> {
    const at = this.parts.clock() * 1000;
    const context = { actor: actorOf(knownViewer(viewer)), correlationId: requestId, causationId: requestId, at };
    try {
      await handleCommand(this.parts.log, reportDecider, reportStream(id), command, context);
    } catch (error) {
      if (error instanceof CommandConflict)
        throw new DomainError('BUSY', 'It changes just now. Try again in a moment.');
      throw error;
    }
  }

  private shown(report: ReportShape, viewer: Viewer): Report {
    const { masks, names } = this.parts;
    const nameOf = (actor: string) => names.of(actor);
    return shownReport(report, { actor: actorOf(viewer), masked: masks.masks(viewer), nameOf });
  }

  /** @throws DomainError UNAUTHENTICATED once the viewer may act no more: the download breaks off */
  private async *whileCurrent(viewer: Viewer, pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      if (!this.parts.authenticator.isCurrent(viewer)) throw new DomainError('UNAUTHENTICATED', 'Sign in again.');
      yield piece;
    }
  }
}

/** Why a report ended whose owner may do less than when he ordered it. */
export const PERMISSION_CHANGED = 'permission changed';
const FAILED = 'It failed.';

const isUnderWay = ({ state }: ReportShape): boolean => state === 'waiting' || state === 'running';

/** µs since 1970 UTC. The scalar has checked it. */
function timeOf(name: string, text: string): number {
  const time = parseTime(text);
  if (time === null) throw new DomainError('BAD_USER_INPUT', `\`${name}\` is no time.`);
  return time;
}
