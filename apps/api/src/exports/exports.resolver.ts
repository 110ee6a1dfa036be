import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { CancelExportArgs, Export, StartExportArgs } from '../schema/exports';
import { Exports } from './exports';

@Resolver()
export class ExportsResolver {
  constructor(private readonly exports: Exports) {}

  @Query(() => [Export], { description: `The caller's own, newest first.` })
  @Allow('export.data', { withoutStepUp: true })
  myExports(@Context() { viewer }: GraphqlContext) {
    return this.exports.list(knownViewer(viewer));
  }

  @Mutation(() => Export, {
    description: `Has a worker write all rows of a list, with its conditions and its order, into a file.`,
  })
  @Allow('export.data')
  startExport(@Args() args: StartExportArgs, @Context() { viewer }: GraphqlContext) {
    return this.exports.start(knownViewer(viewer), args);
  }

  @Mutation(() => Export, { description: `Stops an export of the caller, or removes its file.` })
  @Allow('export.data', { withoutStepUp: true })
  cancelExport(@Args() { id }: CancelExportArgs, @Context() { viewer }: GraphqlContext) {
    return this.exports.cancel(knownViewer(viewer), id);
  }
}
