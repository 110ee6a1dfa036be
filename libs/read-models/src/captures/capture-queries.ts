import type { Database } from '../database';
import { readFirst } from '../sql/page';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';

const MOST = 500;

/** A stored capture. People are known by their ids. Times RFC 3339; those of packets null when there is none. */
export interface StoredCaptureShape {
  readonly id: string;
  readonly source: string;
  readonly name: string;
  readonly sizeBytes: number;
  readonly unpackedBytes: number;
  readonly format: string;
  readonly packing: string;
  readonly packets: number;
  readonly bytes: number;
  readonly flows: number;
  readonly firstPacket: string | null;
  readonly lastPacket: string | null;
  /** tcpdump.org link-layer header types. */
  readonly linkTypes: readonly number[];
  readonly truncated: boolean;
  readonly warnings: readonly string[];
  readonly uploadedBy: string;
  readonly uploadedAt: string;
  /** stored, importing, stopped or imported. */
  readonly state: string;
  readonly importedBy: string | null;
  readonly importedAt: string | null;
}

interface Row {
  readonly sha256: string;
  readonly source: string;
  readonly name: string;
  readonly size: number;
  readonly unpacked: number;
  readonly format: string;
  readonly packing: string;
  readonly packets: number;
  readonly bytes: number;
  readonly flows: number;
  readonly first: number | null;
  readonly last: number | null;
  readonly link_types: readonly number[];
  readonly truncated: boolean;
  readonly warnings: readonly string[];
  readonly uploaded_by: string;
  readonly uploaded_at: number;
  readonly state: string;
  readonly import_by: string | null;
  readonly import_at: number | null;
}

const STATE = `CASE
  WHEN EXISTS (SELECT FROM rm.source s WHERE s.id = c.source AND s.status = 'completed') THEN 'imported'
  WHEN c.import = 'requested' THEN 'importing'
  WHEN c.import = 'stopped' THEN 'stopped'
  ELSE 'stored' END`;

/** Stored captures, the newest first; of one source or one SHA-256 when these are named. Within a scope there are none. */
export async function captures(
  db: Database,
  args: { readonly first?: number | null; readonly source?: string | null; readonly id?: string | null },
): Promise<StoredCaptureShape[]> {
  const params = new Params();
  const where = [
    ...(args.source ? [`c.source::text = ${params.of(args.source)}`] : []),
    ...(args.id ? [`c.sha256 = ${params.of(args.id)}`] : []),
  ];
  const rows = await db.rows<Row>(
    `SELECT c.*, ${STATE} AS state FROM rm.stored_capture c ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}
     ORDER BY c.uploaded_at DESC, c.sha256 LIMIT ${readFirst(args.first, 100, MOST)}`,
    params,
  );
  return rows.map(shown);
}

const shown = (row: Row): StoredCaptureShape => ({
  ...{ id: row.sha256, source: row.source, name: row.name, sizeBytes: row.size, unpackedBytes: row.unpacked },
  ...{ format: row.format, packing: row.packing, packets: row.packets, bytes: row.bytes, flows: row.flows },
  firstPacket: row.first === null ? null : shownTime(row.first),
  lastPacket: row.last === null ? null : shownTime(row.last),
  ...{ linkTypes: row.link_types, truncated: row.truncated, warnings: row.warnings },
  ...{ uploadedBy: row.uploaded_by, uploadedAt: shownTime(row.uploaded_at) },
  ...{ state: row.state, importedBy: row.import_by },
  importedAt: row.import_at === null ? null : shownTime(row.import_at),
});
