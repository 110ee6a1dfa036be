import { isNarrow } from '@wireledger/access';
import { type FindOptionsWhere, In, Not } from 'typeorm';

import type { Database } from '../database';
import type { SensorShape, SourceShape } from '../shapes';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { shownTime, type Span } from '../sql/range';
import { SensorEntity, type Source, SourceEntity, SourceSpanEntity } from './sensor-entities';

const LIVE_S = 10;
const IDLE_S = 300;
const MAX_SOURCES = 200;

/**
 * All sensors, hidden ones too. `live`: sampled a second of the last 10 s of wall time; `idle`: heard from in the last 5
 * minutes; else `stale`. `now` in µs since 1970. Within a narrow scope the figures are those of the flows in it; frames that were lost belong
 * to nobody.
 */
export async function sensors(db: Database, now: number = Date.now() * 1000): Promise<SensorShape[]> {
  const [rows, heard, rates] = await Promise.all([
    db.repository(SensorEntity).find({
      ...(db.scope?.sensor ? { where: { name: In([...db.scope.sensor]) } } : {}),
      order: { name: 'ASC' },
    }),
    lastOfFlows(db),
    newestRates(db, { from: now - LIVE_S * 1e6, to: now }),
  ]);
  const narrow = isNarrow(db.scope);
  return rows.map((row) => {
    const rate = rates.get(row.name);
    const last = later(row.last, heard.get(row.name));
    return {
      name: row.name,
      demo: row.demo,
      hidden: row.hidden,
      firstSeen: narrow ? null : shown(row.first),
      lastSeen: narrow ? shown(heard.get(row.name) ?? null) : shown(last),
      bitsPerSecond: rate ? rate.bytes * 8 : null,
      packetsPerSecond: rate?.packets ?? null,
      dropped: narrow ? 0 : row.dropped,
      status: rate ? 'live' : now - (row.recordedAt ?? 0) < IDLE_S * 1e6 ? 'idle' : 'stale',
    };
  });
}

/** Last packet of the flows of each sensor, µs. */
async function lastOfFlows(db: Database): Promise<Map<string, number>> {
  const rows = await db.rows<{ sensor: string; last: number }>(
    'SELECT sensor, max(last) AS last FROM rm.source_span GROUP BY sensor',
  );
  return new Map(rows.map(({ sensor, last }) => [sensor, last]));
}

interface Rate {
  readonly sensor: string;
  readonly packets: number;
  readonly bytes: number;
}

/** Traffic of each sensor in its newest second within the span; sensors without one are left out. */
async function newestRates(db: Database, newest: Span): Promise<Map<string, Rate>> {
  const params = new Params();
  const [from, to] = [params.of(Math.ceil(newest.from / 1e6)), params.of(Math.floor(newest.to / 1e6))];
  const rows = await db.rows<Rate>(
    `SELECT s.name AS sensor, t.packets, t.bytes FROM rm.sensor s CROSS JOIN LATERAL (
       SELECT sum(packets)::float8 AS packets, sum(bytes_in + bytes_out)::float8 AS bytes FROM rm.traffic_second x
       WHERE ${await db.days('traffic_second', newest)} AND x.sensor = s.name AND x.time = (
         SELECT max(y.time) FROM rm.traffic_second y WHERE y.sensor = s.name AND y.time >= ${from}::int8 AND y.time < ${to}::int8)
       HAVING count(*) > 0
     ) t`,
    params,
  );
  return new Map(rows.map((row) => [row.sensor, row]));
}

/**
 * Sources, newest first. Samples know the second of the first and last packet; where a flow tells the µs in it, that is given.
 * @throws DomainError BAD_USER_INPUT
 */
export async function sources(
  db: Database,
  args: { readonly sensor?: string | null; readonly first?: number | null },
): Promise<SourceShape[]> {
  const take = readFirst(args.first, 50, MAX_SOURCES);
  const rows = await db.repository(SourceEntity).find({
    where: await sourcesWhere(db, args.sensor),
    order: { startedAt: 'DESC', id: 'ASC' },
    take,
  });
  const ids = rows.map(({ id }) => id);
  const narrow = isNarrow(db.scope);
  const spans = await db.repository(SourceSpanEntity).findBy({ source: In(ids) });
  const spanOf = new Map(spans.map((span) => [span.source, span]));
  const inScope = narrow ? await sumsInScope(db, ids) : null;
  return rows.map((stored) => {
    const sums = inScope?.get(stored.id);
    const row = inScope
      ? { ...stored, first: sums?.first ?? null, last: sums?.last ?? null, ...figures(sums) }
      : stored;
    const span = inScope ? sums : spanOf.get(row.id);
    return {
      id: row.id,
      sensor: row.sensor,
      kind: row.kind,
      name: row.name,
      status: row.status,
      startedAt: shownTime(row.startedAt),
      endedAt: shown(row.endedAt),
      firstPacket: shown(firstPacket(row.first, span?.first ?? undefined)),
      lastPacket: shown(later(row.last, span?.last ?? undefined)),
      packets: row.packets,
      bytes: row.bytes,
      warnings: row.warnings,
    };
  });
}

/** Sources that are asked for: of one sensor or of all that are not hidden, and of the scope's. */
async function sourcesWhere(db: Database, sensor: string | null | undefined): Promise<FindOptionsWhere<Source>> {
  const hidden = sensor ? [] : await db.hiddenSensors();
  const allowed = db.scope?.sensor?.filter((name) => (sensor ? name === sensor : !hidden.includes(name)));
  const named = allowed ? In(allowed) : (sensor ?? Not(In(hidden)));
  if (!isNarrow(db.scope)) return { sensor: named };
  const found = await db.rows<{ id: string }>('SELECT id FROM rm.source');
  return { sensor: named, id: In(found.map(({ id }) => id)) };
}

interface Sums {
  readonly source: string;
  readonly packets: number;
  readonly bytes: number;
  readonly first: number | null;
  readonly last: number | null;
}

const figures = (sums: Sums | undefined) => ({ packets: sums?.packets ?? 0, bytes: sums?.bytes ?? 0, warnings: [] });

/** Packets, bytes and span of each source's flows, as far as the scope lets them be seen. */
async function sumsInScope(db: Database, sources: readonly string[]): Promise<Map<string, Sums>> {
  const params = new Params();
  const some = `source = ANY(${params.of(sources)}::uuid[])`;
  const deltas = ['rm.flow', 'rm.flow_part'].map(
    (table) =>
      `SELECT source, d_src_packets + d_dst_packets AS packets, d_src_bytes + d_dst_bytes AS bytes FROM ${table} WHERE ${some}`,
  );
  const rows = await db.rows<Sums>(
    `SELECT d.source, d.packets, d.bytes, s.first, s.last FROM (
       SELECT source, sum(packets)::float8 AS packets, sum(bytes)::float8 AS bytes FROM (${deltas.join(' UNION ALL ')}) x GROUP BY source
     ) d LEFT JOIN rm.source_span s ON s.source = d.source`,
    params,
  );
  return new Map(rows.map((row) => [row.source, row]));
}

const shown = (us: number | null): string | null => (us === null ? null : shownTime(us));

const later = (sampled: number | null, flows: number | undefined): number | null =>
  sampled === null || (flows !== undefined && flows > sampled) ? (flows ?? null) : sampled;

/** The flows' first packet when it lies in the second that was sampled first. */
const firstPacket = (sampled: number | null, flows: number | undefined): number | null =>
  sampled !== null && flows !== undefined && flows >= sampled && flows < sampled + 1e6 ? flows : sampled;
