/**
 * What a column holds: a number, a time (µs, relative to `t0` in a batch), a time that is 0 when there was none, a text, or a JSON value.
 */
export type ColumnKind = 'number' | 'time' | 'maybeTime' | 'text' | 'json';

/** Column names and what they hold, in the order of the digest. */
export type ColumnSpec = readonly (readonly [name: string, kind: ColumnKind])[];

type KindFor<V> = V extends readonly number[]
  ? 'number' | 'time' | 'maybeTime'
  : V extends readonly string[]
    ? 'text'
    : 'json';
type ColumnKinds<C> = { readonly [N in keyof C & string]: KindFor<C[N]> };

/** Turns columns written at version n into those of version n + 1; each column has `n` entries. */
export type ColumnUpcast = (cols: Readonly<Record<string, readonly unknown[]>>, n: number) => Record<string, unknown>;

/** A kind of records as a value: all that the log, the sensor and the commands know of it. */
export interface RecordKindDefinition<N extends string = string, T extends string = string, C = unknown> {
  /** Its name in `read --kinds`, in the sensor and in figures. */
  readonly name: N;
  /** Event type. */
  readonly type: T;
  readonly version: number;
  readonly columns: ColumnSpec;
  readonly upcasts: Readonly<Record<number, ColumnUpcast>>;
  /** Columns that say which flow carried it and between whom, where there are any: facts get flow id and community id from them. */
  readonly ends: RecordEnds | null;
  /** Only in the type. */
  readonly shape?: C;
}

export interface RecordEnds {
  readonly src: string;
  readonly dst: string;
  readonly srcPort: string;
  readonly dstPort: string;
}

/**
 * Defines a kind by the interface of its columns; the compiler refuses a missing one. Adding a kind: a file or folder beside this one with the interface and
 * the definition, its line in `record-kinds.ts`, and its frozen sample in `catalogue/fixtures` (a test asks for it).
 */
export const defineRecordKind =
  <C>() =>
  <const N extends string, const T extends string>(definition: {
    readonly name: N;
    readonly type: T;
    readonly columns: ColumnKinds<C>;
    /** 1 unless the columns have changed; then with an upcast from each version below. */
    readonly version?: number;
    readonly upcasts?: Readonly<Record<number, ColumnUpcast>>;
    readonly ends?: { readonly [E in keyof RecordEnds]: keyof C & string };
  }): RecordKindDefinition<N, T, C> => ({
    name: definition.name,
    type: definition.type,
    version: definition.version ?? 1,
    columns: Object.entries(definition.columns) as unknown as ColumnSpec,
    upcasts: definition.upcasts ?? {},
    ends: definition.ends ?? null,
  });
