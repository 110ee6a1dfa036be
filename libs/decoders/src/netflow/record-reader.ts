import * as exported from './exported-flow';
import type { ExportedFlow } from './exported-flow';
import type { ExportHeader } from './export-header';
import * as values from './field-values';
import * as fields from './flow-fields';
import * as templates from './template';
import type { Template } from './template';

/** Copies: what is imported is looked up at each use, a constant of this file is not. */
const { Role } = fields;
const { ntpTimeUs, unsigned, uptimeAge } = values;
const { EXPORTED_DST, EXPORTED_SRC } = exported;
const { VARIABLE } = templates;

const ICMP = 1;
const ICMPV6 = 58;
const UNSAID = -1;

/** Hears of single fields of records; `[start, end)` of `bytes` is the value, valid during the call. */
export interface FieldVisitor {
  /** Whether it wants every field of every record, or those alone that flow facts have no column for (`isMore`). */
  readonly every: boolean;
  /** A record begins. */
  begin(): void;
  field(enterprise: number, id: number, bytes: Uint8Array, start: number, end: number, isScope: boolean): void;
}

/** Reads the records of a template, one after the other, into an `ExportedFlow`; of options records what they say of sampling. */
export class RecordReader {
  /** Id of the sampler that the record names, -1 none. */
  sampler = UNSAID;
  /** One packet in so many as the record itself says, 0 when it does not. */
  sampling = 0;
  /** When an exporter of IPFIX started, µs since 1970 UTC, as an options record said it; 0 unknown. */
  initUs = 0;
  private readonly numbers = new Float64Array(64);

  constructor(private readonly visitor: FieldVisitor | null) {}

  /**
   * Reads the record at `at` into `flow`. Returns where the next one begins, -1 when this one does not fit before `end`.
   */
  read(
    template: Template,
    header: ExportHeader,
    bytes: Uint8Array,
    view: DataView,
    at: number,
    end: number,
    flow: ExportedFlow,
  ): number {
    const { roles, lengths, count } = template;
    const { numbers, visitor } = this;
    const visits = visitor !== null && (visitor.every || (template.hasMore && !template.isOptions));
    visitor?.begin();
    numbers.fill(UNSAID);
    flow.clear();
    let pos = at;
    let from4 = false;
    let to4 = false;
    let from6 = false;
    let to6 = false;
    let src6 = 0;
    let dst6 = 0;
    for (let i = 0; i < count; i++) {
      let length = lengths[i] as number;
      if (length === VARIABLE) {
        if (pos >= end) return -1;
        length = bytes[pos++] as number;
        if (length === 255) {
          if (pos + 2 > end) return -1;
          length = view.getUint16(pos);
          pos += 2;
        }
      }
      if (pos + length > end) return -1;
      const role = roles[i] as number;
      if (visits) this.visit(template, i, bytes, pos, pos + length);
      if (role !== Role.NONE && length > 0) {
        switch (role) {
          case Role.SRC4:
            if (length === 4) from4 = copy4(bytes, pos, flow.bytes, EXPORTED_SRC);
            break;
          case Role.DST4:
            if (length === 4) to4 = copy4(bytes, pos, flow.bytes, EXPORTED_DST);
            break;
          case Role.SRC6:
            if (length === 16) {
              from6 = true;
              src6 = pos;
            }
            break;
          case Role.DST6:
            if (length === 16) {
              to6 = true;
              dst6 = pos;
            }
            break;
          case Role.FIRST_NTP:
          case Role.LAST_NTP:
            numbers[role] = ntpTimeUs(view, pos, length);
            break;
          default:
            // Several elements may mean the same; the first that says something stands.
            if (!((numbers[role] as number) > 0)) numbers[role] = unsigned(view, pos, length);
        }
      }
      pos += length;
    }
    // Some exporters fill both kinds of addresses and leave zeros where there is none.
    const empty4 = from4 && to4 && isZero(flow.bytes, EXPORTED_SRC) && isZero(flow.bytes, EXPORTED_DST);
    if (from4 && to4 && !(empty4 && from6 && to6)) flow.version = 4;
    else if (from6 && to6) {
      flow.version = 6;
      flow.bytes.set(bytes.subarray(src6, src6 + 16), EXPORTED_SRC);
      flow.bytes.set(bytes.subarray(dst6, dst6 + 16), EXPORTED_DST);
    }
    this.told(flow, header, template.isOptions);
    return pos;
  }

  private visit(
    { ids, enterprises, scopes }: Template,
    i: number,
    bytes: Uint8Array,
    start: number,
    end: number,
  ): void {
    const { visitor } = this;
    const id = ids[i] as number;
    const enterprise = enterprises[i] as number;
    if (visitor !== null && (visitor.every || fields.isMore(enterprise, id)))
      visitor.field(enterprise, id, bytes, start, end, i < scopes);
  }

  private number(role: number): number {
    const value = this.numbers[role] as number;
    return value > 0 ? value : 0;
  }

  private has(role: number): boolean {
    return (this.numbers[role] as number) >= 0;
  }

  private told(flow: ExportedFlow, header: ExportHeader, isOptions: boolean): void {
    this.sampler = this.numbers[Role.SAMPLER] as number;
    this.sampling = this.rate();
    if (isOptions && this.number(Role.INIT_MS) > 0) this.initUs = this.number(Role.INIT_MS) * 1000;
    if (flow.version === 0) return;
    flow.proto = this.number(Role.PROTO) & 0xff;
    this.ports(flow);
    flow.flags = this.number(Role.FLAGS) & 0xff;
    flow.backFlags = this.number(Role.BACK_FLAGS) & 0xff;
    const both = this.has(Role.INITIATOR_OCTETS) || this.has(Role.RESPONDER_OCTETS) || this.has(Role.INITIATOR_PACKETS);
    flow.packets = this.first(Role.PACKETS, Role.INITIATOR_PACKETS, Role.PACKETS_TOTAL, Role.PACKETS_OUT);
    flow.octets = this.first(Role.OCTETS, Role.INITIATOR_OCTETS, Role.OCTETS_TOTAL, Role.OCTETS_OUT);
    flow.backPackets = this.first(
      Role.BACK_PACKETS,
      Role.RESPONDER_PACKETS,
      Role.RESPONDER_PACKETS,
      Role.RESPONDER_PACKETS,
    );
    flow.backOctets = this.first(Role.BACK_OCTETS, Role.RESPONDER_OCTETS, Role.RESPONDER_OCTETS, Role.RESPONDER_OCTETS);
    flow.isTwoWay = both || this.has(Role.BACK_PACKETS) || this.has(Role.BACK_OCTETS);
    flow.vlan = this.number(Role.VLAN) & 0xfff;
    flow.ingress = this.number(Role.INGRESS);
    flow.end = this.number(Role.END_REASON) & 0xff;
    this.times(flow, header);
  }

  private ports(flow: ExportedFlow): void {
    flow.srcPort = this.number(Role.SRC_PORT) & 0xffff;
    flow.dstPort = this.number(Role.DST_PORT) & 0xffff;
    if (flow.proto !== ICMP && flow.proto !== ICMPV6) return;
    const role = flow.proto === ICMP ? Role.ICMP4 : Role.ICMP6;
    // Without an element of its own, type and code stand where the port of the destination would.
    let both = this.has(role) ? this.number(role) : flow.dstPort;
    if (this.has(Role.ICMP_TYPE))
      both = ((this.number(Role.ICMP_TYPE) & 0xff) << 8) | (this.number(Role.ICMP_CODE) & 0xff);
    flow.srcPort = (both >>> 8) & 0xff;
    flow.dstPort = both & 0xff;
  }

  /** Value of the first role that says more than 0. */
  private first(a: number, b: number, c: number, d: number): number {
    return this.number(a) || this.number(b) || this.number(c) || this.number(d);
  }

  private rate(): number {
    const taken = this.number(Role.SAMPLING_TAKEN);
    if (taken > 0) return (taken + this.number(Role.SAMPLING_PASSED)) / taken;
    const size = this.number(Role.SAMPLING_SIZE);
    if (size > 0) return Math.max(1, this.number(Role.SAMPLING_POPULATION) / size);
    return this.number(Role.SAMPLING);
  }

  /** Absolute times as they are, those relative to the exporter's start or clock counted from its header. */
  private times(flow: ExportedFlow, { timeUs, uptimeMs }: ExportHeader): void {
    let first = this.absolute(Role.FIRST_S, Role.FIRST_MS, Role.FIRST_NTP);
    let last = this.absolute(Role.LAST_S, Role.LAST_MS, Role.LAST_NTP);
    if (first < 0 && this.has(Role.FIRST_AGE_US)) first = timeUs - this.number(Role.FIRST_AGE_US);
    if (last < 0 && this.has(Role.LAST_AGE_US)) last = timeUs - this.number(Role.LAST_AGE_US);
    const firstUp = this.numbers[Role.FIRST_UPTIME] as number;
    const lastUp = this.numbers[Role.LAST_UPTIME] as number;
    if (first < 0 && firstUp >= 0) first = this.fromUptime(firstUp, lastUp, timeUs, uptimeMs);
    if (last < 0 && lastUp >= 0) last = this.fromUptime(lastUp, lastUp, timeUs, uptimeMs);
    const event = this.has(Role.EVENT_MS) ? this.number(Role.EVENT_MS) * 1000 : this.number(Role.EVENT_S) * 1_000_000;
    const duration = this.has(Role.DURATION_US) ? this.number(Role.DURATION_US) : this.number(Role.DURATION_MS) * 1000;
    if (last < 0)
      last = first >= 0 && duration > 0 ? first + duration : event > 0 ? event : first >= 0 ? first : timeUs;
    if (first < 0) first = duration > 0 ? last - duration : last;
    flow.firstUs = Math.max(0, Math.min(first, last));
    flow.lastUs = Math.max(first, last, 0);
  }

  private absolute(seconds: number, milliseconds: number, ntp: number): number {
    if (this.number(ntp) > 0) return this.number(ntp);
    if (this.number(milliseconds) > 0) return this.number(milliseconds) * 1000;
    return this.number(seconds) > 0 ? this.number(seconds) * 1_000_000 : UNSAID;
  }

  /** A moment in milliseconds since the exporter started. IPFIX has that start in an option; without it flows end when they are exported. */
  private fromUptime(momentMs: number, lastMs: number, timeUs: number, uptimeMs: number): number {
    if (uptimeMs >= 0) return timeUs - uptimeAge(uptimeMs, momentMs) * 1000;
    if (this.number(Role.INIT_MS) > 0) return (this.number(Role.INIT_MS) + momentMs) * 1000;
    if (this.initUs > 0) return this.initUs + momentMs * 1000;
    return lastMs >= 0 ? timeUs - uptimeAge(lastMs, momentMs) * 1000 : timeUs;
  }
}

function copy4(from: Uint8Array, at: number, to: Uint8Array, offset: number): true {
  to[offset] = from[at] as number;
  to[offset + 1] = from[at + 1] as number;
  to[offset + 2] = from[at + 2] as number;
  to[offset + 3] = from[at + 3] as number;
  return true;
}

const isZero = (bytes: Uint8Array, at: number): boolean =>
  ((bytes[at] as number) | (bytes[at + 1] as number) | (bytes[at + 2] as number) | (bytes[at + 3] as number)) === 0;
