import { ChildFailed } from '../child-usage';

/** Something that is run once a round and answers its figure. */
export interface Contender<Id, Figure> {
  readonly id: Id;
  readonly run: () => Figure;
}

/** Figures by contender, one a round that counts, all in the same order of rounds; and why some have none. */
export interface Turns<Id, Figure> {
  readonly figures: ReadonlyMap<Id, readonly Figure[]>;
  readonly failed: ReadonlyMap<Id, string>;
}

/**
 * Runs contenders in turn, A B C A B C …, so that what disturbs the machine for a while disturbs all. Before several rounds one is run that does not
 * count: files and programs are read from the disk then. A contender that fails is left out from then on, with its figures. `before` is called before
 * each run and may throw to stop.
 */
export async function inTurn<Id, Figure>(
  contenders: readonly Contender<Id, Figure>[],
  rounds: number,
  before: () => Promise<void>,
): Promise<Turns<Id, Figure>> {
  const figures = new Map<Id, Figure[]>(contenders.map(({ id }) => [id, []]));
  const failed = new Map<Id, string>();
  const uncounted = rounds > 1 ? 1 : 0;
  for (let round = 0; round < rounds + uncounted; round++)
    for (const { id, run } of contenders) {
      if (failed.has(id)) continue;
      await before();
      try {
        const figure = run();
        if (round >= uncounted) figures.get(id)?.push(figure);
      } catch (error) {
        if (!(error instanceof ChildFailed)) throw error;
        failed.set(id, error.message);
        figures.delete(id);
      }
    }
  return { figures, failed };
}
