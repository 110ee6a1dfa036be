import type { AlertCloseReason } from '../../graphql/generated/operations';

export interface CloseChoice {
  readonly reason: AlertCloseReason;
  readonly label: string;
  readonly key: string;
}

/** Why an alert may be closed; the key chooses it in the menu. */
export const CLOSE_CHOICES: readonly CloseChoice[] = [
  { reason: 'truePositive', label: 'True positive', key: 't' },
  { reason: 'benign', label: 'Benign', key: 'b' },
  { reason: 'falsePositive', label: 'False positive', key: 'f' },
  { reason: 'duplicate', label: 'Duplicate', key: 'd' },
  { reason: 'test', label: 'Test', key: 's' },
];

export const closeWord = (reason: string): string =>
  CLOSE_CHOICES.find((choice) => choice.reason === reason)?.label ?? reason;

/** How long an alert may sleep: label, key of the menu, minutes. */
export const SNOOZES = [
  { label: 'For an hour', key: '1', minutes: 60 },
  { label: 'For four hours', key: '4', minutes: 240 },
  { label: 'Until this time tomorrow', key: 'd', minutes: 1440 },
  { label: 'For a week', key: 'w', minutes: 10_080 },
] as const;

/** What was done, as a sentence goes on after a name or a number of alerts. */
const DONE: Readonly<Record<string, string>> = {
  acknowledged: 'acknowledged',
  assigned: 'assigned',
  noted: 'noted on',
  snoozed: 'snoozed',
  escalated: 'escalated',
  closed: 'closed',
  reopened: 'reopened',
  reverted: 'took back an act on',
};
export const doneWord = (action: string): string => DONE[action] ?? action;

const TITLES: Readonly<Record<string, string>> = {
  raised: 'Raised',
  recurred: 'Grew',
  acknowledged: 'Acknowledged',
  assigned: 'Assigned',
  noted: 'Note',
  snoozed: 'Snoozed',
  escalated: 'Escalated',
  closed: 'Closed',
  reopened: 'Reopened',
  reverted: 'Taken back',
};

const UUID = /^[0-9a-f]{8}-/;

/** Head of an entry of the activity: what happened, and to what. `when` writes a time. */
export function activityTitle(action: string, about: string | null, when: (time: string) => string): string {
  const title = TITLES[action] ?? action;
  if (action === 'raised') return `Raised as ${about ?? 'an alert'}`;
  if (action === 'recurred') return about ? `Grew, ${about}` : title;
  if (action === 'assigned') return about ? `Assigned to ${about}` : 'Assigned to nobody';
  if (action === 'snoozed') return about ? `Snoozed until ${when(about)}` : title;
  if (action === 'closed' && about)
    return UUID.test(about) ? 'Merged into another alert' : `Closed: ${closeWord(about)}`;
  return title;
}

interface Stated {
  readonly status: string;
  readonly assigneeName: string | null;
  readonly snoozedUntil: string | null;
  readonly escalated: boolean;
  readonly closeReason: string | null;
  readonly mergedInto: string | null;
}

/** State of an alert in a word or two. `when` writes a time. */
export function stateWords(state: Stated, when: (time: string) => string): string {
  const whose = state.assigneeName ? ` · ${state.assigneeName}` : '';
  if (state.status === 'closed') return state.mergedInto ? 'Merged' : `Closed: ${closeWord(state.closeReason ?? '')}`;
  if (state.snoozedUntil && Date.parse(state.snoozedUntil) > Date.now())
    return `Snoozed until ${when(state.snoozedUntil)}`;
  if (state.escalated) return `Escalated${whose}`;
  if (state.status === 'acknowledged') return `Acknowledged${whose}`;
  return whose === '' ? '' : `Assigned${whose}`;
}

/** `3 alerts closed`. */
export const undoWords = (count: number, action: string): string =>
  `${count} ${count === 1 ? 'alert' : 'alerts'} ${action === 'noted' ? 'noted' : doneWord(action)}`;
