import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { can } from '@wireledger/access';
import { GraphQLError } from 'graphql';
import { z } from 'zod';

import { subjectOf, type Viewer } from '../access/viewer';

const extension = z.object({
  persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/) }),
});

const wrong = (message: string, code: string) =>
  new GraphQLError(message, { extensions: { code, http: { status: 400 } } });

/** Whether somebody may send documents that the console does not have. */
export type MaySendOwn = (viewer: Viewer | null) => boolean;

/** Programs may, within the limits; browser sessions with `api.adhoc`. Who is nobody is refused by every operation anyway. */
const byPermission: MaySendOwn = (viewer) =>
  viewer?.is !== 'session' || can(subjectOf(viewer), 'api.adhoc') === 'allow';

/** The console's documents by SHA-256 of their exact text, as its build wrote them. */
export class PersistedOperations {
  constructor(
    private readonly texts: ReadonlyMap<string, string>,
    private readonly maySendOwn: MaySendOwn = byPermission,
  ) {}

  /** `operations.json` of a built console; none when there is no such file. @throws when an entry's hash is not its text's */
  static load(file: string, maySendOwn: MaySendOwn = byPermission): PersistedOperations {
    let json: string;
    try {
      json = readFileSync(file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new PersistedOperations(new Map(), maySendOwn);
      throw error;
    }
    const entries = Object.entries(z.record(z.string(), z.string()).parse(JSON.parse(json)));
    for (const [hash, text] of entries)
      if (sha256(text) !== hash)
        throw new Error(`${file}: the hash ${hash} is not that of its text. Build the console again.`);
    return new PersistedOperations(new Map(entries), maySendOwn);
  }

  /**
   * The document that a request asks for: its own text, or the one of its hash.
   * @throws GraphQLError PERSISTED_OPERATION_NOT_FOUND; FORBIDDEN for a text of the viewer's own that he may not send; BAD_USER_INPUT when text
   * and hash disagree
   */
  resolve(query: unknown, extensions: unknown, viewer: Viewer | null): string | undefined {
    const text = typeof query === 'string' && query !== '' ? query : undefined;
    if (text !== undefined && !this.maySendOwn(viewer) && !this.texts.has(sha256(text)))
      throw new GraphQLError(
        'Documents of your own are for administrators, and for tokens. The console sends known ones.',
        {
          extensions: { code: 'FORBIDDEN', permission: 'api.adhoc' },
        },
      );
    if (typeof extensions !== 'object' || extensions === null || !('persistedQuery' in extensions)) return text;
    const parsed = extension.safeParse(extensions);
    if (!parsed.success)
      throw wrong(
        '`extensions.persistedQuery` needs version 1 and sha256Hash, 64 lower-case hex digits.',
        'BAD_USER_INPUT',
      );
    const { sha256Hash } = parsed.data.persistedQuery;
    if (text !== undefined) {
      if (sha256(text) !== sha256Hash) throw wrong('The hash is not that of the document.', 'BAD_USER_INPUT');
      return text;
    }
    const known = this.texts.get(sha256Hash);
    if (known === undefined)
      throw wrong(
        'No operation has this hash. The console was updated: load the page again.',
        'PERSISTED_OPERATION_NOT_FOUND',
      );
    return known;
  }

  get size(): number {
    return this.texts.size;
  }
}

const sha256 = (text: string): string => createHash('sha256').update(text, 'utf8').digest('hex');
