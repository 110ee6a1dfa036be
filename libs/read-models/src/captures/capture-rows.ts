import type { EventOf, RecordedEvent } from '@wireledger/event-sourcing';
import type { CaptureDeleted, CaptureImportRequested, CaptureUploaded } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { storable } from '../sql/storable';

const KEEP = `
INSERT INTO rm.stored_capture (sha256, source, name, size, unpacked, format, packing, packets, bytes, flows, first, last, link_types, truncated,
  warnings, uploaded_by, uploaded_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17) ON CONFLICT (sha256) DO NOTHING`;
const IMPORT = `UPDATE rm.stored_capture SET import = $2, import_by = $3, import_at = $4 WHERE sha256 = $1`;

/** Folds an event of the library of captures into `stored_capture`; others leave it as it is. */
export async function foldCapture(client: ClientBase, { type, data }: RecordedEvent): Promise<void> {
  switch (type) {
    case 'domain.CaptureUploaded':
      return keep(client, data as unknown as EventOf<typeof CaptureUploaded>['data']);
    case 'domain.CaptureDeleted': {
      const { sha256 } = data as unknown as EventOf<typeof CaptureDeleted>['data'];
      await client.query('DELETE FROM rm.stored_capture WHERE sha256 = $1', [sha256]);
      return;
    }
    case 'domain.CaptureImportRequested':
    case 'domain.CaptureImportStopped': {
      const { sha256, by, at } = data as unknown as EventOf<typeof CaptureImportRequested>['data'];
      const wanted = type === 'domain.CaptureImportRequested' ? 'requested' : 'stopped';
      await client.query(IMPORT, [sha256, wanted, by, at]);
      return;
    }
  }
}

async function keep(client: ClientBase, facts: EventOf<typeof CaptureUploaded>['data']): Promise<void> {
  const { sha256, source, name, sizeBytes, unpackedBytes, format, packing, packets, bytes, flows } = facts;
  const { firstUs, lastUs, linkTypes, truncated, warnings, by, at } = facts;
  await client.query(KEEP, [
    ...[sha256, source, storable(name), sizeBytes, unpackedBytes, format, packing, packets, bytes, flows],
    ...[firstUs, lastUs, JSON.stringify(linkTypes), truncated, JSON.stringify(warnings.map(storable)), by, at],
  ]);
}
