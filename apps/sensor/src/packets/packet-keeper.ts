import type { PacketStore, SourcePackets, StoreLoss } from '@wireledger/capture/packet-store';
import type { Packet } from '@wireledger/decoders';

import { packetsNotStored, type Told } from '../lifecycle';
import { GapKeeper } from '../live/gap-keeper';
import { NO_TAP, type PacketTap, type PacketTaps, type TappedSource } from './packet-tap';
import { RecentPackets } from './recent-packets';

/** Sensor names whose last packets are kept; the one that was silent for longest makes room. */
const MOST_SENSORS = 16;
const TELL_MS = 1000;

/** Keeps what passes by: the last packets of each sensor in memory, and what is to be stored in the packet store. */
export class PacketKeeper implements PacketTaps {
  private readonly recent = new Map<string, RecentPackets>();

  /** `tell` hands a fact to the log; `now`: µs since 1970 UTC. */
  constructor(
    private readonly store: PacketStore,
    private readonly tell: (sensor: string, told: Told) => void,
    private readonly logger: { warn(fields: object, text: string): void },
    private readonly now: () => number = () => Date.now() * 1000,
  ) {}

  async tap(of: TappedSource, how: { readonly store: boolean; readonly again?: boolean }): Promise<PacketTap> {
    const ring = this.ringOf(of.sensor);
    const stored = how.store ? await this.stored(of, how.again === true) : NO_TAP;
    return {
      packet: (frame: Packet, buffer, offset, captured, original, us, linktype, iface) => {
        ring.take(frame, us, original, captured);
        stored.packet(frame, buffer, offset, captured, original, us, linktype, iface);
      },
      get congested() {
        return stored.congested;
      },
      drained: () => stored.drained(),
      close: () => stored.close(),
    };
  }

  /** The last packets of a sensor; null when it had none since the process started. */
  recentOf(sensor: string): RecentPackets | null {
    return this.recent.get(sensor) ?? null;
  }

  /** Sensors that had packets since the process started. */
  get sensors(): string[] {
    return [...this.recent.keys()];
  }

  private ringOf(sensor: string): RecentPackets {
    const ring = this.recent.get(sensor) ?? new RecentPackets();
    this.recent.delete(sensor);
    this.recent.set(sensor, ring);
    for (const oldest of this.recent.keys()) {
      if (this.recent.size <= MOST_SENSORS) break;
      this.recent.delete(oldest);
    }
    return ring;
  }

  /** A store that cannot be had keeps nobody from decoding. */
  private async stored(of: TappedSource, again: boolean): Promise<PacketTap> {
    const losses = new GapKeeper();
    let reason = '';
    const onLoss = (loss: StoreLoss) => {
      if (reason !== loss.reason) this.logger.warn({ ...of, ...loss }, 'packets are not stored');
      reason = loss.reason;
      losses.lost(loss.packets, loss.fromUs, loss.toUs);
    };
    const say = (all: boolean) => {
      const gap = losses.take(this.now(), all);
      if (gap) this.tell(of.sensor, packetsNotStored(of, gap, reason));
    };
    let packets: SourcePackets;
    try {
      packets = await this.store.writer(of.sensor, of.source, onLoss, again);
    } catch (error) {
      this.logger.warn({ err: error, ...of }, 'packets of this source are not stored');
      return NO_TAP;
    }
    const timer = setInterval(() => say(false), TELL_MS).unref();
    return {
      packet: packets.packet.bind(packets),
      get congested() {
        return packets.congested;
      },
      drained: () => packets.flush(),
      close: async () => {
        clearInterval(timer);
        await this.store.finish(of.source);
        say(true);
      },
    };
  }
}
