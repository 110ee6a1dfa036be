import type { ListFeedsResult } from '../../graphql/generated/operations';

type Feed = ListFeedsResult['listFeeds'][number];
type State = NonNullable<Feed['last']>['state'];

/** What can stand at an address; '' = a file whose format is found out. */
export const KINDS: readonly { readonly format: NonNullable<Feed['format']> | ''; readonly text: string }[] = [
  { format: '', text: 'A file' },
  { format: 'taxii', text: 'TAXII 2.1' },
  { format: 'mispfeed', text: 'MISP feed' },
];

const FILES: readonly NonNullable<Feed['format']>[] = ['plain', 'csv', 'hosts', 'abusech', 'zeek', 'stix', 'misp'];

/** The kinds, and the format of a file that was chosen elsewhere, so that it stays. */
export const kindsWith = (format: Feed['format'] | undefined): typeof KINDS => {
  const other = FILES.find((one) => one === format);
  return other === undefined ? KINDS : [...KINDS, { format: other, text: `A file (${other})` }];
};

/** How often a list can be fetched. */
export const INTERVALS: readonly { readonly minutes: number; readonly text: string }[] = [
  { minutes: 15, text: 'every 15 minutes' },
  { minutes: 60, text: 'every hour' },
  { minutes: 360, text: 'every 6 hours' },
  { minutes: 1440, text: 'every day' },
  { minutes: 10_080, text: 'every week' },
];

/** Those, and the one that was chosen elsewhere, so that it stays. */
export const intervalsWith = (minutes: number | undefined): typeof INTERVALS =>
  minutes === undefined || INTERVALS.some((one) => one.minutes === minutes)
    ? INTERVALS
    : [...INTERVALS, { minutes, text: intervalText(minutes) }];

/** `every hour`, or the number of minutes where there is no word. */
export const intervalText = (minutes: number): string =>
  INTERVALS.find((one) => one.minutes === minutes)?.text ?? `every ${minutes} minutes`;

const STATES: Readonly<Record<State, { readonly text: string; readonly good: boolean }>> = {
  imported: { text: 'Fetched, a new version is in force', good: true },
  unchanged: { text: 'Fetched, the same entries', good: true },
  notModified: { text: 'Nothing new there', good: true },
  held: { text: 'Held, nothing changed', good: false },
  refused: { text: 'Refused, nothing changed', good: false },
  failed: { text: 'Could not be fetched', good: false },
};

/** What became of the newest fetch, in words. */
export function outcomeText({ last }: Feed): { readonly text: string; readonly good: boolean } {
  if (!last) return { text: 'Not fetched yet', good: true };
  const { text, good } = STATES[last.state];
  return { text: last.failures > 1 ? `${text}, ${last.failures} times in a row` : text, good };
}
