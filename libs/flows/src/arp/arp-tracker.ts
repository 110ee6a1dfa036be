import * as decoders from '@wireledger/decoders';
import { ArpReader, macText, type Packet } from '@wireledger/decoders';
import { frameAddress } from '../addresses';
import type { ArpBinding, ArpRecorder, CountedBinding } from './arp-recorder';
import { MacMemory } from './mac-memory';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { ArpOperation } = decoders;

const SECOND = 1_000_000;
/** Different messages gathered within a second; with more they are written before it is over. */
const MAX_GATHERED = 4096;
/** Changes seen in IP traffic that are written for one second: a network whose routers take turns must not fill the log. */
const MAX_CHANGES = 200;

/**
 * Which hardware address speaks for which IP address: what ARP messages claim, equal ones of a second counted in one record, and for IP traffic
 * when the first packet of a direction of a flow comes from another hardware address than its sender's packets did before.
 */
export class ArpTracker {
  private readonly reader = new ArpReader();
  private readonly memory = new MacMemory();
  /** In the order of their first message. */
  private readonly gathered = new Map<string, CountedBinding>();
  private changes = 0;

  constructor(private readonly recorder: ArpRecorder) {}

  /** Takes a frame of kind ARP at `us` in virtual `second`. */
  message(packet: Packet, iface: number, us: number, second: number): void {
    const { reader, memory } = this;
    const { bytes, vlan, sourceMac, targetMac } = packet;
    if (!reader.read(bytes, packet.payload, packet.payloadEnd)) return;
    const { operation } = reader;
    const request = operation === ArpOperation.REQUEST;
    const claims = request || operation === ArpOperation.REPLY;
    // The unspecified address asks before it has one (RFC 5227 §1.1): nothing is bound.
    const binds = claims && packet.view.getInt32(reader.senderAt) !== 0;
    const changed = binds && memory.learn(packet, 4, reader.senderAt, reader.senderMacAt, originOf(iface, vlan));
    this.gather(us, second, {
      iface,
      vlan,
      via: request ? 'request' : claims ? 'reply' : 'other',
      op: operation,
      sender: reader.sender(),
      senderMac: reader.senderMac(),
      target: reader.target(),
      targetMac: reader.targetMac(),
      frameMac: sourceMac >= 0 ? macText(bytes, sourceMac) : '',
      frameTo: targetMac >= 0 ? macText(bytes, targetMac) : '',
      previousMac: changed ? this.previous() : '',
      gratuitous: reader.isGratuitous,
    });
  }

  /** Takes the first IP packet of one direction of a flow. */
  traffic(packet: Packet, iface: number, us: number, second: number): void {
    if (!packet.hasMac) return;
    const { bytes, view, version, src, vlan, sourceMac, targetMac } = packet;
    if (view.getUint16(sourceMac) === 0 && view.getInt32(sourceMac + 2) === 0) return;
    if (version === 4 ? view.getInt32(src) === 0 : isUnspecified(view, src)) return;
    if (!this.memory.learn(packet, version, src, sourceMac, originOf(iface, vlan))) return;
    if (++this.changes > MAX_CHANGES) return;
    const mac = macText(bytes, sourceMac);
    this.gather(us, second, {
      iface,
      vlan,
      via: 'traffic',
      op: 0,
      sender: frameAddress(bytes, version, src),
      senderMac: mac,
      target: '',
      targetMac: '',
      frameMac: mac,
      frameTo: targetMac >= 0 ? macText(bytes, targetMac) : '',
      previousMac: this.previous(),
      gratuitous: false,
    });
  }

  /** A virtual second is over and `second` begins, or the capture ends in it: what was gathered is written. */
  flush(second: number): void {
    this.changes = 0;
    if (this.gathered.size === 0) return;
    for (const counted of this.gathered.values()) this.recorder.write(counted, second * SECOND);
    this.gathered.clear();
  }

  private gather(us: number, second: number, binding: ArpBinding): void {
    const key = Object.values(binding).join('|');
    const known = this.gathered.get(key);
    if (known) {
      known.count++;
      known.time = Math.min(known.time, us);
      known.last = Math.max(known.last, us);
      return;
    }
    if (this.gathered.size >= MAX_GATHERED) this.flush(second);
    this.gathered.set(key, { binding, time: us, last: us, count: 1 });
  }

  private previous(): string {
    const { beforeHigh, beforeLow } = this.memory;
    const bytes = [beforeHigh >>> 8, beforeHigh, beforeLow >>> 24, beforeLow >>> 16, beforeLow >>> 8, beforeLow];
    return macText(Uint8Array.from(bytes), 0);
  }
}

const originOf = (iface: number, vlan: number): number => (Math.min(iface, 0xffff) << 16) | vlan;

function isUnspecified(view: DataView, at: number): boolean {
  for (let i = 0; i < 16; i += 4) if (view.getInt32(at + i) !== 0) return false;
  return true;
}
