import type { RecordedEvent } from '@wireledger/event-sourcing';
import type { ClientBase } from 'pg';

import { storable } from '../sql/storable';
import type { SampledSource } from '../traffic/traffic-page';
import { demoHidden, sourceEnd, sourceStart } from './source-events';

/** Folds a domain event into `sensor` and `source`; others leave them as they are. */
export async function foldLifecycle(client: ClientBase, event: RecordedEvent): Promise<void> {
  const [at] = event.meta.occ;
  if (event.type === 'domain.SensorEnrolled') {
    const { sensor, demo } = event.data;
    if (typeof sensor === 'string') await enrol(client, sensor, demo === true);
    return;
  }
  const hidden = demoHidden(event);
  if (hidden !== null) {
    await client.query(HIDE, [hidden]);
    return;
  }
  const start = sourceStart(event);
  if (start) {
    await enrol(client, start.sensor, start.demo);
    if (start.replaces) await client.query(LOSE, [start.replaces, at]);
    const { source, sensor, kind, name } = start;
    await client.query(START, [source, storable(sensor), storable(kind), storable(name), at, event.position]);
    return;
  }
  const end = sourceEnd(event);
  if (end) await client.query(END, [end.source, end.status, at, JSON.stringify(end.warnings.map(storable))]);
  else if (event.type === 'domain.GapReported' && typeof event.data.source === 'string')
    await client.query(GAP, [event.data.source, JSON.stringify([gapWarning(event)])]);
}

function gapWarning({ data }: RecordedEvent): string {
  const dropped = typeof data.dropped === 'number' && data.dropped > 0 ? `, ${data.dropped} packets dropped` : '';
  return storable(`gap: ${typeof data.reason === 'string' ? data.reason : 'unknown reason'}${dropped}`);
}

/** Adds what a page of samples says about its sources and their sensors. `recordedAt` is the log's clock, µs. */
export async function addSampled(
  client: ClientBase,
  sampled: Iterable<SampledSource>,
  recordedAt: number,
  position: string,
): Promise<void> {
  for (const { source, sensor, packets, bytes, drops, first, last } of sampled) {
    const times = packets > 0 ? [first, last] : [null, null];
    await client.query(SAMPLED_SENSOR, [storable(sensor), ...times, drops, recordedAt]);
    await client.query(SAMPLED_SOURCE, [source, storable(sensor), recordedAt, ...times, packets, bytes, position]);
  }
}

/** Notes the greatest position of each second of the log's clock. */
export async function tickLogClock(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
  const seconds = new Map(events.map(({ recordedAt, position }) => [Math.floor(recordedAt / 1e6), position]));
  await client.query(CLOCK, [[...seconds.keys()], [...seconds.values()]]);
}

const enrol = (client: ClientBase, sensor: string, demo: boolean) => client.query(ENROL, [storable(sensor), demo]);

const HIDE = `UPDATE rm.sensor SET hidden = $1 WHERE demo`;
const ENROL = `
INSERT INTO rm.sensor AS s (name, demo) VALUES ($1, $2)
ON CONFLICT (name) DO UPDATE SET demo = s.demo OR excluded.demo, hidden = s.hidden AND (s.demo OR excluded.demo)`;
const START = `
INSERT INTO rm.source AS s (id, sensor, kind, name, status, started_at, position) VALUES ($1, $2, $3, $4, 'running', $5, $6)
ON CONFLICT (id) DO UPDATE SET sensor = $2, kind = $3, name = $4, status = 'running', ended_at = NULL`;
const LOSE = `UPDATE rm.source SET status = 'lost', ended_at = $2 WHERE id = $1 AND status = 'running'`;
const END = `UPDATE rm.source SET status = $2, ended_at = $3, warnings = warnings || $4::jsonb WHERE id = $1`;
const GAP = `UPDATE rm.source SET warnings = warnings || $2::jsonb WHERE id = $1`;
const SAMPLED_SENSOR = `
INSERT INTO rm.sensor AS s (name, first, last, dropped, recorded_at) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (name) DO UPDATE SET first = least(s.first, excluded.first), last = greatest(s.last, excluded.last),
  dropped = s.dropped + excluded.dropped, recorded_at = greatest(s.recorded_at, excluded.recorded_at)`;
const SAMPLED_SOURCE = `
INSERT INTO rm.source AS s (id, sensor, kind, name, status, started_at, first, last, packets, bytes, position)
VALUES ($1, $2, 'capture', '', 'running', $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO UPDATE SET first = least(s.first, excluded.first), last = greatest(s.last, excluded.last),
  packets = s.packets + excluded.packets, bytes = s.bytes + excluded.bytes`;
const CLOCK = `
INSERT INTO rm.log_clock AS c (second, position) SELECT * FROM unnest($1::int8[], $2::text[])
ON CONFLICT (second) DO UPDATE SET position = greatest(c.position, excluded.position)`;
