import * as decoders from '@wireledger/decoders';
import type { Packet } from '@wireledger/decoders';
import { APP_BY, APPS, FLOW_MARKS } from '@wireledger/events/telemetry';
import { addressText, frameAddress } from './addresses';
import * as apps from './app-ports';
import type { BatchCutter } from './batch-cutter';
import type { ColumnBuffer } from './columns';
import * as layout from './flow-layout';
import type { FlowStore } from './flow-store';
import * as counters from './recorded-counters';
import type { RecordedCounters } from './recorded-counters';
import { historyText, retransmissions, tcpState, udpState } from './tcp-state';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const {
  Bit,
  BYTES_F,
  FIRST_F,
  FLAGS,
  LAST_F,
  MISC,
  ORDINAL,
  ORIGIN,
  PACKETS,
  PAYLOAD_F,
  PORTS,
  PROTO,
  RARE_RST_FIRST_F,
  RARE_RST_LAST_F,
  RECORD,
  RECORDED,
  RST_COUNT,
  RTT,
  SYN_COUNT,
  SYN_FIRST_F,
  SYN_LAST_F,
} = layout;
const { IpProto } = decoders;
const { OTHER } = apps;
const { DELTA_FIRST } = counters;

/** Addresses of the outermost tunnel around a flow. */
export type OuterAddresses = readonly [src: string, dst: string];
const NO_TUNNEL: OuterAddresses = ['', ''];

/** Those of a packet; `swapped` when its receiver is the originator. */
export function outerOf(packet: Packet, swapped: boolean): OuterAddresses {
  const src = frameAddress(packet.bytes, packet.outerVersion, packet.outerSrc);
  const dst = frameAddress(packet.bytes, packet.outerVersion, packet.outerDst);
  return swapped ? [dst, src] : [src, dst];
}

/** Writes flow records in the order of `flowKind`'s columns: what a flow has come to, and what is new since its last record. */
export class FlowRecorder {
  private readonly row: ColumnBuffer;

  constructor(
    private readonly cutter: BatchCutter,
    private readonly store: FlowStore,
    private readonly recorded: RecordedCounters,
  ) {
    this.row = cutter.open('flow');
  }

  /** `kind` and `reason` as numbers of `FLOW_RECORD_KINDS` and `FLOW_END_REASONS`, `atUs` = virtual second of emission. */
  write(base: number, kind: number, reason: number, atUs: number, outer: OuterAddresses = NO_TUNNEL): void {
    const { store } = this;
    const { words, doubles, rareDoubles } = store;
    const word = (offset: number) => words[base + offset] as number;
    const f = base >> 1;
    const double = (offset: number) => doubles[f + offset] as number;
    const misc = word(MISC);
    const src = misc & Bit.ORIGINATOR_B ? 1 : 0;
    const dst = 1 - src;
    const proto = word(PROTO) & 0xff;
    const ports = word(PORTS);
    const flags = word(FLAGS);
    const first = double(FIRST_F);
    const last = double(LAST_F);
    const at = word(RECORDED);
    const { values } = this.recorded;
    const before = (index: number) => (at < 0 ? 0 : (values[at + index] as number));
    const quiet = (misc & Bit.QUIET) !== 0;
    const deltaFirst = quiet ? last : at < 0 ? first : (values[at + DELTA_FIRST] as number);
    const syns = word(SYN_COUNT);
    const resets = word(RST_COUNT);
    const { numbers, texts } = this.row;
    let n = 0;
    numbers[n++] = word(ORDINAL) >>> 0;
    numbers[n++] = word(RECORD);
    numbers[n++] = kind;
    numbers[n++] = reason;
    numbers[n++] = atUs;
    numbers[n++] = first;
    numbers[n++] = last;
    numbers[n++] = word(ORIGIN) & 0xffff;
    numbers[n++] = word(ORIGIN) >>> 16;
    numbers[n++] = proto;
    numbers[n++] = src === 0 ? ports >>> 16 : ports & 0xffff;
    numbers[n++] = src === 0 ? ports & 0xffff : ports >>> 16;
    numbers[n++] = misc & Bit.SURE ? 1 : 0;
    numbers[n++] = (flags >>> (src * 8)) & 0xff;
    numbers[n++] = (flags >>> (dst * 8)) & 0xff;
    numbers[n++] = word(PACKETS + src);
    numbers[n++] = word(PACKETS + dst);
    numbers[n++] = double(BYTES_F + src);
    numbers[n++] = double(BYTES_F + dst);
    numbers[n++] = double(PAYLOAD_F + src);
    numbers[n++] = double(PAYLOAD_F + dst);
    numbers[n++] = deltaFirst;
    numbers[n++] = last;
    numbers[n++] = word(PACKETS + src) - before(src);
    numbers[n++] = word(PACKETS + dst) - before(dst);
    numbers[n++] = double(BYTES_F + src) - before(2 + src);
    numbers[n++] = double(BYTES_F + dst) - before(2 + dst);
    numbers[n++] = double(PAYLOAD_F + src) - before(4 + src);
    numbers[n++] = double(PAYLOAD_F + dst) - before(4 + dst);
    numbers[n++] = syns;
    numbers[n++] = syns > 0 ? double(SYN_FIRST_F) : 0;
    numbers[n++] = syns > 0 ? double(SYN_LAST_F) : 0;
    numbers[n++] = resets;
    numbers[n++] = resets > 0 ? (rareDoubles[(base >> 2) + RARE_RST_FIRST_F] as number) : 0;
    numbers[n++] = resets > 0 ? (rareDoubles[(base >> 2) + RARE_RST_LAST_F] as number) : 0;
    numbers[n++] = word(RTT);
    numbers[n++] = retransmissions(store, base, src);
    numbers[n++] = retransmissions(store, base, dst);
    const app = (flags >>> 16) & 0xff;
    numbers[n++] = marksOf(misc) | appByOf(misc, app, proto);
    texts[0] = addressText(store, base, src);
    texts[1] = addressText(store, base, dst);
    texts[2] = stateText(words, base, proto, word(PACKETS + src), word(PACKETS + dst));
    texts[3] = historyText(store, base);
    texts[4] = APPS[app] as string;
    texts[5] = outer[0];
    texts[6] = outer[1];
    this.cutter.push(this.row, Math.min(first, deltaFirst, atUs), deltaFirst, last);
  }
}

/** `FLOW_MARKS` of a flow. */
function marksOf(misc: number): number {
  let marks = 0;
  if (misc & Bit.TIME_INVALID) marks |= FLOW_MARKS.timeInvalid;
  if (misc & Bit.UNREACHABLE) marks |= FLOW_MARKS.unreachable;
  if (misc & Bit.TIME_EXCEEDED) marks |= FLOW_MARKS.timeExceeded;
  if (misc & Bit.TOO_BIG) marks |= FLOW_MARKS.tooBig;
  if (misc & Bit.EXPORTED) marks |= FLOW_MARKS.exported;
  if (misc & Bit.SAMPLED) marks |= FLOW_MARKS.sampled;
  if (misc & Bit.INCOMPLETE) marks |= FLOW_MARKS.incomplete;
  return marks;
}

/** `APP_BY` of a flow. */
function appByOf(misc: number, app: number, proto: number): number {
  if (misc & Bit.APP_ANNOUNCED) return APP_BY.announced;
  if (misc & Bit.APP_CONTENT) return APP_BY.content;
  return app !== OTHER && (proto === IpProto.TCP || proto === IpProto.UDP) ? APP_BY.port : 0;
}

function stateText(words: Int32Array, base: number, proto: number, fromSrc: number, fromDst: number): string {
  switch (proto) {
    case IpProto.TCP:
      return tcpState(words, base);
    case IpProto.UDP:
      return udpState(fromSrc, fromDst);
    case IpProto.ICMP:
    case IpProto.ICMPV6:
      return 'OTH';
    default:
      return '';
  }
}
