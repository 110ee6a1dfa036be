const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Wait before the n-th try (from 1): doubling from half a second to 15 s, of which a random half is left away. */
export function backoff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.max(0, attempt - 1));
  return full / 2 + (full / 2) * random;
}
