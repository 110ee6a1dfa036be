import { finished } from 'node:stream/promises';

import type { ClientBase } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

import type { CopyRows } from './copy-rows';

/** A table (with schema) and the columns that rows are written in, in order. */
export interface CopyTarget {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Writes all rows in one binary COPY; no rows, no statement. */
export async function copyInto(client: ClientBase, target: CopyTarget, rows: CopyRows): Promise<void> {
  if (rows.size === 0) return;
  const sql = `COPY ${target.table} (${target.columns.join(', ')}) FROM STDIN (FORMAT binary)`;
  const stream = client.query(copyFrom(sql));
  stream.end(rows.finish());
  await finished(stream);
}
