import { type Alert, alertDecider, type AlertEvent, alertStream } from '@wireledger/domain';
import { type EventLog, StreamNotFound } from '@wireledger/event-sourcing';
import type { AlertNotice } from '@wireledger/notify';

const PAGE = 500;

/** An alert as the log has it now: what may be told of it, and what people decided. */
export interface KnownAlert {
  readonly alert: Alert;
  readonly notice: AlertNotice;
}

/** Reads an alert's stream; null when there is none. */
export async function knownAlert(log: Pick<EventLog, 'readStream'>, id: string): Promise<KnownAlert | null> {
  let alert: Alert | null = null;
  let notice: AlertNotice | null = null;
  for (let after = -1n; ;) {
    const page = await readPage(log, id, after);
    for (const { type, data, meta, recordedAt, revision } of page.events) {
      const event = { type, version: meta.sv, data } as unknown as AlertEvent;
      alert = alertDecider.evolve(alert, event);
      notice = told(notice, event, recordedAt);
      after = revision;
    }
    if (page.end) break;
  }
  return alert && notice && { alert, notice: { ...notice, severity: alert.severity } };
}

async function readPage(log: Pick<EventLog, 'readStream'>, id: string, after: bigint) {
  try {
    return await log.readStream({ stream: alertStream(id), limit: PAGE, ...(after < 0n ? {} : { after }) });
  } catch (error) {
    if (error instanceof StreamNotFound) return { events: [], end: true };
    throw error;
  }
}

function told(before: AlertNotice | null, event: AlertEvent, recordedAt: number): AlertNotice | null {
  if (event.type === 'domain.AlertRaised') {
    const { alert, severity, rule, kind, technique, scope, entity, src, dst, dport, summary, first, last } = event.data;
    return {
      ...{ id: alert, severity, title: rule.name, kind, technique, sensor: scope.sensor, entity, src, dst, dport },
      ...{ summary, first, last, raisedAt: recordedAt },
    };
  }
  if (!before || event.type !== 'domain.AlertRecurred') return before;
  const { summary, first, last } = event.data;
  return { ...before, summary, first, last };
}

/** Whether nobody has taken it on: neither acknowledged nor closed, and not asleep at `now`, µs. */
export const isOpen = ({ triage }: Alert, now: number): boolean =>
  triage.status === 'open' && (triage.snoozedUntil === null || triage.snoozedUntil <= now);
