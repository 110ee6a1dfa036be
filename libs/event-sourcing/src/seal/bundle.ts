import { createHash } from 'node:crypto';

import type { EventLog, Position } from '../event-log';
import { comparePositions } from '../position';
import type { SealKey } from './seal-key';
import { entryOf, lastSeal } from './sealer';
import { EXPIRY_TYPE } from './expiry';
import type { Entry } from './verifier';

const PAGE = 500;
/** Characters of a piece, about. */
const PIECE = 512 * 1024;

export interface BundleOptions {
  /** Positions after this one; '' = from the beginning. It must be the end of a seal, or ''. */
  readonly from: string;
  /** Up to and with this one; null = up to the newest seal. */
  readonly to: string | null;
  /** Whose content is told; of all others the hash alone. */
  readonly whole: (type: string) => boolean;
  /** Who asked, and when, µs since 1970 UTC. */
  readonly by: string;
  readonly at: number;
}

/**
 * A stretch of the log as NDJSON that `wireledger-verify.mjs` checks with nothing but the public key: a head, a line an event (content, or hash
 * alone), and an end with the signed hash of everything before it. In pieces of about half a MiB.
 */
export async function* writeBundle(
  log: Pick<EventLog, 'readAll' | 'readStream'>,
  key: SealKey,
  { from, to, whole, by, at }: BundleOptions,
): AsyncGenerator<{ readonly text: string; readonly lines: number }> {
  const hash = createHash('sha256');
  const sealed = await lastSeal(log);
  const upTo = to ?? sealed?.to ?? '';
  let [text, lines, all] = ['', 0, 0];
  const add = (line: object): void => {
    const written = `${JSON.stringify(line)}\n`;
    hash.update(written);
    text += written;
    lines++;
    all++;
  };
  add({ is: 'head', format: 'wireledger bundle 1', from, to: upTo, by, at, key: key.id });
  // The seal that covers the last event stands behind it.
  for (let after = (from || 'start') as Position | 'start', done = false; !done;) {
    const page = await log.readAll({ after, limit: PAGE });
    for (const event of page.events) {
      const isSeal = event.type === 'seal.LogSealed';
      if (event.position > upTo && !isSeal) continue;
      add(lineOf(entryOf(event), whole(event.type) || isSeal || event.type === EXPIRY_TYPE));
      if (event.position > upTo && isSeal) {
        done = true;
        break;
      }
    }
    if (text.length >= PIECE) {
      yield { text, lines };
      [text, lines] = ['', 0];
    }
    if (page.end || comparePositions(page.next, after) <= 0) done = true;
    after = page.next;
  }
  const digest = hash.digest('hex');
  const signature = key.sign(`wireledger bundle 1\n${all}\n${digest}`);
  yield { text: `${text}${JSON.stringify({ is: 'end', lines: all, sha256: digest, signature })}\n`, lines: lines + 1 };
}

function lineOf({ position, recordedAt, type, hash, whole }: Entry, told: boolean): object {
  if (!told || !whole) return { is: 'hash', position, recordedAt, type, hash };
  const { stream, revision, id, data, meta } = whole;
  return { is: 'event', position, recordedAt, type, hash, stream, revision: Number(revision), id, data, meta };
}
