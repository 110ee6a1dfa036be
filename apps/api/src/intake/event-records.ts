import { formatIp, parseIp, parseTime, unmapped } from '@wireledger/kernel';
import { type EventFault, eventFault, type IntakeEvent } from '@wireledger/ingest';

import { flowRow } from './flow-row';
import { authRow, dnsRow, httpRow, tlsRow } from './message-rows';
import type { FactRow } from './fact-row';

/** What the server knows of a request that an event does not say. */
export interface Arrival {
  /** When it came, µs since 1970 UTC. */
  readonly nowUs: number;
  /** Address that sent it. */
  readonly sender: string;
}

/** Both ends of an event, and when it happened. */
export interface Ends {
  readonly time: number;
  readonly src: string;
  readonly dst: string;
  readonly srcPort: number;
  readonly dstPort: number;
}

const OLDEST_US = 30 * 86_400 * 1e6;
const AHEAD_US = 300 * 1e6;

/** Events as records of facts, in order; or what no table would take. */
export function recordsOf(
  events: readonly IntakeEvent[],
  arrival: Arrival,
): { readonly rows: readonly FactRow[] } | { readonly faults: readonly EventFault[] } {
  const faults: EventFault[] = [];
  const rows = events.flatMap((event, index) => {
    const row = rowOf(event, arrival);
    if (!('cause' in row)) return [row];
    faults.push(eventFault(index, row.field, row.cause));
    return [];
  });
  return faults.length > 0 ? { faults } : { rows };
}

/** What is wrong with a field. */
export interface FieldFault {
  readonly field: string;
  readonly cause: string;
}

function rowOf(event: IntakeEvent, arrival: Arrival): FactRow | FieldFault {
  const ends = endsOf(event, arrival);
  if ('cause' in ends) return ends;
  const row = rowBetween(ends, event);
  // What ends later than now is in no range that people look at.
  if ('cause' in row || row.span[1] <= arrival.nowUs + AHEAD_US) return row;
  return { field: 'flow.duration_ms', cause: 'it ends more than 5 minutes ahead of this server' };
}

function rowBetween(ends: Ends, event: IntakeEvent): FactRow | FieldFault {
  switch (event.type) {
    case 'auth_failure':
    case 'auth_success':
      return authRow(event, ends);
    case 'flow':
    case 'connection':
      return flowRow(event, ends);
    case 'dns':
      return dnsRow(event, ends);
    case 'http':
      return httpRow(event, ends);
    case 'tls':
      return tlsRow(event, ends);
  }
}

function endsOf(event: IntakeEvent, { nowUs, sender }: Arrival): Ends | FieldFault {
  const { timestamp, source_port, dest_port } = event;
  const time = timestamp === undefined || timestamp === null ? nowUs : (parseTime(timestamp) as number);
  if (time < nowUs - OLDEST_US) return { field: 'timestamp', cause: 'it is more than 30 days old' };
  if (time > nowUs + AHEAD_US) return { field: 'timestamp', cause: 'it is more than 5 minutes ahead of this server' };
  return {
    time,
    src: plainAddress(event.source_ip),
    dst: plainAddress(event.dest_ip ?? sender),
    srcPort: source_port ?? 0,
    dstPort: dest_port ?? 0,
  };
}

/** An address as it is kept: the IPv4 one of a mapped one, in the usual form. `0.0.0.0` when it is none. */
export function plainAddress(text: string): string {
  const bytes = parseIp(text);
  return bytes ? formatIp(unmapped(bytes)) : '0.0.0.0';
}
