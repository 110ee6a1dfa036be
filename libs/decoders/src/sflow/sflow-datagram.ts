import { LinkType } from '../link/link-types';

const VERSION = 5;
const FLOW_SAMPLE = 1;
const COUNTER_SAMPLE = 2;
const WIDE_FLOW_SAMPLE = 3;
const WIDE_COUNTER_SAMPLE = 4;
const RAW_HEADER = 1;
const ETHERNET = 1;
/** An Ethernet frame's check sequence: agents count it in its length, captures do not have it. */
const FCS_BYTES = 4;
/** Elements of a sample, samples of a datagram: more than any agent sends. */
const MAX_PARTS = 1024;

/** Longer frames are damage, not data: what captures take, too. */
const MAX_FRAME = 262_144;

/** `header_protocol` of a sampled header (sFlow v5, "Packet Header Data"), as link types of captures. */
const LINK_TYPES: ReadonlyMap<number, number> = new Map([
  [1, LinkType.ETHERNET],
  [7, LinkType.PPP],
  [11, LinkType.IPV4],
  [12, LinkType.IPV6],
]);

/** A packet that an sFlow agent took as a sample. One object is used for all of them. */
export class SampledPacket {
  /** Its first bytes: `[start, end)` of the datagram. */
  start = 0;
  end = 0;
  /** Its length on the wire, of Ethernet without the check sequence, as captures have it. */
  original = 0;
  /** tcpdump.org link type of the bytes. */
  linktype = 0;
  /** One packet in so many was taken, at least 1. */
  rate = 1;
  /** ifIndex where it came in, 0 unknown. */
  ingress = 0;
}

/** Header of an sFlow datagram, and what was found in it. */
export class SflowHeader {
  /** Offset and version (4, 6) of the agent's own address; version 0 when unknown. */
  agent = 0;
  agentVersion: 0 | 4 | 6 = 0;
  subAgent = 0;
  sequence = 0;
  uptimeMs = 0;
  /** Samples of packets given, samples of interface counters, and others. */
  packets = 0;
  counters = 0;
  others = 0;
  /** Something in it contradicts itself; what stands before was read. */
  damaged = false;
  samples = 0;
  body = 0;
}

/**
 * Reads the datagram `[start, end)` of sFlow version 5 (sflow.org, sflow_version_5.txt): `give` hears of each sampled packet whose header is there. False when it is
 * no such datagram. A sample that contradicts itself ends the reading and makes `damaged` true.
 */
export function readSflow(
  header: SflowHeader,
  view: DataView,
  start: number,
  end: number,
  packet: SampledPacket,
  give: () => void,
): boolean {
  if (!readHeader(header, view, start, end)) return false;
  let pos = header.body;
  for (let n = 0; n < header.samples; n++) {
    if (pos + 8 > end) return damaged(header);
    const kind = view.getUint32(pos);
    const length = view.getUint32(pos + 4);
    const next = pos + 8 + length;
    if (next > end || length % 4 !== 0) return damaged(header);
    if (kind === FLOW_SAMPLE || kind === WIDE_FLOW_SAMPLE) {
      if (!readSample(header, view, pos + 8, next, kind === WIDE_FLOW_SAMPLE, packet, give)) return damaged(header);
    } else if (kind === COUNTER_SAMPLE || kind === WIDE_COUNTER_SAMPLE) header.counters++;
    else header.others++;
    pos = next;
  }
  return true;
}

function readHeader(header: SflowHeader, view: DataView, start: number, end: number): boolean {
  if (end - start < 28 || view.getUint32(start) !== VERSION) return false;
  const type = view.getUint32(start + 4);
  const addressBytes = type === 1 ? 4 : type === 2 ? 16 : type === 0 ? 0 : -1;
  if (addressBytes < 0) return false;
  const rest = start + 8 + addressBytes;
  if (rest + 16 > end) return false;
  header.agent = start + 8;
  header.agentVersion = type === 1 ? 4 : type === 2 ? 6 : 0;
  header.subAgent = view.getUint32(rest);
  header.sequence = view.getUint32(rest + 4);
  header.uptimeMs = view.getUint32(rest + 8);
  header.samples = Math.min(view.getUint32(rest + 12), MAX_PARTS);
  header.body = rest + 16;
  header.packets = 0;
  header.counters = 0;
  header.others = 0;
  header.damaged = false;
  return true;
}

function damaged(header: SflowHeader): true {
  header.damaged = true;
  return true;
}

/** One flow sample; false when it contradicts itself. */
function readSample(
  header: SflowHeader,
  view: DataView,
  start: number,
  end: number,
  wide: boolean,
  packet: SampledPacket,
  give: () => void,
): boolean {
  // sequence, source (one word or two), rate, pool, drops, input (one or two), output (one or two), number of elements
  const fixed = wide ? 44 : 32;
  if (end - start < fixed) return false;
  const rate = view.getUint32(start + (wide ? 12 : 8));
  packet.rate = Math.max(1, rate);
  packet.ingress = wide ? view.getUint32(start + 28) : view.getUint32(start + 20) & 0x3fff_ffff;
  const elements = Math.min(view.getUint32(start + fixed - 4), MAX_PARTS);
  let pos = start + fixed;
  for (let n = 0; n < elements; n++) {
    if (pos + 8 > end) return false;
    const kind = view.getUint32(pos);
    const length = view.getUint32(pos + 4);
    const next = pos + 8 + length;
    if (next > end || length % 4 !== 0) return false;
    if (kind === RAW_HEADER) {
      if (length < 16) return false;
      const protocol = view.getUint32(pos + 8);
      const linktype = LINK_TYPES.get(protocol);
      const captured = view.getUint32(pos + 20);
      if (captured > length - 16) return false;
      if (linktype === undefined) header.others++;
      else {
        packet.linktype = linktype;
        // What an agent says to have removed includes the check sequence; tags beside it were on the wire.
        const check = protocol === ETHERNET && view.getUint32(pos + 16) >= FCS_BYTES ? FCS_BYTES : 0;
        packet.original = Math.max(captured, Math.min(view.getUint32(pos + 12) - check, MAX_FRAME));
        packet.start = pos + 24;
        packet.end = pos + 24 + captured;
        header.packets++;
        give();
      }
    }
    pos = next;
  }
  return true;
}
