import { checkOrder, type ReportTemplateId } from '@wireledger/domain';
import type { EventLog } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import { MaskedRows, type MaskingSerialiser } from '@wireledger/platform/masking';
import { askedUntil, askerGone } from '@wireledger/read-models';
import { CLEAR, maskedBy, previewOf, ReportSource, reportTitle, type SourceParts } from '@wireledger/report-content';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer, type Viewer } from '../access/viewer';
import type { MaskingPolicy } from '../masking/masking-policy';
import type { QueryGateway } from '../queries/query-gateway';
import type { GenerateReportInput, ReportPreview } from '../schema/reports';
import { orderOf } from './report-order';
import { orderable } from './report-reach';
import { shownPreview } from './shown-preview';

/** Previews that are made for one person at a time. */
export const MOST_PREVIEWS = 2;
/** Longest time that one may take, ms. */
const TIMEOUT_MS = 15_000;

/** Shows how a report begins before it is ordered: the content of the worker's, asked here, within the viewer's scope and masked as for him. */
export class PreviewDesk {
  private readonly running = new Map<string, number>();

  constructor(
    private readonly gateway: Pick<QueryGateway, 'run'>,
    private readonly log: Pick<EventLog, 'readAll' | 'readStream'>,
    private readonly masks: Pick<MaskingPolicy, 'masks' | 'smallestFor'>,
    private readonly serialiser: MaskingSerialiser,
  ) {}

  /** Ends when whoever asked has gone. @throws DomainError BAD_USER_INPUT, NAME_INVALID, FORBIDDEN, BUSY, TIMEOUT, CANCELED */
  async preview(input: GenerateReportInput, { viewer: known }: Pick<GraphqlContext, 'viewer'>): Promise<ReportPreview> {
    const viewer = knownViewer(known);
    const template = orderable(viewer, input.template);
    const order = orderOf(input);
    checkOrder(order);
    const source = this.sourceFor(viewer, order);
    const made = await this.oneOfFew(actorOf(viewer), (stop) =>
      previewOf(source, template.id as ReportTemplateId, stop),
    );
    const { masked } = source.shown;
    return { title: reportTitle(template, order, source.shown), masked, ...shownPreview(made, order) };
  }

  private sourceFor(viewer: Viewer, { from, to }: { readonly from: number; readonly to: number }): ReportSource {
    const masked = this.masks.masks(viewer);
    const shown = masked ? maskedBy(this.serialiser, (type) => new MaskedRows(this.serialiser, type)) : CLEAR;
    // The gateway asks within the viewer's scope and holds him to groups himself, as for his pages.
    const ask = (name: never, args: object) => this.gateway.run(name, args, { viewer });
    const parts: SourceParts = { log: this.log, ask: ask as unknown as SourceParts['ask'] };
    return new ReportSource(parts, { from, to, scope: viewer.scope, smallest: this.masks.smallestFor(viewer), shown });
  }

  private async oneOfFew<T>(actor: string, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
    const before = this.running.get(actor) ?? 0;
    if (before >= MOST_PREVIEWS)
      throw new DomainError('BUSY', 'Previews are being made for you already. Try again in a moment.');
    this.running.set(actor, before + 1);
    const late = AbortSignal.timeout(TIMEOUT_MS);
    const gone = askerGone();
    const stop = gone ? AbortSignal.any([gone, late]) : late;
    try {
      return await askedUntil(stop, () => work(stop));
    } catch (error) {
      if (late.aborted)
        throw new DomainError('TIMEOUT', 'The preview took longer than 15 s. Choose a shorter range, or generate it.');
      throw error;
    } finally {
      const left = (this.running.get(actor) ?? 1) - 1;
      if (left > 0) this.running.set(actor, left);
      else this.running.delete(actor);
    }
  }
}
