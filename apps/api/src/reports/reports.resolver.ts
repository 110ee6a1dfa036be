import { Args, Context, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { withEnd } from '../live/ending';
import { LiveFaults } from '../live/live.resolver';
import {
  GenerateReportArgs,
  Report,
  ReportArgs,
  ReportPreview,
  ReportTemplate,
  ShareReportArgs,
} from '../schema/reports';
import { PreviewDesk } from './preview-desk';
import { ReportDesk } from './report-desk';

/**
 * Reports. The guard lets pass whoever may read reports at all; which templates somebody may order is asked at the desk, for it depends on what is ordered.
 */
@Resolver()
export class ReportsResolver {
  constructor(
    private readonly desk: ReportDesk,
    private readonly previews: PreviewDesk,
    private readonly faults: LiveFaults,
  ) {}

  @Query(() => [ReportTemplate], { description: 'What the caller may order.' })
  @Allow('reports.read', { limited: true })
  reportTemplates(@Context() { viewer }: GraphqlContext): readonly ReportTemplate[] {
    return this.desk.templates(knownViewer(viewer));
  }

  @Query(() => [Report], { description: `The caller's own and shared ones, newest first; at most 200.` })
  @Allow('reports.read', { limited: true })
  reports(@Context() { viewer }: GraphqlContext): Promise<Report[]> {
    return this.desk.list(knownViewer(viewer));
  }

  @Query(() => Report, { description: `One of the caller's own, or a shared one.` })
  @Allow('reports.read', { limited: true })
  report(@Args() { id }: ReportArgs, @Context() { viewer }: GraphqlContext): Promise<Report> {
    return this.desk.get(knownViewer(viewer), id);
  }

  @Query(() => ReportPreview, {
    description:
      'How a report would begin if it were ordered now: its first two sections, ten rows of a table at most. Nothing of it is kept.',
  })
  @Allow('reports.read', { limited: true })
  reportPreview(@Args() { input }: GenerateReportArgs, @Context() context: GraphqlContext): Promise<ReportPreview> {
    return this.previews.preview(input, context);
  }

  @Mutation(() => Report, { description: 'Has a worker make a report of a range of time, as the caller may see it.' })
  @Allow('reports.read')
  generateReport(@Args() { input }: GenerateReportArgs, @Context() context: GraphqlContext): Promise<Report> {
    return this.desk.generate(input, context);
  }

  @Mutation(() => Report, { description: `Has one of the caller's that failed made once more.` })
  @Allow('reports.read')
  retryReport(@Args() { id }: ReportArgs, @Context() context: GraphqlContext): Promise<Report> {
    return this.desk.retry(id, context);
  }

  @Mutation(() => Report, { description: `Shares one of the caller's, or shares it no longer.` })
  @Allow('reports.read')
  shareReport(@Args() { id, shared }: ShareReportArgs, @Context() context: GraphqlContext): Promise<Report> {
    return this.desk.share(id, shared, context);
  }

  @Mutation(() => Report, { description: `Removes one of the caller's with its file; one that is made ends.` })
  @Allow('reports.read')
  removeReport(@Args() { id }: ReportArgs, @Context() context: GraphqlContext): Promise<Report> {
    return this.desk.remove(id, context);
  }

  @Subscription(() => Report, {
    resolve: (report: Report) => report,
    description: `Reports that the caller may read: what is under way or changed within the minute before, then each whenever it changes.`,
  })
  @Allow('reports.read', { limited: true })
  reportChanged(@Context() { viewer }: GraphqlContext) {
    const known = knownViewer(viewer);
    return withEnd((signal) => this.desk.follow(known, signal), this.faults.report);
  }
}
