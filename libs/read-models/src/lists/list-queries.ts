import type { ListDefinition, ListOrigin } from '@wireledger/events';

import type { Database } from '../database';
import { validAt, type Viewpoint, viewpoint } from '../runner/viewpoint';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';
import type { ListChangeShape, ListDetailShape, ListEntryShape, ListShape, ListVersionShape } from './list-shapes';

const SHOWN = 200;

interface ListRow {
  readonly id: string;
  readonly definition: ListDefinition;
  readonly in_force: number | null;
  readonly paused: boolean;
  readonly revision: number;
  readonly by: string;
  readonly at: number;
  readonly entries: number | null;
  readonly origin: ListOrigin | null;
  readonly imported_at: number | null;
  readonly by_hand: number;
  readonly hits: number;
}

/** Lists at the viewpoint. Their hits: alerts told by a list of that name, which stands at the end of the entity. */
const listsAt = (params: Params, view: Viewpoint): string =>
  `SELECT l.id, l.definition, l.in_force, l.paused, l.revision, l.by, l.at, v.entries, v.origin, v.at AS imported_at,
     (SELECT count(*) FROM rm.list_entry e WHERE e.list = l.id AND ${validAt(params, view, 'e')})::int4 AS by_hand,
     (SELECT count(*) FROM rm.alert a JOIN rm.alert_version av ON av.alert = a.id
      WHERE a.kind = 'threat_match' AND ${validAt(params, view, 'av')}
        AND right(a.entity, length(l.definition->>'name') + 1) = ' ' || (l.definition->>'name'))::int4 AS hits
   FROM rm.list l LEFT JOIN rm.list_version v ON v.list = l.id AND v.number = l.in_force
   WHERE ${validAt(params, view, 'l')}`;

/** All lists at the viewpoint, by name. */
export async function lists(db: Database, args: { readonly asOf?: string | null }): Promise<ListShape[]> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const rows = await db.rows<ListRow>(
    `${listsAt(params, view)} ORDER BY lower(l.definition->>'name') COLLATE "C", l.id LIMIT ${SHOWN}`,
    params,
  );
  return rows.map(listShape);
}

/** One list at the viewpoint, with its newest versions and changes until then and its entries by hand; null when there was none. */
export async function listDetail(
  db: Database,
  args: { readonly id: string; readonly asOf?: string | null },
): Promise<ListDetailShape | null> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const [row] = await db.rows<ListRow>(`${listsAt(params, view)} AND l.id::text = ${params.of(args.id)}`, params);
  if (!row) return null;
  const until = view.position;
  const ofVersions = new Params();
  const versions = await db.rows<Omit<ListVersionShape, 'at' | 'origin'> & { at: number; origin: ListOrigin }>(
    `SELECT number, by, at, entries, origin, accepted FROM rm.list_version
     WHERE list = ${ofVersions.of(row.id)}::uuid ${upTo(ofVersions, 'position', until)} ORDER BY number DESC LIMIT ${SHOWN}`,
    ofVersions,
  );
  const ofChanges = new Params();
  const changes = await db.rows<Omit<ListChangeShape, 'at'> & { at: number }>(
    `SELECT valid_from AS position, action, by, at, reason, subject FROM rm.list
     WHERE id = ${ofChanges.of(row.id)}::uuid ${upTo(ofChanges, 'valid_from', until)} ORDER BY revision DESC LIMIT ${SHOWN}`,
    ofChanges,
  );
  const ofEntries = new Params();
  const entries = await db.rows<Omit<ListEntryShape, 'at' | 'until'> & { at: number; until: number | null }>(
    `SELECT e.value, e.until, e.reason, e.by, e.at FROM rm.list_entry e
     WHERE e.list = ${ofEntries.of(row.id)}::uuid AND ${validAt(ofEntries, view, 'e')} ORDER BY e.at DESC, e.value LIMIT 1000`,
    ofEntries,
  );
  return {
    list: listShape(row),
    versions: versions.map(({ origin, at, ...version }) => ({ ...version, ...originShape(origin), at: shownTime(at) })),
    changes: changes.map(({ at, ...change }) => ({ ...change, at: shownTime(at) })),
    entries: entries.map(({ at, until: end, ...entry }) => ({
      ...entry,
      ...{ at: shownTime(at), until: end === null ? null : shownTime(end), ended: end !== null && end <= view.now },
    })),
  };
}

const upTo = (params: Params, column: string, position: string | null): string =>
  position === null ? '' : `AND ${column} <= ${params.of(position)}::text`;

const originShape = ({ name, format, lines, duplicates, otherKind, refused, added, removed }: ListOrigin) => ({
  ...{ file: name, format, lines, duplicates, otherKind, refused, added, removed },
});

const listShape = ({
  definition,
  in_force,
  entries,
  origin,
  imported_at,
  by_hand,
  by,
  at,
  ...row
}: ListRow): ListShape => ({
  ...{ id: row.id, ...definition, paused: row.paused, revision: row.revision, hits: row.hits },
  ...{ version: in_force, entries: Number(entries ?? 0), byHand: by_hand },
  ...{ added: origin?.added ?? 0, removed: origin?.removed ?? 0 },
  importedAt: imported_at === null ? null : shownTime(imported_at),
  ...{ changedBy: by, changedAt: shownTime(at) },
});
