import { formatPosition } from '../../core/past';
import { formatCount } from '../../format/numbers';
import { formatDuration } from '../../format/times';
import type { IntegrityStateResult } from '../../graphql/generated/operations';

type Integrity = IntegrityStateResult['integrity'];

/** How the history is, in a word and a sentence. */
export interface Verdict {
  readonly tone: 'good' | 'bad' | 'open';
  readonly title: string;
  readonly about: string;
}

export const isUnderWay = (state: string): boolean => state === 'waiting' || state === 'running';

const events = (n: number): string => `${formatCount(n)} ${n === 1 ? 'event' : 'events'}`;

/** Figures keep their units together with spaces that a text of the wire shows as what they are. */
export const plainSpaces = (text: string): string => text.replaceAll('\u00a0', ' ');

/** @param clock writes a time of the check */
export function verdictOf({ check, anchors }: Integrity, clock: (time: string) => string): Verdict {
  const apart = anchors.find(({ agrees, error }) => !agrees && error === null);
  if (apart)
    return {
      ...{ tone: 'bad', title: 'The log contradicts its anchor' },
      about: 'Its end was cut, or an older state came back. Verify now to see where.',
    };
  if (!check)
    return {
      tone: 'open',
      title: 'Not verified yet',
      about: 'Verify now reads the whole log and checks every hash and seal.',
    };
  const by = `by ${check.askedByName}`;
  if (isUnderWay(check.state))
    return {
      tone: 'open',
      title: 'Verifying',
      about: `${events(check.events)} so far, asked ${clock(check.askedAt)} ${by}`,
    };
  if (check.state === 'failed')
    return { tone: 'bad', title: 'Could not be verified', about: check.error ?? 'The worker gave no reason.' };
  const [first] = check.faults;
  if (first)
    return {
      ...{ tone: 'bad', title: 'History is not intact' },
      about: `First fault: ${first.kind} at position ${positionText(first.position)}. Verified ${clock(check.askedAt)} ${by}`,
    };
  const took = check.tookMs === null ? '' : ` in ${formatDuration(check.tookMs / 1000)}`;
  const gone = check.expired > 0 ? `; ${formatCount(check.expired)} removed by retention and accounted for` : '';
  return {
    tone: 'good',
    title: 'History is intact',
    about: `Verified ${clock(check.askedAt)} ${by}, ${events(check.events)}${took}${gone}`,
  };
}

/** A position as people read it; '' = none. */
export const positionText = (position: string): string =>
  /^\d/.test(position) ? formatPosition(position) : position || 'none';

/** A sealed stretch as a cell: verified, at fault, or sealed after the last check. */
export type CellState = 'verified' | 'fault' | 'sealed';

export function cellsOf({
  seals,
  check,
}: Integrity): readonly { readonly n: number; readonly state: CellState; readonly title: string }[] {
  const done = check?.state === 'done' ? check : undefined;
  const bad = new Set(done?.faults.map(({ seal }) => seal));
  const at = (after: string, to: string): boolean =>
    done?.faults.some(({ position }) => position > after && position <= to) === true;
  return seals.map(({ n, after, to, count }) => {
    const state = bad.has(n) || at(after, to) ? 'fault' : done && to <= done.position ? 'verified' : 'sealed';
    return {
      n,
      state,
      title: `Seal ${n}: ${events(count)} up to position ${positionText(to)}, ${state === 'fault' ? 'at fault' : state}`,
    };
  });
}
