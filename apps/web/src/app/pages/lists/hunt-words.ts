import type { HuntFields, ListHuntsResult } from '../../graphql/generated/operations';
import { formatCount } from '../../format/numbers';

type Told = Pick<ListHuntsResult['hunts'][number], 'cause' | 'state' | 'progress' | 'looked' | 'matched' | 'alerts'>;

const CAUSES: Readonly<Record<string, string>> = {
  imported: 'New version',
  reverted: 'Rolled back',
  resumed: 'Resumed',
  added: 'Entry added',
  removed: 'Entry removed',
  asked: 'Asked for',
};

/** What brought it about. */
export const causeOf = ({ cause }: Pick<Told, 'cause'>): string => CAUSES[cause] ?? cause;

/** Whether there is more to come. */
export const isUnderWay = ({ state }: Pick<Told, 'state'>): boolean => state === 'waiting' || state === 'running';

/** What came of it, in a few words. */
export function outcomeOf({ state, progress, looked, matched, alerts }: Told): string {
  if (state === 'waiting') return 'waits';
  if (state === 'running') return `${Math.floor(progress * 100)} %, ${formatCount(matched)} observed so far`;
  if (state === 'canceled') return 'canceled';
  if (state === 'failed') return 'failed';
  const seen = `${formatCount(matched)} of ${formatCount(looked)} observed`;
  if (state === 'held') return `held: ${seen}`;
  return alerts > 0 ? `${seen}, ${formatCount(alerts)} ${alerts === 1 ? 'alert' : 'alerts'}` : seen;
}

/** What was typed or pasted: a line, a comma or a space parts entries. */
export const entriesOf = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter((one) => one !== ''))];

/** `10.0.0.5, 10.0.0.6 and others`. */
export const hostsOf = ({ hosts, more }: Pick<HuntFields['matches'][number], 'hosts' | 'more'>): string =>
  `${hosts.join(', ')}${more ? ' and others' : ''}`;
