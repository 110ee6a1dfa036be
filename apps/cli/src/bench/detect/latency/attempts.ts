import type { CutBatch, FlowColumns } from '@wireledger/events/telemetry';

/** Ports of one host that the rule `vertical-scan` of the recommended set lets pass; the next one is an alert. */
export const PORTS_BEFORE = 9;
/** Title that the rule's alerts bear. */
export const SCAN = 'Port scan of one host';

/** A SYN to a port that nobody answered, as the flow table tells of it at its end. */
interface Attempt {
  readonly from: number;
  readonly port: number;
}

const SYN = 2;
const FRAME_BYTES = 60;
const APART_US = 1000;
const MOST_RECORDS = 500;

type Row = { readonly [K in keyof FlowColumns]: FlowColumns[K][number] };

/** Attempts as batches of facts, one after the other from a number and a sequence on. All of it lies within a second of packet time. */
export class AttemptBatches {
  private number = 0;
  private seq = 0;

  /** `t0`: packet time of the first attempt, µs. */
  constructor(private readonly t0: number) {}

  /** Everything that sources 0 … n - 1 try before what makes an alert of it. */
  before(sources: number): CutBatch[] {
    const all = Array.from({ length: sources }, (_, from) =>
      Array.from({ length: PORTS_BEFORE }, (_, port): Attempt => ({ from, port: port + 1 })),
    ).flat();
    const batches: CutBatch[] = [];
    for (let i = 0; i < all.length; i += MOST_RECORDS) batches.push(this.cut(all.slice(i, i + MOST_RECORDS)));
    return batches;
  }

  /** The port too many of a source. */
  deciding(from: number): CutBatch {
    return this.cut([{ from, port: PORTS_BEFORE + 1 }]);
  }

  private cut(attempts: readonly Attempt[]): CutBatch<'flow'> {
    const first = this.seq + 1;
    const rows = attempts.map((attempt) => rowOf(attempt, ++this.seq));
    const columns: Record<string, unknown[]> = {};
    for (const name of Object.keys(rows[0] as Row)) columns[name] = rows.map((row) => row[name as keyof Row]);
    const last = this.seq * APART_US;
    return {
      ...{ kind: 'flow', number: ++this.number, seq: [first, this.seq], occ: [this.t0 + first, this.t0 + last] },
      payload: { v: 1, n: rows.length, t0: this.t0, cols: columns as unknown as FlowColumns },
    };
  }
}

/** Sources are of 198.18.0.0/15, which is set aside for benchmarks (RFC 2544, section C.2.2). */
function rowOf({ from, port }: Attempt, n: number): Row {
  const at = n * APART_US;
  const silence = { dstPackets: 0, dstBytes: 0, dstPayload: 0, dDstPackets: 0, dDstBytes: 0, dDstPayload: 0 };
  return {
    ...{ flow: n, rec: 0, kind: 2, reason: 1, at, first: at, last: at, iface: 0, vlan: 0, proto: 6 },
    ...{ src: `198.18.${from >> 8}.${from & 255}`, dst: '10.20.30.40', srcPort: 40_000, dstPort: port, sure: 1 },
    ...{ state: 'S0', history: 'S', srcFlags: SYN, dstFlags: 0, srcPackets: 1, srcBytes: FRAME_BYTES, srcPayload: 0 },
    ...{ dFirst: at, dLast: at, dSrcPackets: 1, dSrcBytes: FRAME_BYTES, dSrcPayload: 0, ...silence },
    ...{ dSyn: 1, dSynFirst: at, dSynLast: at, dRst: 0, dRstFirst: 0, dRstLast: 0, rtt: -1, srcRetrans: 0 },
    ...{ dstRetrans: 0, app: 'other', outerSrc: '', outerDst: '', marks: 0 },
  };
}
