import type { EventOf, RecordedEvent } from '@wireledger/event-sourcing';
import { ObservedDaily, TELEMETRY_TYPES } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { dropPartitions } from '../partitions/partitions';
import type { Projection } from '../projection';
import { turn } from '../runner/turns';
import { observedKey } from './observed-key';
import { type Observation, ObservedPage } from './observed-page';
import { writeObserved } from './observed-rows';

const DAY_MS = 86_400_000;

/** Name of the projection, as checkpoints have it. */
export const OBSERVED = { name: 'observed', version: 1 } as const;

/**
 * What lists can hold, out of flows, lookups, handshakes and requests → `observed`, `observed_value`, `observed_day`. `rollup.ObservedDaily` says how a
 * day ended: where its facts are gone it is written from there, where they are not it changes nothing. What is recorded on a day that was told already
 * counts for the first day that was not.
 */
export class ObservedProjection implements Projection {
  readonly name = OBSERVED.name;
  readonly version = OBSERVED.version;
  readonly types = [
    ...[TELEMETRY_TYPES.flow, TELEMETRY_TYPES.dns, TELEMETRY_TYPES.tls, TELEMETRY_TYPES.http],
    ObservedDaily.type,
  ];

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    let open = await firstOpenDay(client);
    let page = new ObservedPage();
    for (const event of events) {
      await turn();
      if (event.type === ObservedDaily.type) {
        await write(client, page);
        page = new ObservedPage();
        open = Math.max(open, await this.told(client, event));
      } else page.add(event, (day) => Math.max(day, open));
    }
    await turn();
    await write(client, page);
  }

  async clear(client: ClientBase): Promise<void> {
    await dropPartitions(client, ['observed']);
    await client.query('TRUNCATE rm.observed_value, rm.observed_day');
  }

  /** The first day that is open afterwards. */
  private async told(client: ClientBase, event: RecordedEvent): Promise<number> {
    const { day, part, last, cols } = event.data as unknown as EventOf<typeof ObservedDaily>['data'];
    const number = Date.parse(day) / DAY_MS;
    const rows: Observation[] = [];
    for (const [i, kind] of cols.kind.entries()) {
      const value = cols.value[i] as string;
      const key = observedKey(kind, value);
      if (!key) throw new Error(`event ${event.id} has an address that is none: ${JSON.stringify(value)}`);
      rows.push({
        ...{ kind, key, value, sensor: cols.sensor[i] as string },
        ...{ first: cols.first[i] as number, last: cols.last[i] as number, count: cols.count[i] as number },
        ...{ hosts: [...(cols.hosts[i] as readonly string[])], more: cols.more[i] as boolean },
      });
    }
    await writeObserved(client, number, rows, 'replace');
    await client.query(
      `INSERT INTO rm.observed_day AS d (day, parts, closed) VALUES ($1, $2, $3)
       ON CONFLICT (day) DO UPDATE SET parts = excluded.parts, closed = d.closed OR excluded.closed`,
      [day, part + 1, last],
    );
    return last ? number + 1 : 0;
  }
}

async function write(client: ClientBase, page: ObservedPage): Promise<void> {
  for (const [day, rows] of page.days) await writeObserved(client, day, [...rows.values()], 'add');
}

/** Days since 1970; 0 when none was told. */
async function firstOpenDay(client: ClientBase): Promise<number> {
  const { rows } = await client.query<{ day: string | null }>(
    'SELECT max(day)::text AS day FROM rm.observed_day WHERE closed',
  );
  const day = rows[0]?.day;
  return day ? Date.parse(day) / DAY_MS + 1 : 0;
}
