import { setTimeout as sleep } from 'node:timers/promises';

import { scopeWithin } from '@wireledger/access';
import {
  reportDecider,
  reportStream,
  type ReportTemplate,
  type ReportTemplateId,
  reportTemplate,
} from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { sha256 } from '@wireledger/kernel/hashing';
import type { Logger } from '@wireledger/platform';
import { type MaskingKeys, MaskingSerialiser } from '@wireledger/platform/masking';
import {
  askedUntil,
  type ClaimedReport,
  REPORT_LIMITS,
  type ReportStore,
  SMALLEST_GROUP,
  type WrittenReport,
} from '@wireledger/read-models';
import type { ReportDocument, Section } from '@wireledger/reports';

import { maskingMode } from '../masking/masking-mode';
import { ownerRights, type OwnerRights } from './owner-rights';
import type { ReportPost } from './report-post';
import { documentOf, hashOf, stampOf } from './report-document';
import { ReportSource, type SourceParts } from './report-source';
import { CLEAR, maskedBy } from './shown';
import { TEMPLATE_PARTS } from './templates';

const BY = 'system:worker';
/** How often it is asked whether a report that is made is still wanted, ms. */
const LOOK_MS = 500;
/** Why one ends whose owner may do less than when he ordered it. */
export const PERMISSION_CHANGED = 'permission changed';

const FAULT = 'It cannot be made, through no fault of yours. The log of the worker says why.';

/** An error that comes again however often it is tried, unlike those of databases and disks. */
const isFaultOfOurs = (error: unknown): boolean =>
  [TypeError, RangeError, ReferenceError, SyntaxError].some((kind) => error instanceof kind);

export type ReportOutcome = 'done' | 'taken' | 'ended' | 'failed';

/** What makes files of documents. */
export interface Renderers {
  /** @throws the signal's reason when it aborts */
  readonly pdf: (document: ReportDocument, stop: AbortSignal) => Promise<Buffer>;
  readonly csv: (document: ReportDocument) => string;
}

export interface ReportsParts extends SourceParts {
  readonly store: Pick<ReportStore, 'claim' | 'beat' | 'finish' | 'fail' | 'sweep'>;
  readonly log: EventLog;
  readonly keys: MaskingKeys;
  readonly renderers: Renderers;
  /** Tells recipients; nobody is told when absent. */
  readonly post?: Pick<ReportPost, 'tell'>;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  /** µs since 1970 UTC. */
  readonly clock: () => number;
  /** Ends all that run here; their claims run out and another worker begins them anew. */
  readonly stop: AbortSignal;
}

/** The work, or the reason why nobody waits for it any more. What it does then comes to nothing: it has no claim. */
function orAborted<T>(stop: AbortSignal, work: Promise<T>): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    const leave = () => reject(stop.reason as Error);
    if (stop.aborted) leave();
    else stop.addEventListener('abort', leave, { once: true });
  });
  return Promise.race([work, aborted]);
}

/** A copy of a report that is being made. */
interface Copy {
  readonly masked: boolean;
  readonly source: ReportSource;
  readonly sections: Section[];
}

/**
 * Reports of this process. What their owner may see is asked when one begins, after each of its parts and before anybody is offered it. Whoever dies in the
 * middle leaves a claim that runs out, and nothing that is offered.
 */
export class Reports {
  constructor(private readonly parts: ReportsParts) {}

  /** Makes one; the job `report` with an id. @throws transient failures */
  async run(id: string): Promise<ReportOutcome> {
    const { store, logger } = this.parts;
    const claimed = await store.claim(id);
    if (!claimed) return 'taken';
    const began = performance.now();
    const outcome = await this.make(claimed);
    const tookMs = Math.round(performance.now() - began);
    logger.info({ report: id, template: claimed.order.template, outcome, tookMs }, 'report');
    return outcome;
  }

  /** Removes what is old; ids of those that nobody works on. */
  standingStill(): Promise<string[]> {
    return this.parts.store.sweep();
  }

  private async make(claimed: ClaimedReport): Promise<ReportOutcome> {
    const template = reportTemplate(claimed.order.template);
    if (!template) return this.giveUp(claimed, 'There is no such template any more. Order another report.');
    const gone = new AbortController();
    const over = new AbortController();
    const stop = AbortSignal.any([this.parts.stop, gone.signal]);
    const watch = this.watch(claimed, gone, over.signal);
    try {
      return await orAborted(
        stop,
        askedUntil(stop, () => this.write(claimed, template, stop)),
      );
    } catch (error) {
      if (gone.signal.aborted) return 'ended';
      if (error instanceof DomainError) return this.giveUp(claimed, error.message);
      if (!isFaultOfOurs(error)) throw error;
      this.parts.logger.error({ err: error, report: claimed.id }, 'a report cannot be made');
      return this.giveUp(claimed, FAULT);
    } finally {
      over.abort();
      await watch;
    }
  }

  /** Ends the work once the report is no longer this worker's, in the middle of a query too. */
  private async watch(claimed: ClaimedReport, gone: AbortController, over: AbortSignal): Promise<void> {
    while (!over.aborted && !gone.signal.aborted) {
      await sleep(LOOK_MS, undefined, { signal: over }).catch(() => undefined);
      if (over.aborted) return;
      const mine = await this.parts.store.beat(claimed, null).catch(() => true);
      if (!mine) gone.abort(new Error('the report is no longer wanted'));
    }
  }

  private async write(claimed: ClaimedReport, template: ReportTemplate, stop: AbortSignal): Promise<ReportOutcome> {
    const { store } = this.parts;
    const rights = await this.rights(claimed, template);
    if (!rights) return this.giveUp(claimed, PERMISSION_CHANGED);
    const copies = await this.copiesFor(claimed, rights);
    const parts = TEMPLATE_PARTS[template.id as ReportTemplateId];
    for (const [n, part] of parts.entries()) {
      for (const { source, sections } of copies) sections.push(await part(source));
      stop.throwIfAborted();
      if (!(await store.beat(claimed, (n + 1) / (parts.length + 1)))) return 'ended';
      const now = await this.rights(claimed, template);
      if (!now || (now.masked && !rights.masked)) return this.giveUp(claimed, PERMISSION_CHANGED);
    }
    const files: WrittenReport[] = [];
    for (const copy of copies) files.push(await this.fileOf(claimed, template, copy, stop));
    stop.throwIfAborted();
    // The last look: between here and the offer lies nothing that takes time.
    const last = await this.rights(claimed, template);
    if (!last || (last.masked && !rights.masked)) return this.giveUp(claimed, PERMISSION_CHANGED);
    return this.offer(claimed, files);
  }

  /** What the owner may do now; null when he may not have this report made, or sees less than he saw. */
  private async rights({ owner, scope }: ClaimedReport, template: ReportTemplate): Promise<OwnerRights | null> {
    const rights = await ownerRights(this.parts.log, owner, template, this.parts.clock());
    return rights && scopeWithin(scope, rights.scope) ? rights : null;
  }

  /** Everybody who sees traffic masked gets a masked copy; whoever ordered it in clear, and still sees it so, one in clear too. */
  private async copiesFor({ order, scope, clear, leaveUntil }: ClaimedReport, rights: OwnerRights): Promise<Copy[]> {
    const mode = await maskingMode(this.parts.log);
    const shows = mode === 'off' || (leaveUntil !== null && leaveUntil * 1000 > this.parts.clock());
    const form = mode === 'off' ? 'pseudonym' : mode;
    const view = { from: order.from, to: order.to, scope };
    const shown = maskedBy(new MaskingSerialiser(this.parts.keys, () => form));
    const masked: Copy = {
      masked: true,
      source: new ReportSource(this.parts, { ...view, shown, smallest: mode === 'off' ? 0 : SMALLEST_GROUP }),
      sections: [],
    };
    if (!clear || rights.masked || !shows) return [masked];
    const source = new ReportSource(this.parts, { ...view, shown: CLEAR, smallest: 0 });
    return [masked, { masked: false, source, sections: [] }];
  }

  private async fileOf(
    { owner, order }: ClaimedReport,
    template: ReportTemplate,
    copy: Copy,
    stop: AbortSignal,
  ): Promise<WrittenReport> {
    const { integrity, renderers, clock } = this.parts;
    const { masked, sections, source } = copy;
    const by = (await source.peopleNow()).nameOf(owner);
    const { shown } = source.view;
    const stamp = await stampOf(integrity);
    const document = documentOf(template, order, { by, at: clock(), shown, stamp, sections });
    const body =
      order.format === 'pdf' ? await renderers.pdf(document, stop) : Buffer.from(renderers.csv(document), 'utf8');
    if (body.length > REPORT_LIMITS.bytes)
      throw new DomainError('LIMIT_EXCEEDED', 'The report is too long for a file. Choose a shorter range.');
    return { masked, body, bytes: body.length, fileHash: sha256(body), contentHash: hashOf(document) };
  }

  private async offer(claimed: ClaimedReport, files: readonly WrittenReport[]): Promise<ReportOutcome> {
    const { store, post } = this.parts;
    const told = files.map(({ body: _body, ...file }) => file);
    if (!(await this.say(claimed.id, { type: 'generated', at: this.parts.clock(), files: told }))) {
      await store.fail(claimed, 'It was removed or given up meanwhile.');
      return 'ended';
    }
    if (!(await store.finish(claimed, files))) return 'ended';
    await post?.tell(claimed.id, claimed.order.name, claimed.recipients);
    return 'done';
  }

  private async giveUp(claimed: ClaimedReport, why: string): Promise<ReportOutcome> {
    if (!(await this.parts.store.fail(claimed, why))) return 'ended';
    await this.say(claimed.id, { type: 'failed', at: this.parts.clock(), why: why.slice(0, 500) });
    return 'failed';
  }

  /** False when the log has it otherwise: it was removed, or given up. */
  private async say(id: string, command: Parameters<typeof reportDecider.decide>[1]): Promise<boolean> {
    const context = { actor: BY, correlationId: id, causationId: id, at: this.parts.clock() };
    const { appended, state } = await handleCommand(this.parts.log, reportDecider, reportStream(id), command, context);
    return appended > 0 || state?.standing === 'done';
  }
}
