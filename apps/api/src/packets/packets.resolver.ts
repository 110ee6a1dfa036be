import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { DomainError, formatTime } from '@wireledger/kernel';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import {
  PacketStorage,
  type PacketStorageMode,
  RecentPackets,
  RecentPacketsArgs,
  SetPacketStorageArgs,
} from '../schema/packets';
import type { StorageMode } from './packet-sensor';
import { PacketVault } from './packet-vault';

const MOST_RECENT = 10_000;

@Resolver()
export class PacketsResolver {
  constructor(private readonly vault: PacketVault) {}

  @Query(() => PacketStorage, { description: 'What is kept of packets, and what the store holds.' })
  @Allow('sensors.write')
  packetStorage(): Promise<PacketStorage> {
    return this.shown();
  }

  @Mutation(() => PacketStorage, {
    description: 'Sets what is kept of packets from now on. What is stored stays until it is too old or too much.',
  })
  @Allow('capture.payload')
  async setPacketStorage(
    @Args() { mode }: SetPacketStorageArgs,
    @Context() context: GraphqlContext,
  ): Promise<PacketStorage> {
    await this.vault.setMode(context, mode.toLowerCase() as StorageMode);
    return this.shown();
  }

  @Query(() => RecentPackets, { description: 'The last 10,000 packets of a sensor, in memory, without payload.' })
  @Allow('packets.meta')
  async recentPackets(
    @Args() { sensor, filter, first }: RecentPacketsArgs,
    @Context() context: GraphqlContext,
  ): Promise<RecentPackets> {
    if (!(first >= 1 && first <= MOST_RECENT))
      throw new DomainError('BAD_USER_INPUT', `\`first\` must be from 1 to ${MOST_RECENT}.`);
    const { seen, packets } = await this.vault.recent(context, sensor, filter ?? '', first);
    return { seen, packets: packets.map(({ us, ...packet }) => ({ ...packet, at: formatTime(us) })) };
  }

  private async shown(): Promise<PacketStorage> {
    const upper = (mode: StorageMode) => mode.toUpperCase() as PacketStorageMode;
    const time = (us: number | null) => (us === null ? null : formatTime(us));
    const [mode, store] = await Promise.all([this.vault.mode(), this.vault.store()]);
    if (!store) return { mode: upper(mode), store: null };
    const { oldestUs, newestUs, ...rest } = store;
    return {
      mode: upper(mode),
      store: { ...rest, mode: upper(store.mode), oldest: time(oldestUs), newest: time(newestUs) },
    };
  }
}
