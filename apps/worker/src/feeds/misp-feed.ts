import { type FeedPart, mispManifest, mispPart } from '@wireledger/domain';

import { failure, type FeedSession } from './feed-session';
import type { PartShelf, Synced } from './part-shelf';

const ACCEPT = 'application/json';
const MOST_EVENTS = 50_000;
/** Events that are kept at once. */
const BATCH = 50;

/**
 * Takes the events of a MISP feed that are new or were changed, by the time of change that its manifest gives, and forgets those that have gone. `url`: the
 * folder, or its `manifest.json`. What was fetched in a round that breaks off is not fetched again.
 */
export async function syncMisp(session: FeedSession, url: string, shelf: PartShelf): Promise<Synced> {
  const folder = folderOf(url);
  const page = await session.get(fileIn(folder, 'manifest.json'), ACCEPT);
  if (page.is === 'failed') return page;
  const manifest = mispManifest(page.value);
  if (!manifest) return failure('its manifest names no event', { status: 200 });
  if (manifest.size > MOST_EVENTS) return failure(`it has ${manifest.size} events, at most ${MOST_EVENTS} are taken`);
  await shelf.begin();
  const kept = await shelf.stamps();
  const gone = [...kept.keys()].filter((key) => !manifest.has(key));
  const wanted = [...manifest].filter(([key, stamp]) => kept.get(key) !== stamp || stamp === '');
  let [batch, done]: [FeedPart[], number] = [[], 0];
  for (const [key, stamp] of wanted) {
    const event = session.over ? null : await session.get(fileIn(folder, `${key}.json`), ACCEPT);
    if (event === null || event.is === 'failed') {
      const full = await shelf.put(batch, null);
      const why = event?.why ?? 'the time was up';
      const told = { ...event, why: `${done} of ${wanted.length} events were fetched, then ${why}`, passing: true };
      return full ?? failure(told.why, told);
    }
    const part = mispPart(key, stamp, event.value);
    if (!part) return failure(`event ${key} is no event of MISP`, { status: 200 });
    batch.push(part);
    done++;
    if (batch.length < BATCH) continue;
    const full = await shelf.put(batch, null);
    if (full) return full;
    batch = [];
  }
  const full = await shelf.put(batch, null);
  if (full) return full;
  if (gone.length > 0) await shelf.remove(gone);
  return { is: 'synced', changed: wanted.length + gone.length };
}

function folderOf(given: string): URL {
  const url = new URL(given);
  url.pathname = url.pathname.replace(/manifest\.json$/, '').replace(/\/?$/, '/');
  return url;
}

function fileIn(folder: URL, name: string): string {
  const url = new URL(folder);
  url.pathname += name;
  return url.href;
}
