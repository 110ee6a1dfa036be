import { ChildFailed, wallSeconds } from '../child-usage';
import { ownRead } from '../own-read';
import { ratios, spread } from '../statistics';
import type { Capture } from './captures';
import { inTurn } from './in-turn';
import type { Course, Measured } from './measure-capture';
import { judged, type Result } from './result';

const GOAL = { goal: 20, bound: { atLeast: 1.6 } } as const;

/** Goal 20: a capture read twice by one worker, and by two workers at the same time. @throws ChildFailed when a reading failed */
export async function measureTwoFiles(
  { name, file }: Capture,
  { rounds, before }: Pick<Course, 'rounds' | 'before'>,
): Promise<Measured> {
  const read = (workers: number) =>
    wallSeconds(...ownRead(file, file, '--summary', '--no-digest', '--workers', String(workers)));
  const { figures, failed } = await inTurn(
    [
      { id: 'one', run: () => read(1) },
      { id: 'two', run: () => read(2) },
    ],
    rounds,
    before,
  );
  for (const why of failed.values()) throw new ChildFailed(why);
  return { results: [twoFilesResult(name, figures.get('one') ?? [], figures.get('two') ?? [])], failures: [] };
}

/** Of the seconds that one worker and two workers needed, round by round. */
export function twoFilesResult(name: string, one: readonly number[], two: readonly number[]): Result {
  return judged({
    ...GOAL,
    metric: `${name} twice, two workers at once`,
    unit: 's',
    ours: spread(two),
    peer: { name: 'one worker', ...spread(one) },
    ratio: spread(ratios(one, two)),
  });
}
