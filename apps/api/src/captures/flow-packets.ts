import { CaptureWriter, type Layer, layersOf } from '@wireledger/capture';
import { decodeFrame, Packet } from '@wireledger/decoders';
import { DomainError, formatTime, parseTime } from '@wireledger/kernel';
import type { PacketMask } from '@wireledger/platform/masking';

import { actorOf, knownViewer } from '../access/viewer';
import type { AccessJournal } from '../auth/access-journal';
import { namedMasked, type PacketMasking, toldMasked } from '../masking/packet-masking';
import type { QueryGateway } from '../queries/query-gateway';
import type { FlowPacketDetail, FlowPackets as Shown } from '../schema/flow-packets';
import type { Flow } from '../schema/flows';
import { type Asking, IMPORT_SENSOR } from './capture-library';
import type { CaptureSensor, FlowTuple, PacketsPlace, SeenPacket } from './capture-sensor';

const PROTOCOLS: Readonly<Record<string, number>> = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58, sctp: 132 };
/** Packets of one file. */
const MOST_IN_FILE = 1_000_000;
const MAX_PURPOSE = 500;

/** Why there are no packets of a flow. */
const WHY = {
  scoped: 'You see a part of the traffic only, and captures are not read within a scope.',
  deleted: 'The capture that this flow comes from was deleted, and its packets with it.',
} as const;

type Place = PacketsPlace & { readonly flow: FlowTuple };

/** Packets of flows, read out of the captures that they were imported from, or out of the packet store. */
export class FlowPackets {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly sensor: Pick<CaptureSensor, 'packets'>,
    private readonly journal: Pick<AccessJournal, 'accessed'>,
    private readonly masking: Pick<PacketMasking, 'of'>,
  ) {}

  /** Without payload and addresses: the same for whom they are masked. @throws DomainError NOT_FOUND when there is no such flow, SENSOR_UNREACHABLE */
  async list(asking: Asking, id: string, skip: number, most: number): Promise<Shown> {
    const place = await this.place(asking, id);
    if (typeof place === 'string') return none(place);
    try {
      return await this.listed(place, skip, most);
    } catch (error) {
      if (error instanceof DomainError && error.code === 'NOT_FOUND') return none(error.message);
      throw error;
    }
  }

  private async listed(place: Place, skip: number, most: number): Promise<Shown> {
    const packets: SeenPacket[] = [];
    let more = false;
    for await (const one of this.sensor.packets({ ...place, skip, most, form: 'list' }))
      if ('more' in one) more = one.more;
      else packets.push(one);
    return {
      ...{ stored: true, reason: null, more },
      packets: packets.map(({ us, data: _data, layers: _layers, linktype: _linktype, ...packet }) => ({
        ...packet,
        at: formatTime(us),
      })),
    };
  }

  /** One packet with all its bytes, or those that are left of it masked; that somebody looked is a fact before he sees it. @throws DomainError NOT_FOUND, SENSOR_UNREACHABLE */
  async packet(asking: Asking, id: string, n: number): Promise<FlowPacketDetail> {
    const mask = this.masking.of(knownViewer(asking.viewer));
    const place = await this.stored(asking, id);
    await this.tell(asking, `packet ${n} of flow ${id}${toldMasked(mask)}`, 'read');
    for await (const one of this.sensor.packets({ ...place, skip: n - 1, most: 1, form: 'whole' })) {
      if ('more' in one) continue;
      const { bytes, layers } = mask ? maskedDetail(one, mask) : { bytes: bytesOf(one), layers: one.layers ?? [] };
      const shown = layers.map(({ fields, ...layer }) => ({
        ...layer,
        fields: fields.map(([label, value]) => ({ label, value })),
      }));
      return { n: one.n, at: formatTime(one.us), hex: bytes.toString('hex'), layers: shown };
    }
    throw new DomainError('NOT_FOUND', 'This flow has no such packet.');
  }

  /** The packets as a pcap file, in pieces, masked for whom addresses are. @throws DomainError NOT_FOUND, SENSOR_UNREACHABLE: before the first piece */
  async file(
    asking: Asking,
    id: string,
  ): Promise<{ readonly fileName: string; readonly pieces: AsyncGenerator<Buffer> }> {
    const mask = this.masking.of(knownViewer(asking.viewer));
    const place = await this.stored(asking, id);
    const packets = this.sensor.packets({ ...place, skip: 0, most: MOST_IN_FILE, form: 'bytes' });
    const first = await packets.next();
    if (first.done || 'more' in first.value) throw new DomainError('NOT_FOUND', 'There is no packet of this flow.');
    await this.tell(asking, `packets of flow ${id}${toldMasked(mask)}`, 'download');
    const name = `flow-${id.replace(/[^0-9a-z]/g, '').slice(0, 12)}${namedMasked(mask)}`;
    return { fileName: `${name}.pcap`, pieces: pcapOf(first.value, packets, mask) };
  }

  /** @throws DomainError NOT_FOUND with the reason */
  private async stored(asking: Asking, id: string): Promise<Place> {
    const place = await this.place(asking, id);
    if (typeof place === 'string') throw new DomainError('NOT_FOUND', place);
    return place;
  }

  /** Where the packets of a flow are, or why there are none. @throws DomainError NOT_FOUND */
  private async place(asking: Asking, id: string): Promise<Place | string> {
    const flow = await this.gateway.run('flow', { id }, asking);
    if (!flow) throw new DomainError('NOT_FOUND', 'There is no such flow.');
    const [capture] = await this.gateway.run('captures', { source: flow.source, first: 1 }, asking);
    if (capture) return { sha256: capture.id, flow: tupleOf(flow) };
    if (asking.viewer?.scope) return WHY.scoped;
    return flow.sensor === IMPORT_SENSOR ? WHY.deleted : { source: flow.source, flow: tupleOf(flow) };
  }

  private async tell(asking: Asking, what: string, how: string): Promise<void> {
    const purpose = asking.proof ? `${how}: ${asking.proof.reason}`.slice(0, MAX_PURPOSE) : how;
    await this.journal.accessed(actorOf(knownViewer(asking.viewer)), what, purpose, asking.requestId);
  }
}

const bytesOf = ({ data = '' }: SeenPacket): Buffer => Buffer.from(data, 'base64');

/** What is left of a packet, valid until the next one. */
function maskedBytes(packet: SeenPacket, mask: PacketMask): Uint8Array {
  const bytes = bytesOf(packet);
  return mask.of(bytes, 0, bytes.length, packet.length, packet.linktype);
}

/** What is left of a packet, and what its layers say then. */
function maskedDetail(packet: SeenPacket, mask: PacketMask): { bytes: Buffer; layers: readonly Layer[] } {
  const bytes = Buffer.from(maskedBytes(packet, mask));
  const frame = new Packet();
  decodeFrame(frame, bytes, 0, bytes.length, packet.length, packet.linktype);
  return { bytes, layers: layersOf(frame, 0, bytes.length, packet.linktype) };
}

const none = (reason: string): Shown => ({ stored: false, reason, packets: [], more: false });

/** A flow as the sensor is asked for it. */
export const tupleOf = ({ src, dst, srcPort, dstPort, proto, start, end }: Flow): FlowTuple => ({
  ...{ src, dst, srcPort: srcPort ?? 0, dstPort: dstPort ?? 0 },
  proto: PROTOCOLS[proto] ?? Number(proto),
  firstUs: parseTime(start) ?? 0,
  lastUs: parseTime(end) ?? 0,
});

/** A file has one link type: packets of another one, which only a capture of several interfaces has, end it with an error. */
async function* pcapOf(
  first: SeenPacket,
  rest: ReturnType<CaptureSensor['packets']>,
  mask: PacketMask | null,
): AsyncGenerator<Buffer> {
  const { linktype } = first;
  let ready: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap', linktype }, (bytes) => void ready.push(Buffer.from(bytes)));
  const put = (packet: SeenPacket) => {
    const bytes = mask ? maskedBytes(packet, mask) : bytesOf(packet);
    writer.write(bytes, packet.us, mask ? Math.max(packet.length, bytes.length) : packet.length);
  };
  put(first);
  for await (const one of rest) {
    if ('more' in one) break;
    if (one.linktype !== linktype)
      throw new Error(`packets of the link types ${linktype} and ${one.linktype} in one flow`);
    put(one);
    yield* ready;
    ready = [];
  }
  writer.end();
  yield* ready;
}
