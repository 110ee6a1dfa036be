/**
 * Does things side by side, begun in their order; those of one key one after the other.
 * @throws the first failure, when all that was begun is over; what comes behind it under its key is left out
 */
export async function sideBySide<T>(
  things: readonly T[],
  keyOf: (thing: T) => string,
  does: (thing: T) => Promise<void>,
): Promise<void> {
  const rows = new Map<string, T[]>();
  for (const thing of things) {
    const row = rows.get(keyOf(thing));
    if (row) row.push(thing);
    else rows.set(keyOf(thing), [thing]);
  }
  const all = await Promise.allSettled(
    [...rows.values()].map(async (row) => {
      for (const thing of row) await does(thing);
    }),
  );
  const failed = all.find(({ status }) => status === 'rejected') as PromiseRejectedResult | undefined;
  if (failed) throw failed.reason;
}
