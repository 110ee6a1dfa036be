import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { DomainError } from '@wireledger/kernel';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { FlowPacketArgs, FlowPacketDetail, FlowPackets as Shown, FlowPacketsArgs } from '../schema/flow-packets';
import { FlowPackets } from './flow-packets';

const MOST = 1000;

@Resolver()
export class FlowPacketsResolver {
  constructor(private readonly packets: FlowPackets) {}

  @Query(() => Shown, {
    description: 'Headers of the packets of a flow, where it was imported from a capture that is kept.',
  })
  @Allow('packets.meta')
  flowPackets(@Args() { id, skip, first }: FlowPacketsArgs, @Context() context: GraphqlContext): Promise<Shown> {
    if (!(first >= 1 && first <= MOST)) throw new DomainError('BAD_USER_INPUT', `\`first\` must be from 1 to ${MOST}.`);
    if (!Number.isInteger(skip) || skip < 0 || skip > 1e9)
      throw new DomainError('BAD_USER_INPUT', '`skip` must be a number of packets.');
    return this.packets.list(context, id, skip, first);
  }

  @Query(() => FlowPacketDetail, { description: 'One packet of a flow with all its bytes.' })
  @Allow('packets.payload')
  flowPacket(@Args() { id, n }: FlowPacketArgs, @Context() context: GraphqlContext): Promise<FlowPacketDetail> {
    if (n < 1) throw new DomainError('BAD_USER_INPUT', '`n` begins at 1.');
    return this.packets.packet(context, id, n);
  }
}
