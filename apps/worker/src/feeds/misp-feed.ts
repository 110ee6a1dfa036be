import { type FeedPart, mispManifest, mispPart } from '@wireledger/domain';

import { failure, type FeedSession } from './feed-session';
import type { PartShelf, Synced } from './part-shelf';

const ACCEPT = 'application/json';
const MOST_EVENTS = 50_000;
/** Events, and bytes of them, that are kept at once. */
const BATCH = 50;
const BATCH_BYTES = 8 * 1024 * 1024;

/**
 * Takes the events of a MISP feed that are new or were changed, by the time of change that its manifest gives, and forgets those that have gone. `url`: the
 * folder, or its `manifest.json`. What was fetched in a round that breaks off is not fetched again. An event that is not there, or is none, is passed over
 * and stays as it was kept before, if it was.
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
  const passedOver: string[] = [];
  let [batch, done, keptAt]: [FeedPart[], number, number] = [[], 0, session.bytes];
  for (const [key, stamp] of wanted) {
    const event = session.over ? null : await session.get(fileIn(folder, `${key}.json`), ACCEPT);
    if (event?.is === 'page') {
      const part = mispPart(key, stamp, event.value);
      if (part) batch.push(part);
      else passedOver.push(`${key}: it is no event of MISP`);
    } else if (event?.ofDocument) passedOver.push(`${key}: ${event.why}`);
    else {
      const full = await shelf.put(batch, null);
      const why = `${done} of ${wanted.length} events were fetched, then ${event?.why ?? 'the time was up'}`;
      return full ?? failure(why, { ...event, why, passing: true });
    }
    done++;
    if (batch.length < BATCH && session.bytes - keptAt < BATCH_BYTES) continue;
    const full = await shelf.put(batch, null);
    if (full) return full;
    [batch, keptAt] = [[], session.bytes];
  }
  const full = await shelf.put(batch, null);
  if (full) return full;
  const why = told(passedOver);
  // Where not one of its events can be had, the manifest says nothing about what has gone either.
  if (passedOver.length === manifest.size) return failure(why ?? '', { status: 200 });
  if (gone.length > 0) await shelf.remove(gone);
  return { is: 'synced', why };
}

/** Events that could not be had, the first by name; they are asked for again in the next round. */
const told = ([first, ...others]: readonly string[]): string | null =>
  first === undefined ? null : `Events that were passed over: ${others.length + 1}, the first ${first}.`;

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
