/** Who waits for his turn, in the order in which they came. */
const waiting: (() => void)[] = [];

/**
 * Resolves when it is one's turn. Folding takes much of the one thread that a process has, and several projections fold at once: between two turns whatever came from outside is
 * looked at, so that who needs little of the thread, as detectors on the way to an alert, waits for a piece of one projection and not for a piece of each.
 */
export const turn = (): Promise<void> =>
  new Promise((resolve) => {
    waiting.push(resolve);
    if (waiting.length === 1) setImmediate(next);
  });

/** What is set off within an immediate comes in the next round of the event loop: one turn a round. */
function next(): void {
  const [first] = waiting;
  if (waiting.length > 1) setImmediate(next);
  waiting.shift();
  first?.();
}
