/** Who waits for his turn, in the order in which they came. */
const waiting: (() => void)[] = [];
/** How many go first now. */
let first = 0;
/** Who has the next turn waits for those who go first no longer than so, ms. */
const MOST_HELD_MS = 20;
/** When he has it in any case; null while nobody is held. */
let heldUntil: number | null = null;
let timer: NodeJS.Timeout | null = null;

/**
 * Resolves when it is one's turn. Folding takes much of the one thread that a process has, and several projections fold at once: between two turns whatever came from outside is
 * looked at, so that who needs little of the thread, as detectors on the way to an alert, waits for a piece of one projection and not for a piece of each.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });

/**
 * While it works there are no turns, or one in 20 ms where it works on and on: what it waits for it finds the thread free for. Resolves with the outcome of the work.
 * @throws what the work throws
 */
export async function goFirst<T>(work: () => Promise<T>): Promise<T> {
  first++;
  try {
    return await work();
  } finally {
    if (--first === 0 && timer) {
      clearTimeout(timer);
      timer = null;
      setImmediate(next);
    }
  }
}

/** What is set off within an immediate comes in the next round of the event loop: one turn a round. */
function next(): void {
  const now = performance.now();
  if (first > 0 && now < (heldUntil ??= now + MOST_HELD_MS)) {
    timer = setTimeout(() => {
      timer = null;
      next();
    }, heldUntil - now);
    return;
  }
  heldUntil = null;
  const one = waiting.shift();
  if (waiting.length > 0) setImmediate(next);
  one?.();
}
