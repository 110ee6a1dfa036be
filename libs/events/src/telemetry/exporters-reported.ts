import { defineRecordKind } from './record-kind';

/** Protocols of exporters by name. */
export const EXPORT_PROTOCOLS = ['netflow5', 'netflow9', 'ipfix', 'sflow5'] as const;

/**
 * Columns of `telemetry.ExportersReported` v1: what came from an exporter of flows since its row before. One row a minute, and at the end of a second in which
 * something went missing or the exporter was heard for the first time. Times are relative to `t0`.
 */
export interface ExportColumns {
  /** Virtual second of emission. */
  readonly at: readonly number[];
  /** When its last datagram came. */
  readonly time: readonly number[];
  /** What `iface` says in the records of its flows. */
  readonly iface: readonly number[];
  /** Address that its datagrams come from; of sFlow the agent's own. */
  readonly exporter: readonly string[];
  /** One of `EXPORT_PROTOCOLS`. */
  readonly protocol: readonly string[];
  /** v5: engine; v9: source id; IPFIX: observation domain; sFlow: sub-agent. */
  readonly domain: readonly number[];
  readonly datagrams: readonly number[];
  /** Flow records, of sFlow samples of packets. */
  readonly flows: readonly number[];
  /** Records that tell of something else: options, events; of sFlow samples of counters. */
  readonly others: readonly number[];
  /** One packet in so many was looked at, by which counters of its flows are multiplied; 1 = all, 0 = it has not said. */
  readonly sampling: readonly number[];
  /** Missing by the sequence numbers: flows (v5), datagrams (v9, sFlow) or data records (IPFIX). */
  readonly lost: readonly number[];
  /** Data sets that wait for their template now, and those given up because it never came. */
  readonly held: readonly number[];
  readonly unknown: readonly number[];
  /** Sets or records that contradict themselves. */
  readonly damaged: readonly number[];
  /** Its clock minus ours, µs; 0 where the protocol tells no time. */
  readonly clock: readonly number[];
}

export const exportKind = defineRecordKind<ExportColumns>()({
  name: 'export',
  type: 'telemetry.ExportersReported',
  columns: {
    at: 'time',
    time: 'time',
    iface: 'number',
    exporter: 'text',
    protocol: 'text',
    domain: 'number',
    datagrams: 'number',
    flows: 'number',
    others: 'number',
    sampling: 'number',
    lost: 'number',
    held: 'number',
    unknown: 'number',
    damaged: 'number',
    clock: 'number',
  },
});
