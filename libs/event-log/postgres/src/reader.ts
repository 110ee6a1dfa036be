import type { Pool } from 'pg';

import {
  comparePositions,
  type EventCatalogue,
  type EventMeta,
  type Filter,
  formatPosition,
  type Page,
  parsePosition,
  type Position,
  type RecordedEvent,
  STREAM_CLASSES,
  StreamNotFound,
  type StreamPage,
  type Tail,
  typeMatcher,
  type TypesAfter,
} from '@wireledger/event-sourcing';

import { storedPayload } from './stored-payload';
import { TypeNames } from './type-names';

interface EventRow {
  readonly pos: string;
  readonly stream: string;
  readonly rev: string;
  readonly type_no: number;
  readonly id: string;
  readonly recorded_us: string;
  readonly codec: number;
  readonly data: Buffer;
  readonly meta: Buffer;
  readonly prev: Buffer;
  readonly hash: Buffer;
}

interface PageRow extends EventRow {
  readonly head: string;
  readonly known: number;
  readonly found: string | null;
}

const COLUMNS = `e.pos, e.stream_no, e.rev, e.type_no, e.id, e.recorded_at, e.codec, e.data, e.meta, e.prev, e.hash`;
const RECORDED_US = `(extract(epoch from e.recorded_at) * 1000000)::bigint as recorded_us`;

/** Stretch of positions that one statement looks at: bounds the segments it plans for. */
const NARROW = 50_000n;
const WIDE = 1_000_000n;
/** The same next to the head, where following goes on: few positions, so that it may be looked at without making a plan for it. */
const NEWS = 1024n;
const NARROW_CLASSES = new Set([STREAM_CLASSES.indexOf('telemetry'), STREAM_CLASSES.indexOf('sandbox')]);
/** A page ends early rather than hold more stored bytes than this: about 100 full batches, a quarter second of decoding. */
const PAGE_BYTES = 2 * 1024 * 1024;

/** Positions $2 to $3, the head at or after $1, from one snapshot. */
const PAGE = `
  with h as materialized (select coalesce(max(pos), $1) as m from el.ev where pos > $1)
  select h.m as head, (select count(*) from el.class_type)::int as known, e.found,
         e.pos, s.name as stream, e.rev, e.type_no, e.id, ${RECORDED_US}, e.codec, e.data, e.meta, e.prev, e.hash
    from h left join (
           select * from (
             select ${COLUMNS}, count(*) over () as found,
                    sum(octet_length(e.data)) over (order by e.pos) - octet_length(e.data) as before
               from (select ${COLUMNS} from el.ev e
                      where pos > $2 and pos <= $3 and class = any($4) and ($5::smallint[] is null or type_no = any($5))
                      order by pos limit $6) e) e
            where e.before < $7) e on true
         left join el.stream s on s.no = e.stream_no
   order by e.pos`;
/** The same of a short stretch, planned once a connection. */
const NEWS_PAGE = { name: 'el.news', text: 'select * from el.news($1, $2, $3, $4, $5, $6, $7)' } as const;

/** Reads of the log. A page and the head it is bounded by come from one snapshot. */
export class LogReader {
  private types = TypeNames.unloaded;
  /** Greatest committed position this process has seen: where the look for the head begins. */
  private seen = 0n;

  constructor(
    private readonly pool: Pool,
    private readonly catalogue: EventCatalogue,
    /** Whether batches that were unpacked stay so. */
    private readonly keepsUnpacked = true,
  ) {}

  async head(): Promise<Position | 'start'> {
    const { rows } = await this.pool.query<{ m: string }>(
      'select coalesce(max(pos), $1) as m from el.ev where pos > $1',
      [this.seen.toString()],
    );
    this.saw(rows[0]?.m);
    return this.seen === 0n ? 'start' : formatPosition(this.seen);
  }

  async readAll(query: { after: Position | 'start'; filter?: Filter; limit: number }): Promise<Page> {
    const after = parsePosition(query.after);
    const matches = typeMatcher(query.filter);
    for (;;) {
      const { types } = this; // other reads may load newer ones meanwhile: this page is judged by what it was selected with
      const wanted = query.filter?.types ? types.select(matches) : types.everything();
      const narrow = wanted.classes.some((no) => NARROW_CLASSES.has(no)) ? NARROW : WIDE;
      const isNews = after >= this.seen - NEWS;
      const window = isNews ? NEWS : narrow;
      const stretch = [this.seen.toString(), after.toString(), (after + window).toString()];
      const values = [...stretch, wanted.classes, wanted.types, query.limit, PAGE_BYTES];
      const { rows } = await this.pool.query<PageRow>(isNews ? { ...NEWS_PAGE, values } : { text: PAGE, values });
      const [first] = rows as [PageRow, ...PageRow[]];
      if (first.known !== types.version) {
        this.types = await TypeNames.load(this.pool); // a type or class appeared that our selection did not consider
        continue;
      }
      this.saw(first.head);
      const head = BigInt(first.head);
      const found = first.found === null ? [] : rows;
      const last = found.at(-1);
      const whole = Number(first.found ?? 0) < query.limit && found.length === Number(first.found ?? 0);
      const looked = after + window < head ? after + window : head;
      const next = whole || !last ? (looked > after ? looked : after) : BigInt(last.pos);
      return { events: found.map((row) => this.decode(row)), next: formatPosition(next), end: next >= head };
    }
  }

  /** Looks at types alone, {@link NARROW} positions at most. */
  async typesAfter(after: Position | 'start'): Promise<TypesAfter> {
    const from = parsePosition(after);
    const { rows } = await this.pool.query<{ type_no: number; top: string }>({
      ...{ name: 'el.types_within', text: 'select type_no, top from el.types_within($1, $2)' },
      values: [from.toString(), (from + NARROW).toString()],
    });
    if (rows.length === 0) return this.nothingBehind(after);
    if (rows.some((row) => !this.types.has(row.type_no))) this.types = await TypeNames.load(this.pool);
    const top = rows.reduce((greatest, row) => (BigInt(row.top) > greatest ? BigInt(row.top) : greatest), from);
    return { types: rows.map((row) => this.types.name(row.type_no)), next: formatPosition(top) };
  }

  /** Positions have gaps; one may be as wide as what is looked at. */
  private async nothingBehind(after: Position | 'start'): Promise<TypesAfter> {
    const head = await this.head();
    return comparePositions(head, after) > 0 ? { types: null, next: head } : { types: [], next: after };
  }

  async readStream(query: {
    stream: string;
    after?: bigint;
    dir?: 'fwd' | 'back';
    limit: number;
  }): Promise<StreamPage> {
    const back = query.dir === 'back';
    const stream = await this.pool.query<{
      no: number;
      class: number;
      rev: string;
      first_pos: string;
      last_pos: string;
    }>('select no, class, rev, first_pos, last_pos from el.stream where name = $1 and rev >= 0', [query.stream]);
    const [found] = stream.rows;
    if (!found) throw new StreamNotFound(query.stream);
    const after = query.after ?? (back ? BigInt(found.rev) + 1n : -1n);
    const { rows } = await this.pool.query<EventRow>(
      `select e.pos, $1::text as stream, e.rev, e.type_no, e.id, ${RECORDED_US}, e.codec, e.data, e.meta, e.prev, e.hash
         from el.ev e
        where class = $2 and stream_no = $3 and rev ${back ? '<' : '>'} $4 and rev <= $5 and pos between $6 and $7
        order by rev ${back ? 'desc' : 'asc'} limit $8`,
      [query.stream, found.class, found.no, after.toString(), found.rev, found.first_pos, found.last_pos, query.limit],
    );
    if (rows.some((row) => !this.types.has(row.type_no))) this.types = await TypeNames.load(this.pool);
    const last = rows.at(-1);
    const end = rows.length < query.limit || (last ? BigInt(last.rev) === (back ? 0n : BigInt(found.rev)) : true);
    return { events: rows.map((row) => this.decode(row)), end };
  }

  async tail(stream: string): Promise<Tail | 'absent'> {
    const { rows } = await this.pool.query<{
      rev: string;
      last_id: string;
      last_append: string;
      last_hash: Buffer;
      prev: Buffer;
      meta: Buffer;
    }>('select * from el.tail($1)', [stream]);
    const [row] = rows;
    if (!row) return 'absent';
    return {
      revision: BigInt(row.rev),
      lastEventId: row.last_id,
      lastAppendId: row.last_append,
      lastHash: row.last_hash.toString('hex'),
      meta: withLinks(row.meta, row.prev, row.last_hash),
    };
  }

  private saw(head: string | undefined): void {
    if (head !== undefined && BigInt(head) > this.seen) this.seen = BigInt(head);
  }

  private decode(row: EventRow): RecordedEvent {
    const payload = storedPayload(row.codec, row.data, this.keepsUnpacked);
    return this.catalogue.read({
      id: row.id,
      type: this.types.name(row.type_no),
      get data() {
        return payload();
      },
      meta: withLinks(row.meta, row.prev, row.hash),
      stream: row.stream,
      revision: BigInt(row.rev),
      position: formatPosition(BigInt(row.pos)),
      recordedAt: Number(row.recorded_us),
    });
  }
}

const withLinks = (meta: Buffer, prev: Buffer, hash: Buffer): EventMeta => ({
  ...(JSON.parse(meta.toString('utf8')) as EventMeta),
  prev: prev.toString('hex'),
  hash: hash.toString('hex'),
});
