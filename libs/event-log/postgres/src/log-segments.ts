import type { Pool } from 'pg';

import {
  type ExpiringSegment,
  formatPosition,
  type Leaf,
  parsePosition,
  type Position,
  type SegmentReader,
  STREAM_CLASSES,
  type StreamClass,
} from '@wireledger/event-sourcing';

/** Classes whose segments go by age; the others are kept for ever. */
export const EXPIRING_CLASSES = ['telemetry', 'rollup', 'sandbox'] as const satisfies readonly StreamClass[];
export type ExpiringClass = (typeof EXPIRING_CLASSES)[number];

/** A segment that nobody writes to any more: one day of one class, or a part of it. */
export interface ClosedSegment extends ExpiringSegment {
  readonly streamClass: ExpiringClass;
  /** First and last day on which something in it was recorded, `YYYY-MM-DD` of UTC. */
  readonly fromDay: string;
  readonly toDay: string;
  /** On disk, with indexes. */
  readonly bytes: number;
}

/** What a segment is about: least and greatest packet time, µs, and sensors; null when not everything in it names one. */
export interface SegmentSpan {
  readonly least: number;
  readonly greatest: number;
  readonly sensors: readonly string[] | null;
}

/** What a class holds in the log. */
export interface ClassStorage {
  readonly streamClass: ExpiringClass;
  readonly bytes: number;
  /** Day of the oldest event, `YYYY-MM-DD`; null = there is none. */
  readonly oldestDay: string | null;
}

/** Rather than let readers and writers wait behind it, a change of partitions gives up after so long; the next run tries again. */
const LOCK_MS = 500;
const LOCK_NOT_AVAILABLE = '55P03';
const FACTS = /^facts-(.+)\.\d{8}$/;

const classNo = (streamClass: StreamClass): number => STREAM_CLASSES.indexOf(streamClass);
const EXPIRING = EXPIRING_CLASSES.map(classNo);

interface Ends {
  readonly first: number;
  readonly last: number;
}

interface Row {
  readonly class: number;
  readonly lo: string;
  readonly hi: string;
  readonly rel: string;
}

/** The log's partitions, for retention. Needs the rights of the schema's owner. */
export class LogSegments {
  /** Of closed segments, which never change. */
  private readonly spans = new Map<string, SegmentSpan>();
  private readonly descriptions = new Map<string, ClosedSegment>();

  constructor(private readonly pool: Pool) {}

  /**
   * Ends the segments that are being written and began before a moment, so that each holds a day.
   * @param before ms since 1970 UTC: the beginning of the day. @returns classes that were cut; busy ones are left for the next time
   */
  async cut(before: number): Promise<StreamClass[]> {
    const cut: StreamClass[] = [];
    for (const streamClass of EXPIRING_CLASSES) {
      const { rows } = await this.changing<{ done: boolean }>('select el.cut_segment($1::smallint, $2) as done', [
        classNo(streamClass),
        new Date(before),
      ]);
      if (rows[0]?.done) cut.push(streamClass);
    }
    return cut;
  }

  /** Closed segments that hold something, oldest first; all of its events were recorded before a moment, ms since 1970 UTC. */
  async closedBefore(streamClass: ExpiringClass, before: number): Promise<ClosedSegment[]> {
    const closed: ClosedSegment[] = [];
    for (const row of await this.closed('g.class = $1', classNo(streamClass))) {
      const ends = await this.ends(row.rel);
      if (ends && ends.last >= before) break;
      if (ends) closed.push(await this.described(row, ends));
    }
    return closed;
  }

  /** A closed segment by its name; null when it is not there any more. */
  async find(name: string): Promise<ClosedSegment | null> {
    const [row] = await this.closed('g.rel = $1', checked(name));
    const ends = row && (await this.ends(row.rel));
    return row && ends ? this.described(row, ends) : null;
  }

  /** What a segment is about; the first time all its metadata is read. */
  async spanOf({ name }: Pick<ClosedSegment, 'name'>): Promise<SegmentSpan> {
    const known = this.spans.get(name) ?? (await this.readSpan(checked(name)));
    this.spans.set(name, known);
    return known;
  }

  /** How a segment is told of before it goes. */
  reader(segment: Pick<ClosedSegment, 'name' | 'streamClass' | 'after' | 'to'>): SegmentReader {
    const [lo, hi] = [parsePosition((segment.after || 'start') as Position), parsePosition(segment.to as Position)];
    return {
      leaves: async (after, to) => {
        const { rows } = await this.pool.query<{ pos: string; us: string; hash: Buffer; expiring: boolean }>(
          `select pos, (extract(epoch from recorded_at) * 1000000)::bigint as us, hash,
                  class = $3 and pos > $4 and pos <= $5 as expiring
             from el.ev where pos > $1 and pos <= $2 order by pos`,
          [after === '' ? '0' : BigInt(after).toString(), BigInt(to).toString(), classNo(segment.streamClass), lo, hi],
        );
        return rows.map(({ pos, us, hash, expiring }): Leaf => ({
          ...{ position: formatPosition(BigInt(pos)), recordedAt: Number(us), hash: hash.toString('hex'), expiring },
        }));
      },
      streams: async () => {
        const rel = checked(segment.name);
        const { rows } = await this.pool.query<{ name: string; first: string; last: string; hash: Buffer }>(
          `select s.name, r.first, r.last, (select hash from el.${rel} where stream_no = s.no and rev = r.last) as hash
             from (select stream_no, min(rev) as first, max(rev) as last from el.${rel} group by stream_no) r
             join el.stream s on s.no = r.stream_no where s.last_pos > $1 order by s.name`,
          [hi],
        );
        return rows.map(
          ({ name, first, last, hash }) => [name, Number(first), Number(last), hash.toString('hex')] as const,
        );
      },
    };
  }

  /** Drops a segment. False when it is not there any more, `busy` when others are at work on it: it is tried again later. */
  async drop({ name }: Pick<ClosedSegment, 'name'>): Promise<boolean | 'busy'> {
    const { rows } = await this.changing<{ done: boolean }>('select el.drop_segment($1) as done', [checked(name)]);
    if (rows[0]) for (const known of [this.spans, this.descriptions]) known.delete(name);
    return rows[0]?.done ?? 'busy';
  }

  /** What each class holds. */
  async storage(): Promise<ClassStorage[]> {
    const { rows } = await this.pool.query<Row & { readonly bytes: string }>(
      `select g.class, g.lo, g.hi, g.rel, pg_total_relation_size('el.' || g.rel) as bytes
         from el.segment g, el.pos_seq q where g.class = any($1) and g.lo <= q.last_value order by g.class, g.lo`,
      [EXPIRING],
    );
    const all: ClassStorage[] = [];
    for (const streamClass of EXPIRING_CLASSES) {
      const own = rows.filter((row) => row.class === classNo(streamClass));
      let oldest: Ends | null = null;
      for (const { rel } of own) if ((oldest = await this.ends(rel))) break;
      all.push({
        streamClass,
        bytes: own.reduce((sum, { bytes }) => sum + Number(bytes), 0),
        oldestDay: oldest && dayOf(oldest.first),
      });
    }
    return all;
  }

  private async readSpan(rel: string): Promise<SegmentSpan> {
    const { rows } = await this.pool.query<{ least: string; greatest: string; streams: string[] }>(
      `select min((m->'occ'->>0)::int8) as least, max((m->'occ'->>1)::int8) as greatest,
              (select array_agg(s.name) from el.stream s where s.no in (select stream_no from el.${rel})) as streams
         from (select convert_from(meta, 'UTF8')::jsonb as m from el.${rel}) e`,
    );
    const { least, greatest, streams } = rows[0] ?? { least: '0', greatest: '0', streams: [] };
    const sensors = (streams ?? []).map((stream) => FACTS.exec(stream)?.[1]);
    return {
      ...{ least: Number(least), greatest: Number(greatest) },
      sensors: sensors.every((sensor) => sensor !== undefined) ? [...new Set(sensors)].sort() : null,
    };
  }

  private async closed(which: string, value: unknown): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(
      `select g.class, g.lo, g.hi, g.rel from el.segment g, el.pos_seq q
        where ${which} and g.class = any($2) and g.hi <= q.last_value + 1 order by g.lo`,
      [value, EXPIRING],
    );
    return rows;
  }

  private async described({ class: no, lo, hi, rel }: Row, ends: Ends): Promise<ClosedSegment> {
    const known = this.descriptions.get(rel);
    if (known) return known;
    const { rows } = await this.pool.query<{ events: string; bytes: string }>(
      `select (select count(*) from el.${rel}) as events, pg_total_relation_size('el.${rel}') as bytes`,
    );
    const described: ClosedSegment = {
      ...{ name: rel, streamClass: STREAM_CLASSES[no] as ExpiringClass },
      ...{ after: BigInt(lo) > 1n ? formatPosition(BigInt(lo) - 1n) : '', to: formatPosition(BigInt(hi) - 1n) },
      ...{ count: Number(rows[0]?.events), bytes: Number(rows[0]?.bytes) },
      ...{ fromDay: dayOf(ends.first), toDay: dayOf(ends.last) },
    };
    this.descriptions.set(rel, described);
    return described;
  }

  /** When the first and the last event of a segment were recorded, ms; null when it is empty. */
  private async ends(rel: string): Promise<Ends | null> {
    const { rows } = await this.pool.query<{ first: Date | null; last: Date | null }>(
      `select (select recorded_at from el.${rel} order by pos limit 1) as first,
              (select recorded_at from el.${rel} order by pos desc limit 1) as last`,
    );
    const { first = null, last = null } = rows[0] ?? {};
    return first && last && { first: first.getTime(), last: last.getTime() };
  }

  private async changing<T extends object>(text: string, values: unknown[]): Promise<{ rows: T[] }> {
    const client = await this.pool.connect();
    try {
      await client.query('begin');
      await client.query(`set local lock_timeout = ${LOCK_MS}`);
      await client.query('set local statement_timeout = 0');
      const { rows } = await client.query<T>(text, values);
      await client.query('commit');
      return { rows };
    } catch (error) {
      await client.query('rollback').catch(() => undefined); // the connection may be what failed
      if ((error as { code?: string }).code === LOCK_NOT_AVAILABLE) return { rows: [] };
      throw error;
    } finally {
      client.release();
    }
  }
}

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** Names come from the catalogue of segments; whatever else is asked for is not put into a statement. */
function checked(name: string): string {
  if (!/^ev_\d_\d{15,19}$/.test(name)) throw new Error(`not a segment: ${JSON.stringify(name)}`);
  return name;
}
