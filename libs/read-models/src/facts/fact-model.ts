import type { ColumnsOf } from '@wireledger/events';

import type { CopyRows } from '../sql/copy-rows';

/** Kinds of facts that a client and a server are the ends of, and that lie in a table of their own, one row a record. */
export type FactKind = 'tls' | 'http' | 'auth';

/** How a value is stored; `json` is text that holds JSON. */
export type FactType = 'int2' | 'int4' | 'int8' | 'text' | 'bool' | 'json';

/** A column of the table, its type, and the column of the record that it holds. */
export type FactColumn = readonly [column: string, type: FactType, of: string];

/** A read model of facts as a value: where its records lie, and in which columns beside {@link ENDS}. */
export interface FactModel {
  readonly kind: FactKind;
  readonly table: 'tls_handshake' | 'http_transaction' | 'auth_attempt';
  readonly columns: readonly FactColumn[];
}

/** A model whose columns hold what records of the kind have: the compiler refuses others. */
export const factModel = <const K extends FactKind>(
  model: FactModel & {
    readonly kind: K;
    readonly columns: readonly (readonly [column: string, type: FactType, of: keyof ColumnsOf[K] & string])[];
  },
): FactModel => model;

/** What every such table begins with: place in the log, who and when. Times in µs. */
export const ENDS = [
  ...['day', 'position', 'n', 'sensor', 'source', 'flow', 'at', 'time'],
  ...['client', 'server', 'client_port', 'server_port', 'proto'],
] as const;

/** The same as SQL, for the statement that makes a table. */
export const ENDS_SQL = `
  day date NOT NULL,
  position text COLLATE "C" NOT NULL,
  n int4 NOT NULL,
  sensor text NOT NULL,
  source uuid NOT NULL,
  flow uuid,
  at int8 NOT NULL,
  time int8 NOT NULL,
  client inet NOT NULL,
  server inet NOT NULL,
  client_port int4 NOT NULL,
  server_port int4 NOT NULL,
  proto int2 NOT NULL`;

/** Indexes that such a table has while its day is being written; those on addresses are built when it is sealed. */
export const factIndexes = (table: FactModel['table']): string => `
CREATE INDEX ${table}_time ON rm.${table} (time, position, n);
CREATE INDEX ${table}_flow ON rm.${table} (flow) WHERE flow IS NOT NULL;`;

/** Writers of the values of one record. @throws RangeError when a value does not fit its type */
export const WRITE: Readonly<Record<FactType, (row: CopyRows, value: unknown) => void>> = {
  int2: (row, value) => row.int2(value as number),
  int4: (row, value) => row.int4(value as number),
  int8: (row, value) => row.int8(value as number),
  text: (row, value) => row.text(value as string),
  bool: (row, value) => row.bool(value === 1),
  json: (row, value) => row.text(JSON.stringify(value)),
};

/** A row of any such table as PostgreSQL gives it; those of a model have its columns too. */
export interface FactRow {
  readonly position: string;
  readonly n: number;
  readonly sensor: string;
  /** Id of the flow as it was written, null when the record names none. */
  readonly flow: string | null;
  readonly time: number;
  readonly client: string;
  readonly server: string;
  readonly client_port: number;
  readonly server_port: number;
}
