import type { InMemoryEventLog } from '@wireledger/event-sourcing';
import { KIND_DEFINITIONS } from '@wireledger/events';
import { batchesOf, dns, flow, type Row, SECOND, SOURCE, T0 } from '@wireledger/detectors/testing';
import { batchId } from '@wireledger/kernel/hashing';

import { append, SENSOR } from './recorded-log';

/** Ports of one host that the rule `vertical-scan` lets pass; the next one is an alert. */
export const PORTS_BEFORE = 9;

/** SYNs of one source to so many ports of a host that answers none. */
export const scan = (src: string, ports: number, from = 1): Row[] =>
  Array.from({ length: ports }, (_, n) => flow(T0, { src, dst: '10.20.30.40', dstPort: from + n, dSyn: 1 }));

/** So many look-ups that mean nothing. */
export const quiet = (look: number): Row[] => Array.from({ length: look }, () => dns(T0 + SECOND));

/** Records rows as batches of one record each. Answers the ids of their events. */
export async function record(log: InMemoryEventLog, rows: readonly Row[]): Promise<string[]> {
  const ids: string[] = [];
  for (const [n, { kind, firstSeq, payload }] of batchesOf(rows, 1).entries()) {
    const { type, version: sv } = KIND_DEFINITIONS[kind];
    const seq: [number, number] = [firstSeq, firstSeq];
    ids.push(batchId(SOURCE, n + 1));
    await append(log, `facts-${SENSOR}.20261128`, {
      ...{ id: batchId(SOURCE, n + 1), type, data: payload as never },
      meta: {
        ...{ $correlationId: 'c', $causationId: 'k', actor: `sensor:${SENSOR}`, sv, seq, batch: n + 1 },
        ...{ src: `${SENSOR}/${SOURCE}`, occ: [T0, T0 + SECOND] },
      },
    });
  }
  return ids;
}
