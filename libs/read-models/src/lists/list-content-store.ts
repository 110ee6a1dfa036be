import { setImmediate as turn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import { type ContentEntry, Indicators, readContent } from '@wireledger/domain';
import type { ListContent, ListKind } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import type { Pool } from 'pg';

import { inTransaction } from '../runner/transaction';

const unpack = promisify(zstdDecompress);
/** Packed bytes of all contents together. */
const MOST_PACKED = 4 * 2 ** 30;
/** A piece is about 1 MiB; what says otherwise is not ours. */
const MOST_PIECE = 8 << 20;

/** Where the entries of lists are kept, under the SHA-256 of their canonical text. */
export class ListContentStore {
  constructor(private readonly pool: Pool) {}

  /** Keeps a content; one that is there already is left as it is. @throws DomainError LIMIT_EXCEEDED when there is no room for it */
  async save({ sha256, entries }: Pick<ListContent, 'sha256' | 'entries'>, pieces: readonly Buffer[]): Promise<void> {
    const packed = pieces.reduce((sum, piece) => sum + piece.length, 0);
    await inTransaction(this.pool, async (client) => {
      await client.query(`SELECT pg_advisory_xact_lock(hashtext('wireledger list content'))`);
      const { rows } = await client.query<{ packed: number }>(
        'SELECT coalesce(sum(packed), 0)::float8 AS packed FROM rm.list_content',
      );
      if ((rows[0]?.packed ?? 0) + packed > MOST_PACKED)
        throw new DomainError('LIMIT_EXCEEDED', 'The versions of all lists have 4 GiB, which is the most.');
      const { rowCount } = await client.query(
        'INSERT INTO rm.list_content (sha256, entries, packed) VALUES ($1, $2, $3) ON CONFLICT (sha256) DO NOTHING',
        [sha256, entries, packed],
      );
      if (rowCount === 0) return;
      for (const [number, piece] of pieces.entries())
        await client.query('INSERT INTO rm.list_content_piece (sha256, number, packed) VALUES ($1, $2, $3)', [
          ...[sha256, number, piece],
        ]);
    });
  }

  /** The entries as they are looked up; null when the content is not there. Others have their turn between two pieces. */
  async load(sha256: string, kind: ListKind, seed = 0): Promise<Indicators | null> {
    if (!(await this.has(sha256))) return null;
    const found = new Indicators(kind, seed);
    for await (const text of this.pieces(sha256))
      readContent(text, ({ indicator, line }) => void found.add({ text: indicator, prefix: null }, line));
    return found;
  }

  /** Entries whose value or note holds `search` (any case), at most `first`, in the order of the file. */
  async search(sha256: string, search: string, first: number): Promise<ContentEntry[]> {
    const wanted = search.toLowerCase();
    const found: ContentEntry[] = [];
    for await (const text of this.pieces(sha256)) {
      if (wanted !== '' && !text.toLowerCase().includes(wanted)) continue;
      const goOn = readContent(text, (entry) => {
        if (entry.indicator.includes(wanted) || entry.note.toLowerCase().includes(wanted)) found.push(entry);
        return found.length < first;
      });
      if (!goOn) break;
    }
    return found;
  }

  /** The entries in the order of the file, piece by piece: thousands at once. Nothing when the content is not there. */
  async *entries(sha256: string): AsyncGenerator<readonly ContentEntry[]> {
    for await (const text of this.pieces(sha256)) {
      const entries: ContentEntry[] = [];
      readContent(text, (entry) => void entries.push(entry));
      yield entries;
    }
  }

  private async has(sha256: string): Promise<boolean> {
    const { rowCount } = await this.pool.query('SELECT FROM rm.list_content WHERE sha256 = $1', [sha256]);
    return rowCount === 1;
  }

  private async *pieces(sha256: string): AsyncGenerator<string> {
    for (let number = 0; ; number++) {
      const { rows } = await this.pool.query<{ packed: Buffer }>(
        'SELECT packed FROM rm.list_content_piece WHERE sha256 = $1 AND number = $2',
        [sha256, number],
      );
      const [piece] = rows;
      if (!piece) return;
      yield (await unpack(piece.packed, { maxOutputLength: MOST_PIECE })).toString('utf8');
      await turn();
    }
  }
}
