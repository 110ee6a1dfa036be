import { stixParts } from '@wireledger/domain';

import { failure, type FeedSession, type SessionFailure } from './feed-session';
import type { PartShelf, Synced } from './part-shelf';

/** OASIS TAXII 2.1 §1.6.8.1: what is asked for, and what the answer calls itself. */
const ACCEPT = 'application/taxii+json;version=2.1';
/** Objects that are wanted in one page; servers give fewer where they want to. */
const PAGE = 1000;
/** `…/collections/<id>/`, with or without the `objects/` behind it. */
const COLLECTION = /^(.*\/collections\/[^/]+)\/(?:objects\/?)?$/;

type Shape = Readonly<Record<string, unknown>>;
const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Takes the indicators of a collection that were added since the last round (`added_after`), page by page; each page is kept with the time up to which it
 * goes, so that a round that breaks off goes on there. `url`: of a collection, or of a server or API root that has one readable collection.
 */
export async function syncTaxii(session: FeedSession, url: string, shelf: PartShelf): Promise<Synced> {
  const collection = await collectionOf(session, url);
  if (typeof collection !== 'string') return collection;
  let [since, next, changed] = [await shelf.begin(), null as string | null, 0];
  const asked = new Set<string>();
  for (;;) {
    const address = pageOf(collection, since, next);
    if (asked.has(address))
      return failure('it says that there is more, and gives the same page again', { status: 200 });
    asked.add(address);
    const page = await taxii(session, address);
    if (page.is === 'failed') return page;
    // §3.7: an envelope without objects is an empty one.
    const { objects = [], more, next: following } = page.value;
    if (!Array.isArray(objects)) return failure('it answers no envelope of TAXII 2.1', { status: 200 });
    const parts = stixParts(objects);
    changed += parts.length;
    const upTo = dateOf(page.headers['x-taxii-date-added-last']);
    const isLast = more !== true;
    // While `next` goes on, a round that breaks off begins where this one did: nobody says that pages are in the order of time.
    const cursor = isLast || typeof following !== 'string' ? (upTo ?? since) : since;
    const full = await shelf.put(parts, cursor);
    if (full) return full;
    if (isLast) return { is: 'synced', changed };
    if (typeof following === 'string' && following !== '') next = following;
    else [since, next] = [upTo ?? since, null];
  }
}

function pageOf(collection: string, since: string | null, next: string | null): string {
  const url = new URL(collection);
  url.searchParams.set('limit', String(PAGE));
  url.searchParams.set('match[type]', 'indicator');
  if (since !== null) url.searchParams.set('added_after', since);
  if (next !== null) url.searchParams.set('next', next);
  return url.href;
}

const dateOf = (header: string | readonly string[] | undefined): string | null =>
  typeof header === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]{8,20}Z$/.test(header) ? header : null;

type TaxiiPage = {
  readonly is: 'page';
  readonly value: Shape;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

async function taxii(session: FeedSession, url: string): Promise<TaxiiPage | SessionFailure> {
  const page = await session.get(url, ACCEPT);
  if (page.is === 'failed') return page;
  const { value, headers } = page;
  if (!isShape(value) || !/^application\/(?:taxii\+)?json\b/i.test(headers['content-type'] ?? ''))
    return failure('it answers something else than TAXII 2.1', { status: 200 });
  return { is: 'page', value, headers };
}

/** Address of the objects of the collection that is meant. */
async function collectionOf(session: FeedSession, given: string): Promise<string | SessionFailure> {
  const url = new URL(given);
  const [, collection] = COLLECTION.exec(url.pathname.endsWith('/') ? url.pathname : `${url.pathname}/`) ?? [];
  if (collection !== undefined) return at(url, `${collection}/objects/`);
  const found = await taxii(session, given);
  if (found.is === 'failed') return found;
  const root = rootOf(found.value, url);
  if (root === null) return failure('it names no API root. Write the address of a collection.', { status: 200 });
  const list = await taxii(session, at(new URL(root), `${new URL(root).pathname.replace(/\/?$/, '/')}collections/`));
  if (list.is === 'failed') return list;
  const all = Array.isArray(list.value['collections']) ? (list.value['collections'] as unknown[]).filter(isShape) : [];
  const readable = all.filter(({ can_read: reads, id }) => reads === true && typeof id === 'string');
  const [only] = readable;
  if (only && readable.length === 1)
    return at(
      new URL(root),
      `${new URL(root).pathname.replace(/\/?$/, '/')}collections/${encodeURIComponent(only['id'] as string)}/objects/`,
    );
  const names = readable
    .slice(0, 8)
    .map(({ id, title }) => `${String(title).slice(0, 60)} (${String(id).slice(0, 60)})`);
  return failure(
    readable.length === 0
      ? 'it has no collection that may be read'
      : `it has ${readable.length} collections: ${names.join(', ')}. Write the address of one: ${root.replace(/\/?$/, '/')}collections/<id>/`,
    { status: 200 },
  );
}

/** The same address, query and all, with another path. */
function at(url: URL, path: string): string {
  const other = new URL(url);
  other.pathname = path;
  other.hash = '';
  return other.href;
}

/** The API root of a discovery document (§4.1), or the address itself, when it is the one of a root (§4.2). */
function rootOf(value: Shape, url: URL): string | null {
  const roots = Array.isArray(value['api_roots']) ? (value['api_roots'] as unknown[]) : [];
  const named = [value['default'], ...roots].find((one) => typeof one === 'string');
  if (typeof named === 'string') return URL.canParse(named, url.href) ? new URL(named, url.href).href : null;
  return Array.isArray(value['versions']) ? url.href : null;
}
