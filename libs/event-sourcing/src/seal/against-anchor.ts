import type { EventLog } from '../event-log';
import { lastSeal, sealAt } from './sealer';
import { sealHash, type SignedSeal } from './verifier';

/**
 * How the log stands to the newest seal that was written down outside. `behind`: it ends before that seal. `other`: it has another seal in that
 * place.
 */
export type AnchorVerdict =
  | { readonly is: 'agrees' }
  | { readonly is: 'behind' | 'other'; readonly anchored: SignedSeal; readonly sealed: SignedSeal | null };

/** @param anchored newest seal of the anchor; null when nothing was ever written down */
export async function againstAnchor(
  log: Pick<EventLog, 'readStream'>,
  anchored: SignedSeal | null,
): Promise<AnchorVerdict> {
  if (!anchored) return { is: 'agrees' };
  const sealed = await lastSeal(log);
  if (!sealed || sealed.n < anchored.n) return { is: 'behind', anchored, sealed };
  const here = await sealAt(log, anchored.n);
  return here && sealHash(here) === sealHash(anchored) ? { is: 'agrees' } : { is: 'other', anchored, sealed };
}

/** A contradiction in a sentence; '' when there is none. */
export function contradiction(verdict: AnchorVerdict): string {
  if (verdict.is === 'agrees') return '';
  const { anchored, sealed } = verdict;
  const written = `seal ${anchored.n} of ${new Date(anchored.at / 1000).toISOString()}, up to position ${anchored.to}, was written down outside`;
  return verdict.is === 'behind'
    ? `the log ends ${sealed ? `with seal ${sealed.n}` : 'before any seal'}, but ${written}: its end was cut, or an older backup came back`
    : `${written}, but the log has another one in its place: it is another history`;
}

/** What to do about a contradiction. */
export const ACCEPT_HINT =
  'Look into it with `npx wireledger verify`. If it was brought back on purpose: npx wireledger verify --accept "why"';
