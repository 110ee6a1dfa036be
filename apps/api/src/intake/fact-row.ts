import type { ColumnsOf, RecordKind } from '@wireledger/events';

/** Values of one record, a column each, but for what is known only when it is written: the second of its writing, the number of its flow. Times in µs since 1970 UTC. */
type Values<K extends RecordKind> = {
  readonly [
    N in keyof ColumnsOf[K] as N extends 'at' | 'flow' ? never : N
  ]: ColumnsOf[K][N] extends readonly (infer V)[] ? V : never;
};

/** A record of one kind. */
export interface FactRow<K extends RecordKind = RecordKind> {
  readonly kind: K;
  /** Who it is about: order is kept of each. */
  readonly source: string;
  readonly values: Values<K>;
  /** First and last time in it. */
  readonly span: readonly [number, number];
  /** Characters that its values take as JSON, at most. */
  readonly chars: number;
}

/** A record; the compiler asks for every column. */
export const factRow = <K extends RecordKind>(
  kind: K,
  source: string,
  span: readonly [number, number],
  values: Values<K>,
): FactRow => ({ kind, source, span, values, chars: JSON.stringify(values).length });
