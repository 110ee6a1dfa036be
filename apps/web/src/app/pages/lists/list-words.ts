import { formatCount } from '../../format/numbers';
import type { ListFields } from '../../graphql/generated/operations';

/** Kinds of lists, as they are chosen. */
export const KINDS = [
  { value: 'addresses', text: 'Addresses and prefixes' },
  { value: 'names', text: 'Names, with all below them' },
  { value: 'fingerprints', text: 'TLS fingerprints (JA3, JA4)' },
] as const;

/** What lists are for. */
export const ACTIONS = [
  { value: 'threat', text: 'Threat', means: 'is bad, and tells a high alert' },
  { value: 'watch', text: 'Watch', means: 'is to be noticed, and tells a low alert' },
  { value: 'allow', text: 'Allow', means: 'is left out by all lists' },
] as const;

const DONE: Readonly<Record<string, string>> = {
  ListDefined: 'Described',
  ListImported: 'File imported',
  ListReverted: 'Rolled back',
  ListPaused: 'Paused',
  ListResumed: 'Resumed',
  IndicatorAdded: 'Entry added',
  IndicatorRemoved: 'Entry removed',
};

/** What was done, in words: `Rolled back · version 2`. */
export function doneOf({ action, subject }: { readonly action: string; readonly subject: string | null }): string {
  const word = DONE[action] ?? action;
  if (subject === null) return word;
  return action.startsWith('Indicator') ? word : `${word}, version ${subject}`;
}

/** `+12 −3` beside the version before; '' when nothing was imported. */
export const changeOf = ({ version, added, removed }: Pick<ListFields, 'version' | 'added' | 'removed'>): string =>
  version === null ? '–' : `+${formatCount(added)} −${formatCount(removed)}`;

/** State of a list in a word. */
export const stateOf = ({ paused, version, byHand }: Pick<ListFields, 'paused' | 'version' | 'byHand'>) =>
  paused
    ? ({ text: 'Paused', look: 'wait', icon: 'pause' } as const)
    : version === null && byHand === 0
      ? ({ text: 'Empty', look: 'plain', icon: 'minus' } as const)
      : ({ text: 'In force', look: 'ok', icon: 'check' } as const);
