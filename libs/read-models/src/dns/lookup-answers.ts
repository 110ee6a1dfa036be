import type { DnsAnswer } from '@wireledger/events';

import type { Database } from '../database';
import type { AnswerSeenShape } from '../shapes';
import type { Params } from '../sql/params';
import { shownTime } from '../sql/range';
import { storable } from '../sql/storable';
import { typeName } from './dns-codes';

/** Distinct sets of answers that are looked at, newest first. */
const MAX_SETS = 2000;

interface Seen {
  readonly type: number;
  readonly data: string;
  first: number;
  last: number;
  count: number;
}

/**
 * What names resolved to in the lookups that meet the conditions, newest first: from the lookups themselves, since the dictionary of answers
 * knows neither clients nor positions. At most `most` rows.
 */
export async function answersOfLookups(
  db: Database,
  params: Params,
  conditions: string,
  most: number,
): Promise<AnswerSeenShape[]> {
  const sets = await db.rows<{ answers: string; first: number; last: number; count: number }>(
    `SELECT answers, min(time) AS first, max(time) AS last, count(*)::float8 AS count FROM rm.dns_transaction
     WHERE ${conditions} GROUP BY answers ORDER BY max(time) DESC LIMIT ${MAX_SETS}`,
    params,
  );
  const seen = new Map<string, Seen>();
  for (const { answers, first, last, count } of sets)
    for (const [type, , data] of JSON.parse(answers) as DnsAnswer[]) {
      const key = `${type} ${data}`;
      const known = seen.get(key);
      if (!known) seen.set(key, { type, data: storable(data), first, last, count });
      else {
        known.first = Math.min(known.first, first);
        known.last = Math.max(known.last, last);
        known.count += count;
      }
    }
  return [...seen.values()]
    .sort((a, b) => b.last - a.last || a.type - b.type || (a.data < b.data ? -1 : 1))
    .slice(0, most)
    .map(({ type, data, first, last, count }) => ({
      ...{ data, type: typeName(type), firstSeen: shownTime(first), lastSeen: shownTime(last), count },
    }));
}
