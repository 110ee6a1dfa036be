import type { Database } from '../database';
import type { Params } from '../sql/params';
import type { Span } from '../sql/range';

/**
 * `flow` ∪ `flow_part` as deltas with packet time in the spans: what totals are summed from where no rollup answers. One
 * statement a table and span; `columns` gets the name of the delta's time. A delta begins a flow when {@link BEGINS_FLOW}.
 */
export async function deltasWithin(
  db: Database,
  params: Params,
  spans: readonly Span[],
  columns: (time: string) => string,
  conditions: string,
): Promise<string[]> {
  const parts: string[] = [];
  for (const span of spans) {
    const within = (time: string) =>
      `${time} >= ${from}::int8 AND ${time} < ${to}::int8 AND ${db.upTo(params)} AND ${conditions}`;
    const [from, to] = [params.of(span.from), params.of(span.to)];
    const [flowDays, partDays] = [await db.days('flow', span), await db.days('flow_part', span)];
    parts.push(
      `SELECT ${columns('last')} FROM rm.flow WHERE ${flowDays} AND ${within('last')}`,
      `SELECT ${columns('d_last')} FROM rm.flow_part WHERE ${partDays} AND ${within('d_last')}`,
    );
  }
  return parts;
}

/** 1 for the first record of a flow, else 0; a flow that was closed without a record (n < 0) began before. */
export const BEGINS_FLOW = '(rec = 0 AND n >= 0)::int4';
