import { FrameKind, IpProto, Packet } from '@wireledger/decoders';
import { flowTimeouts } from './flow-timeouts';
import { FlowStore } from './flow-store';
import { FlowTracker } from './flow-tracker';
import { icmpCounterpart } from './icmp-counterpart';
import { RecordedCounters } from './recorded-counters';

const FLOWS = 50_000;
const LINGER_S = 62;

/** A tuple of IPv4 and UDP: addresses as numbers, the lower first, both ports in one. */
interface Tuple {
  readonly a: number;
  readonly b: number;
  readonly ports: number;
}

class Table {
  readonly tracker = new FlowTracker(new FlowStore(FLOWS), new RecordedCounters(), null, flowTimeouts());
  private readonly packet = new Packet();
  private readonly bytes = Buffer.alloc(8);

  constructor() {
    this.tracker.start(0);
    this.packet.use(this.bytes);
    Object.assign(this.packet, { kind: FrameKind.IP, version: 4, src: 0, dst: 4, proto: IpProto.UDP });
  }

  /** Adds a packet of the flow. Returns whether it began it. */
  add({ a, b, ports }: Tuple): boolean {
    this.bytes.writeInt32BE(a, 0);
    this.bytes.writeInt32BE(b, 4);
    this.packet.srcPort = ports >>> 16;
    this.packet.dstPort = ports & 0xffff;
    this.tracker.packet(this.packet, this.tracker.second * 1e6, 60, 0, false);
    return this.tracker.isNew;
  }

  pass(seconds: number): void {
    for (let n = 0; n < seconds; n++) this.tracker.nextSecond();
  }
}

const several = (flow: number): Tuple => ({ a: 0x0a00_0000 + (flow >> 8), b: 0x0a80_0000 + flow, ports: flow });
/** Ports are chosen so that the hash is the same for each hundred of them: further from home than a place of the index can tell. */
const colliding = (flow: number): Tuple => {
  const { a, b } = several(flow);
  const mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77);
  return { a, b, ports: Math.imul((flow / 100) | 0, 0x01234567) ^ mixed ^ (mixed >>> 15) };
};

describe.each([
  ['spread', several],
  ['a hundred on each hash', colliding],
])('flows %s', (_, tupleOf) => {
  it('are found again while the table grows, and others when some have gone', () => {
    const table = new Table();
    const third = Array.from({ length: FLOWS }, (_flow, flow) => flow);
    const old = third.filter((flow) => flow % 3 === 0);
    const young = third.filter((flow) => flow % 3 !== 0);
    expect(old.filter((flow) => !table.add(tupleOf(flow)))).toEqual([]);
    table.pass(LINGER_S / 2);
    expect(young.filter((flow) => !table.add(tupleOf(flow)))).toEqual([]);
    expect(old.filter((flow) => flow % 2 === 0 && table.add(tupleOf(flow)))).toEqual([]);
    // Those that were not seen since the beginning go.
    table.pass(LINGER_S / 2);
    expect(table.tracker.store.live).toBe(FLOWS - old.filter((flow) => flow % 2 === 1).length);
    const kept = third.filter((flow) => flow % 3 !== 0 || flow % 2 === 0);
    expect(kept.filter((flow) => table.add(tupleOf(flow)))).toEqual([]);
    expect(old.filter((flow) => flow % 2 === 1 && !table.add(tupleOf(flow)))).toEqual([]);
  });
});

it('gives room for a new flow by ending the next to be looked at', () => {
  const table = new Table();
  for (let flow = 0; flow < FLOWS + 10; flow++) table.add(several(flow));
  expect([table.tracker.evicted, table.tracker.begun, table.tracker.store.live]).toEqual([10, FLOWS + 10, FLOWS]);
});

it.each([
  ['ICMP', IpProto.ICMP],
  ['ICMPv6', IpProto.ICMPV6],
])('%s messages and those that answer them are one flow', (_, proto) => {
  const packet = new Packet();
  const bytes = Buffer.from('0a0000010a000002', 'hex');
  packet.use(bytes);
  Object.assign(packet, { kind: FrameKind.IP, version: 4, proto });
  const tracker = new FlowTracker(new FlowStore(1000), new RecordedCounters(), null, flowTimeouts());
  tracker.start(0);
  const send = (type: number, src: number, dst: number) => {
    Object.assign(packet, { srcPort: type, dstPort: 0, src, dst });
    return tracker.packet(packet, 0, 60, 0, false);
  };
  for (let type = 0; type < 256; type++) {
    const counterpart = icmpCounterpart(proto, type);
    const asked = send(type, 0, 4);
    if (counterpart >= 0) expect(send(counterpart, 4, 0)).toBe(asked);
    else expect(send(type, 4, 0)).not.toBe(asked);
  }
});
