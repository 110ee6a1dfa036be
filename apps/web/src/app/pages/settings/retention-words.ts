import { formatBytes, formatCount } from '../../format/numbers';
import type {
  LegalHoldRow,
  RetentionClass,
  RetentionRuleRow,
  RetentionRunRow,
} from '../../graphql/generated/operations';

/** A class in words: its name, and what is in it. */
export interface ClassWords {
  readonly label: string;
  readonly what: string;
  /** Name of its field. */
  readonly field: 'telemetry' | 'rollup' | 'sandbox';
}

export const CLASSES: Readonly<Record<RetentionClass, ClassWords>> = {
  TELEMETRY: {
    label: 'Telemetry',
    what: 'Flows, lookups, handshakes and requests: the facts in the log, and the lists made of them',
    field: 'telemetry',
  },
  ROLLUP: {
    label: 'Rollups',
    what: 'Traffic, names and pairs of hosts by the hour, and their charts',
    field: 'rollup',
  },
  SANDBOX: { label: 'Sandbox', what: 'What was replayed apart, to try something', field: 'sandbox' },
};

export const CLASS_NAMES = Object.keys(CLASSES) as readonly RetentionClass[];

/** Days of each class, as chosen; NaN where there is no number. */
export type Days = Readonly<Record<RetentionClass, number>>;

/** Days of each class, as the rules have them; 0 where there is no rule. */
export const daysOf = (rules: readonly RetentionRuleRow[]): Days => ({
  ...{ TELEMETRY: 0, ROLLUP: 0, SANDBOX: 0 },
  ...Object.fromEntries(rules.map(({ streamClass, days }) => [streamClass, days])),
});

/** What a class may be set to, in words. */
export const wholeDays = (rule: Pick<RetentionRuleRow, 'least' | 'most'> | undefined): string =>
  rule ? `${rule.least} to ${rule.most} whole days` : '';

/** What is wrong with a number of days; '' = nothing. The API says the same. */
export function problemOf({ streamClass, least, most }: RetentionRuleRow, days: Days): string {
  const chosen = days[streamClass];
  if (!Number.isInteger(chosen) || chosen < least || chosen > most) return wholeDays({ least, most });
  if (streamClass === 'ROLLUP' && chosen < days.TELEMETRY) return 'At least as long as telemetry';
  return '';
}

/** What will change, a line each: "Telemetry: 30 → 90 days". */
export const changesOf = (rules: readonly RetentionRuleRow[], days: Days): readonly string[] =>
  rules
    .filter(({ streamClass, days: before }) => before !== days[streamClass])
    .map(({ streamClass, days: before }) => `${CLASSES[streamClass].label}: ${before} → ${days[streamClass]} days`);

/** Whether something is kept for less long than before. */
export const shortens = (rules: readonly RetentionRuleRow[], days: Days): boolean =>
  rules.some(({ streamClass, days: before }) => days[streamClass] < before);

export const isUnderWay = ({ state }: Pick<RetentionRunRow, 'state'>): boolean =>
  state === 'waiting' || state === 'running';

const many = (n: number, one: string): string => `${formatCount(n)} ${one}${n === 1 ? '' : 's'}`;

/** What a run takes or took: "1,204 events and 88 rows in 12 partitions, 4.8 MB; 2 partitions are held". */
export function outcomeOf({ partitions, events, rows, bytes, held, waiting }: RetentionRunRow): string {
  const goes =
    partitions === 0
      ? 'nothing'
      : `${many(events, 'event')} and ${many(rows, 'row')} in ${many(partitions, 'partition')}, ${formatBytes(bytes)}`;
  const stays = [
    ...(held > 0 ? [`${formatCount(held)} held`] : []),
    ...(waiting > 0 ? [`${formatCount(waiting)} waiting`] : []),
  ];
  return stays.length > 0 ? `${goes}; ${stays.join(', ')}` : goes;
}

/** Days of a hold, both included when it ends at midnight: "2026-11-20 to 2026-11-21". */
export function spanOf({ from, to }: Pick<LegalHoldRow, 'from' | 'to'>): string {
  const [first, last] = [from.slice(0, 10), new Date(Date.parse(to) - 1).toISOString().slice(0, 10)];
  return first === last ? first : `${first} to ${last}`;
}

/** The range of whole days of UTC, both included; undefined when there is none. */
export function rangeOf(first: string, last: string): { readonly from: string; readonly to: string } | undefined {
  const [from, end] = [Date.parse(`${first}T00:00:00Z`), Date.parse(`${last}T00:00:00Z`)];
  if (Number.isNaN(from) || Number.isNaN(end) || end < from) return undefined;
  return { from: new Date(from).toISOString(), to: new Date(end + 86_400_000).toISOString() };
}
