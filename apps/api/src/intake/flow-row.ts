import { APP_BY, FLOW_END_REASONS, FLOW_MARKS, FLOW_RECORD_KINDS } from '@wireledger/events';
import { type FLOW_STATES, type IntakeEventOf, transportNumber } from '@wireledger/ingest';

import type { Ends } from './event-records';
import { type FactRow, factRow } from './fact-row';

type State = (typeof FLOW_STATES)[number];

const TCP = 6;
const END = FLOW_RECORD_KINDS.indexOf('end');
const [FIN, SYN, RST, ACK] = [1, 2, 4, 16] as const;

/** The TCP flags that a state tells of: of the source, of the destination. */
const FLAGS: Readonly<Record<State, readonly [source: number, destination: number]>> = {
  S0: [SYN, 0],
  S1: [SYN | ACK, SYN | ACK],
  SF: [SYN | ACK | FIN, SYN | ACK | FIN],
  REJ: [SYN, RST | ACK],
  S2: [SYN | ACK | FIN, SYN | ACK],
  S3: [SYN | ACK, SYN | ACK | FIN],
  RSTO: [SYN | ACK | RST, SYN | ACK],
  RSTR: [SYN | ACK, SYN | ACK | RST],
  RSTOS0: [SYN | RST, 0],
  RSTRH: [0, SYN | ACK | RST],
  SH: [SYN | FIN, 0],
  SHR: [0, SYN | ACK | FIN],
  OTH: [ACK, ACK],
};

/** A flow that is over: one record, its end. What its state tells of flags is told; the order of packets nobody said. */
export function flowRow(event: IntakeEventOf<'flow' | 'connection'>, ends: Ends): FactRow {
  const { flow } = event;
  const proto = transportNumber(event.protocol) as number;
  const first = ends.time;
  const last = first + (flow?.duration_ms ?? 0) * 1000;
  const state = flow?.state ?? (flow?.in_packets ? 'SF' : 'S0');
  const [srcFlags, dstFlags] = proto === TCP ? FLAGS[state] : [0, 0];
  const isReset = (srcFlags & RST) + (dstFlags & RST) > 0;
  const began = (srcFlags & SYN) > 0;
  // A REJ without counters has its one answer, an S0 none.
  const srcPackets = flow?.out_packets ?? 1;
  const dstPackets = flow?.in_packets ?? (dstFlags === 0 ? 0 : 1);
  const [srcBytes, dstBytes] = [flow?.out_bytes ?? 0, flow?.in_bytes ?? 0];
  const counted = { srcPackets, dstPackets, srcBytes, dstBytes };
  return factRow('flow', ends.src, [first, last], {
    ...{
      rec: 0,
      kind: END,
      reason: FLOW_END_REASONS.indexOf(isReset ? 'rst' : state === 'SF' && proto === TCP ? 'fin' : 'idle'),
    },
    ...{
      first,
      last,
      iface: 0,
      vlan: 0,
      proto,
      src: ends.src,
      dst: ends.dst,
      srcPort: ends.srcPort,
      dstPort: ends.dstPort,
    },
    ...{ sure: 1, state, history: '', srcFlags, dstFlags },
    ...{ ...counted, srcPayload: 0, dstPayload: 0, dFirst: first, dLast: last },
    ...{ dSrcPackets: srcPackets, dDstPackets: dstPackets, dSrcBytes: srcBytes, dDstBytes: dstBytes },
    ...{ dSrcPayload: 0, dDstPayload: 0 },
    ...{ dSyn: began ? 1 : 0, dSynFirst: began ? first : 0, dSynLast: began ? first : 0 },
    ...{ dRst: isReset ? 1 : 0, dRstFirst: isReset ? last : 0, dRstLast: isReset ? last : 0 },
    ...{ rtt: -1, srcRetrans: 0, dstRetrans: 0, app: flow?.app ?? '', outerSrc: '', outerDst: '' },
    marks: FLOW_MARKS.exported | (flow?.app ? APP_BY.announced : 0),
  });
}
