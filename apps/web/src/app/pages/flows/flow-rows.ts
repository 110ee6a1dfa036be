import type { FlowFacts, FlowRow } from '../../graphql/generated/operations';
import type { Zone } from '../../core/time-grammar';
import { formatBytes, formatShort } from '../../format/numbers';
import { protocolName, STATES } from '../../format/protocols';
import { formatClock, formatDay, formatDuration } from '../../format/times';

/** A flow of the list: with the facts that columns show on demand. */
export type FlowFact = FlowRow & FlowFacts;

/** A flow as a table row: what a cell shows is written once, here. */
export interface FlowView<Flow extends FlowRow = FlowRow> {
  readonly id: string;
  readonly flow: Flow;
  readonly start: string;
  readonly startTitle: string;
  readonly duration: string;
  readonly srcPort: string;
  readonly dstPort: string;
  readonly app: string;
  readonly proto: string;
  readonly stateTitle: string;
  readonly out: string;
  readonly in: string;
  readonly packets: string;
  /** Width of both halves of the two-sided bar, percent, on a log scale. */
  readonly outBar: number;
  readonly inBar: number;
}

/** 1 byte to 10 GB over the whole half. */
const DECADES = 10;
export const logShare = (bytes: number): number =>
  bytes <= 1 ? 0 : Math.min(100, (Math.log10(bytes) / DECADES) * 100);

const port = (value: number | null): string => (value === null ? '' : `:${value}`);

export function viewFlow<Flow extends FlowRow>(flow: Flow, zone: Zone): FlowView<Flow> {
  const at = Date.parse(flow.start);
  return {
    id: flow.id,
    flow,
    start: formatClock(at, zone),
    startTitle: `${formatDay(at, zone)} ${formatClock(at, zone, true)}`,
    duration: flow.running ? 'running' : formatDuration(flow.duration),
    srcPort: port(flow.srcPort),
    dstPort: port(flow.dstPort),
    app: protocolName(flow.app),
    proto: protocolName(flow.proto),
    stateTitle: STATES[flow.state] ?? '',
    out: formatBytes(flow.srcBytes),
    in: formatBytes(flow.dstBytes),
    packets: formatShort(flow.srcPackets + flow.dstPackets),
    outBar: logShare(flow.srcBytes),
    inBar: logShare(flow.dstBytes),
  };
}
