import { Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { HistoryCheck, Integrity } from '../schema/integrity';
import { IntegrityDesk } from './integrity-desk';

@Resolver()
export class IntegrityResolver {
  constructor(private readonly desk: IntegrityDesk) {}

  @Query(() => Integrity, { description: 'Seals, anchors, and the newest check of the history.' })
  @Allow('audit.verify')
  integrity(): Promise<Integrity> {
    return this.desk.state();
  }

  @Mutation(() => HistoryCheck, {
    description:
      'Has a worker check the whole history; while one is under way, that one. Ask `integrity` for the outcome.',
  })
  @Allow('audit.verify')
  verifyHistory(@Context() { viewer }: GraphqlContext): Promise<HistoryCheck> {
    return this.desk.verify(knownViewer(viewer));
  }
}
