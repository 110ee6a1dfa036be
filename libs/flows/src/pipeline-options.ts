import type { CutBatch } from '@wireledger/events/telemetry';
import type { KerberosFigures } from './auth/kerberos-protocol';
import type { SmbFigures } from './auth/smb-names';
import type { SnmpFigures } from './auth/snmp-protocol';
import type { DhcpFigures } from './dhcp/dhcp-protocol';
import type { DnsFigures } from './dns/dns-protocol';
import type { GivenTimeouts } from './flow-timeouts';
import type { HttpFigures } from './http/http-protocol';
import type { NetbiosFigures } from './netbios/netbios-protocol';
import type { NtpFigures } from './ntp/ntp-protocol';
import type { TlsSummary } from './tls/tls-figures';

export interface PipelineOptions {
  /** Seconds of virtual time between borders at which batches are cut; constant for a source. */
  readonly cut: 1 | 60;
  /** Added to every packet's time, µs. */
  readonly shiftUs?: number;
  /** Takes each batch; without it no columns are built. */
  readonly onBatch?: ((batch: CutBatch) => void) | undefined;
  /** Hash all records for `digest()`. */
  readonly digest?: boolean;
  readonly timeouts?: GivenTimeouts | undefined;
  /** Flows held at once, default 1,048,576; beyond it the next to be looked at is evicted. */
  readonly maxFlows?: number;
  /** Count distinct tuples for `flows_tcp` and its like, which are 0 without it; default true. A sensor that runs for ever has no use for them. */
  readonly counts?: boolean;
  /** Records a batch, default and at most 500. */
  readonly maxRecords?: number;
}

/** What the protocols count. */
export type ProtocolFigures = DnsFigures &
  DhcpFigures &
  HttpFigures &
  TlsSummary &
  NtpFigures &
  SnmpFigures &
  SmbFigures &
  NetbiosFigures &
  KerberosFigures;

/** What went through; the summary figures of a capture. */
export interface PipelineCounters extends ProtocolFigures {
  packets: number;
  /** Original frame bytes. */
  bytes: number;
  /** Distinct innermost five-tuples, either direction, no time-outs. */
  readonly flows_tcp: number;
  readonly flows_udp: number;
  /** Distinct unordered address pairs, ICMP and ICMPv6. */
  readonly flows_icmp: number;
  /** Flows begun (a five-tuple may have several), their records, and those ended for want of room. */
  readonly flows: number;
  readonly flow_records: number;
  readonly evicted: number;
  /** Packets whose link type is not decoded. */
  readonly undecoded: number;
}
