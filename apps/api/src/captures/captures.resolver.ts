import { Args, Context, Mutation, Query, Resolver, Subscription } from '@nestjs/graphql';
import { linkTypeName, UNPACK_LIMITS } from '@wireledger/capture';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import { ActorNames } from '../alerts/actor-names';
import { withEnd } from '../live/ending';
import { LiveFaults } from '../live/live.resolver';
import { QueryGateway } from '../queries/query-gateway';
import {
  CaptureArgs,
  CaptureImports,
  CapturesArgs,
  DeleteCaptureArgs,
  StoredCapture,
  UploadLimits,
} from '../schema/captures';
import { CommandResult } from '../schema/common';
import { CaptureLibrary, IMPORT_SENSOR } from './capture-library';
import { ImportProgress } from './import-progress';
import { UPLOAD_LIMITS } from './upload-folder';

const asIs = <T>(frame: T): T => frame;

@Resolver()
export class CapturesResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly library: CaptureLibrary,
    private readonly progress: ImportProgress,
    private readonly names: ActorNames,
    private readonly faults: LiveFaults,
  ) {}

  @Query(() => [StoredCapture], {
    description: 'Captures that people gave, the newest first; within a scope there are none.',
  })
  @Allow('stats.read')
  async captures(@Args() args: CapturesArgs, @Context() context: GraphqlContext): Promise<StoredCapture[]> {
    const found = await this.gateway.run('captures', args, context);
    const me = context.viewer ? actorOf(context.viewer) : '';
    return found.map(({ uploadedBy, importedBy, linkTypes, ...row }) => ({
      ...row,
      linkTypes: [...new Set(linkTypes.map(linkTypeName))],
      uploadedByName: this.names.of(uploadedBy),
      importedByName: importedBy === null ? null : this.names.of(importedBy),
      mine: uploadedBy === me,
      sensor: IMPORT_SENSOR,
    }));
  }

  @Query(() => UploadLimits, { description: 'How large a capture may be.' })
  @Allow('stats.read')
  uploadLimits(): UploadLimits {
    const { fileBytes, dayBytes } = UPLOAD_LIMITS;
    return { fileBytes, dayBytes, unpackedBytes: UNPACK_LIMITS.bytes };
  }

  @Mutation(() => CommandResult, {
    description: 'Brings a capture into the history with its own times, once; or lets its import go on.',
  })
  @Allow('pcap.import')
  async importCapture(@Args() { id }: CaptureArgs, @Context() context: GraphqlContext) {
    return { position: await this.library.import(context, id) };
  }

  @Mutation(() => CommandResult, { description: 'Lets an import stand still until it is asked for again.' })
  @Allow('pcap.import', { withoutStepUp: true })
  async stopCaptureImport(@Args() { id }: CaptureArgs, @Context() context: GraphqlContext) {
    return { position: await this.library.stopImport(context, id) };
  }

  @Mutation(() => CommandResult, {
    description: 'Deletes the file of a capture. What was imported of it stays in the history.',
  })
  @Allow('pcap.delete', { own: true })
  async deleteCapture(@Args() { id, reason }: DeleteCaptureArgs, @Context() context: GraphqlContext) {
    return { position: await this.library.remove(context, id, reason ?? null) };
  }

  @Subscription(() => CaptureImports, {
    resolve: asIs,
    description: 'Imports that are not over and how far they are, at most one frame a second.',
  })
  @Allow('stats.read')
  captureImports() {
    return withEnd((signal) => this.progress.frames(signal), this.faults.report);
  }
}
