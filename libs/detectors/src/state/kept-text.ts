import { flat } from './flat';

/** So many texts are known at once. */
const MOST = 10_000;

const known = new Map<string, string>();

/**
 * The same text as it was kept before, if it was lately. What many keys have in common (the one target of a thousand sources, the port that all of them try) comes
 * as another text with each record, and would be kept once for each key.
 */
export function kept(text: string): string {
  const before = known.get(text);
  if (before !== undefined) return before;
  if (known.size >= MOST) known.clear();
  const own = flat(text);
  known.set(own, own);
  return own;
}
