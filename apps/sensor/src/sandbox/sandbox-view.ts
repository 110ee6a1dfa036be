import type { AlertChange } from '@wireledger/detectors';
import { type Batch, type CutBatch, FLOW_END_REASONS } from '@wireledger/events/telemetry';

import type { SandboxAlert, SandboxFlow } from './sandbox-state';

/** Flows and alerts that are listed; all of them are counted. */
export const LISTED = { flows: 100, alerts: 100 } as const;
const END = 2;
const MAX_TEXT = 300;
const MAX_SUMMARY = 2000;

const cut = (text: string, most = MAX_TEXT): string => (text.length <= most ? text : `${text.slice(0, most - 1)}…`);
const cutOrNull = (text: string | null): string | null => (text === null ? null : cut(text));

/** What people see of a sandbox: counts, and the flows and alerts that were heard of last. It follows from the facts alone. */
export class SandboxView {
  private begun = 0;
  private over = 0;
  private raised = 0;
  lookups = 0;
  records = 0;
  /** Newest last. */
  private readonly flows = new Map<number, SandboxFlow>();
  private readonly alerts = new Map<string, SandboxAlert>();

  get flowsOpen(): number {
    return this.begun - this.over;
  }

  get flowsEnded(): number {
    return this.over;
  }

  get alertsRaised(): number {
    return this.raised;
  }

  take({ kind, payload }: CutBatch): void {
    this.records += payload.n;
    if (kind === 'dns') this.lookups += payload.n;
    else if (kind === 'flow') this.takeFlows(payload as Batch<'flow'>);
  }

  /** `title`: of the rule. */
  takeAlert(change: AlertChange, title: string): void {
    if (change.change === 'raised') this.raised++;
    // One that is listed no more does not come back by its end.
    else if (!this.alerts.has(change.id)) return;
    const { id, rule, version, kind, severity, dport, first, last, value, threshold, measure } = change;
    keepNewest(this.alerts, id, LISTED.alerts, {
      ...{ id, rule, version, title: cut(title), kind, severity, dport, first, last, value, threshold },
      ...{ unit: measure.unit, entity: cut(change.entity), src: cutOrNull(change.src), dst: cutOrNull(change.dst) },
      ...{ summary: cut(change.summary, MAX_SUMMARY), ended: change.change === 'ended' },
    });
  }

  /** Heard of last first. */
  listedFlows(): SandboxFlow[] {
    return [...this.flows.values()].reverse();
  }

  /** Heard of last first. */
  listedAlerts(): SandboxAlert[] {
    return [...this.alerts.values()].reverse();
  }

  private takeFlows({ n, t0, cols }: Batch<'flow'>): void {
    const number = (column: readonly number[], i: number): number => column[i] as number;
    const text = (column: readonly string[], i: number): string => cut(column[i] as string, 100);
    for (let i = 0; i < n; i++) {
      if (cols.rec[i] === 0) this.begun++;
      const ends = cols.kind[i] === END;
      if (ends) this.over++;
      const flow = number(cols.flow, i);
      keepNewest(this.flows, flow, LISTED.flows, {
        ...{ flow, ended: ends ? (FLOW_END_REASONS[number(cols.reason, i)] ?? '') : '' },
        ...{ src: text(cols.src, i), dst: text(cols.dst, i) },
        ...{ srcPort: number(cols.srcPort, i), dstPort: number(cols.dstPort, i), proto: number(cols.proto, i) },
        ...{ app: text(cols.app, i), state: text(cols.state, i), history: text(cols.history, i) },
        ...{ first: t0 + number(cols.first, i), last: t0 + number(cols.last, i) },
        ...{ srcPackets: number(cols.srcPackets, i), dstPackets: number(cols.dstPackets, i) },
        ...{ srcBytes: number(cols.srcBytes, i), dstBytes: number(cols.dstBytes, i) },
        retransmissions: number(cols.srcRetrans, i) + number(cols.dstRetrans, i),
        rtt: number(cols.rtt, i),
      });
    }
  }
}

function keepNewest<K, V>(map: Map<K, V>, key: K, most: number, value: V): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > most) map.delete(map.keys().next().value as K);
}
