import { Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { Export } from '../schema/exports';
import { HistoryCheck, Integrity } from '../schema/integrity';
import { HistoryBundles } from './history-bundles';
import { IntegrityDesk } from './integrity-desk';

@Resolver()
export class IntegrityResolver {
  constructor(
    private readonly desk: IntegrityDesk,
    private readonly bundles: HistoryBundles,
  ) {}

  @Query(() => Integrity, { description: 'Seals, anchors, and the newest check of the history.' })
  @Allow('audit.verify')
  integrity(@Context() { viewer }: GraphqlContext): Promise<Integrity> {
    return this.desk.state(knownViewer(viewer));
  }

  @Mutation(() => HistoryCheck, {
    description:
      'Has a worker check the whole history; while one is under way, that one. Ask `integrity` for the outcome.',
  })
  @Allow('audit.verify')
  verifyHistory(@Context() { viewer }: GraphqlContext): Promise<HistoryCheck> {
    return this.desk.verify(knownViewer(viewer));
  }

  @Mutation(() => Export, {
    description:
      'Has a worker write the audit trail and all seals as a signed bundle, every other event by its hash alone. Ask `integrity` how far it is; the file is at `/api/audit/bundles/<id>/file` for 24 hours.',
  })
  @Allow('audit.verify')
  exportHistory(@Context() { viewer }: GraphqlContext): Promise<Export> {
    return this.bundles.start(knownViewer(viewer));
  }
}
