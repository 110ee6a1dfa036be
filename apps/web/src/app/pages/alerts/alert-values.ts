import type { Field } from '@wireledger/filter';
import { formatCount } from '../../format/numbers';
import type { KnownValue, KnownValues } from '../../ui/expression/known-values';
import type { AlertGroup } from './alert-list';

type Read = (alert: AlertGroup['alert']) => string | null;

/** What the rows of the list say of fields. */
const READS: Readonly<Record<string, Read>> = {
  'alert.rule': ({ rule }) => rule,
  'alert.kind': ({ kind }) => kind,
  sensor: ({ sensor }) => sensor,
  'src.ip': ({ src }) => src,
  'dst.ip': ({ dst }) => dst,
  ip: ({ src, dst }) => src ?? dst,
};
const MOST = 30;

/** Values that are offered behind an operator: those of the rows that are loaded, the most frequent first. */
export function alertValues(rows: () => readonly AlertGroup[]): KnownValues {
  return {
    want: () => undefined,
    loading: () => false,
    of: ({ name }: Field): readonly KnownValue[] => {
      const read = READS[name];
      if (!read) return [];
      const counts = new Map<string, number>();
      for (const { alert, count } of rows()) {
        const value = read(alert);
        if (value) counts.set(value, (counts.get(value) ?? 0) + count);
      }
      return [...counts]
        .sort(([, a], [, b]) => b - a)
        .slice(0, MOST)
        .map(([value, count]) => ({ value, note: `${formatCount(count)} ${count === 1 ? 'alert' : 'alerts'}` }));
    },
  };
}
