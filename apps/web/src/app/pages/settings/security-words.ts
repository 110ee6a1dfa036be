import { ROLES, roleLabel } from '../../format/roles';
import type { ChangeSecurityVariables, Role, SecurityBody } from '../../graphql/generated/operations';

/** Fields with a number, by the panel that they stand in. */
export type NumberField =
  | 'idleMinutes'
  | 'adminIdleMinutes'
  | 'absoluteHours'
  | 'passwordLength'
  | 'freeAttempts'
  | 'longestWaitMinutes'
  | 'stepUpSeconds';
export type SecurityField = NumberField | 'factorRoles' | 'origins';

interface FieldWords {
  readonly field: NumberField;
  readonly label: string;
  /** What it does, in a line. */
  readonly does: string;
}

/** A panel of the page. */
export interface FieldGroup {
  readonly id: string;
  readonly title: string;
  readonly caption: string;
  readonly fields: readonly FieldWords[];
}

export const GROUPS: readonly FieldGroup[] = [
  {
    id: 'sessions',
    title: 'Sessions',
    caption: 'how long a browser stays signed in',
    fields: [
      {
        field: 'idleMinutes',
        label: 'Ends after silence of',
        does: 'An open page keeps its session alive; silence is a closed one',
      },
      {
        field: 'adminIdleMinutes',
        label: 'Of administrators, after',
        does: 'No longer than that of everybody else',
      },
      {
        field: 'absoluteHours',
        label: 'Ends at the latest after',
        does: 'However much it is used; then everybody signs in again',
      },
    ],
  },
  {
    id: 'sign-in',
    title: 'Passwords and guessing',
    caption: 'what a password has to be, and what wrong ones cost',
    fields: [
      {
        field: 'passwordLength',
        label: 'A new password has at least',
        does: 'Passwords that are there already stay good. Leaked and simple ones are refused at any length',
      },
      {
        field: 'freeAttempts',
        label: 'Wrong ones that are free',
        does: 'Of a name, a browser, or codes of a person; then each wait is twice the one before',
      },
      {
        field: 'longestWaitMinutes',
        label: 'Longest wait',
        does: 'Nobody is locked out for good: the right password after the wait is right',
      },
    ],
  },
];

export const STEP_UP: FieldWords = {
  field: 'stepUpSeconds',
  label: 'A fresh code holds for',
  does: 'For what asks for a code and a reason, such as this page',
};

const WORDS: Readonly<Record<SecurityField, string>> = {
  idleMinutes: 'Sessions end after silence of',
  adminIdleMinutes: 'Sessions of administrators end after silence of',
  absoluteHours: 'Sessions end at the latest after',
  passwordLength: 'A new password has at least',
  freeAttempts: 'Wrong passwords and codes that are free',
  longestWaitMinutes: 'Longest wait after wrong ones',
  stepUpSeconds: 'A fresh code holds for',
  factorRoles: 'A second factor is needed by',
  origins: 'Further addresses of the console',
};
const FIELDS = Object.keys(WORDS) as SecurityField[];
export const NUMBERS = FIELDS.filter((field): field is NumberField => field !== 'factorRoles' && field !== 'origins');

/** What is entered: NaN where there is no number, addresses one a line. */
export type SecurityDraft = Readonly<Record<NumberField, number>> & {
  readonly factorRoles: readonly Role[];
  readonly origins: string;
};

/** What stands there before anything is known. */
export const NOTHING: SecurityDraft = {
  ...{ idleMinutes: 0, adminIdleMinutes: 0, absoluteHours: 0, passwordLength: 0 },
  ...{ freeAttempts: 0, longestWaitMinutes: 0, stepUpSeconds: 0, factorRoles: [], origins: '' },
};

export function draftOf(body: SecurityBody): SecurityDraft {
  const { factorRoles, origins } = body;
  const numbers = Object.fromEntries(NUMBERS.map((field) => [field, body[field]])) as Record<NumberField, number>;
  return { ...numbers, factorRoles, origins: origins.join('\n') };
}

/** Addresses of a text, one a line, without what the API does not tell apart either. */
export const originsOf = (text: string): readonly string[] => [
  ...new Set(
    text
      .split('\n')
      .map((line) => line.trim().toLowerCase())
      .filter((line) => line !== ''),
  ),
];

const sameText = (field: SecurityField, draft: SecurityDraft): string => {
  if (field === 'origins') return [...originsOf(draft.origins)].sort().join(' ');
  if (field === 'factorRoles') return [...draft.factorRoles].sort().join(' ');
  return String(draft[field]);
};

/** Fields in which two differ. */
export const differing = (one: SecurityDraft, other: SecurityDraft): readonly SecurityField[] =>
  FIELDS.filter((field) => sameText(field, one) !== sameText(field, other));

/** What is entered, put on top of what somebody else has made of it: where nothing was entered, his counts. */
export function rebased(draft: SecurityDraft, from: SecurityBody, onto: SecurityBody): SecurityDraft {
  const mine = differing(draft, draftOf(from));
  return { ...draftOf(onto), ...Object.fromEntries(mine.map((field) => [field, draft[field]])) };
}

const MOST_ORIGINS = 10;

/** What is wrong with what is entered, by field; the API says the same. */
export function problemsOf(body: SecurityBody, draft: SecurityDraft): Partial<Record<SecurityField, string>> {
  const problems: Partial<Record<SecurityField, string>> = {};
  for (const { field, least, most, unit } of body.bounds) {
    const value = draft[field as NumberField];
    if (!Number.isInteger(value) || value < least || value > most)
      problems[field as NumberField] = `${least} to ${most} whole ${unit}`;
  }
  if (!problems.adminIdleMinutes && draft.adminIdleMinutes > draft.idleMinutes)
    problems.adminIdleMinutes = `${draft.idleMinutes} at most: administrators are not left signed in for longer than others`;
  const origins = originsOf(draft.origins);
  const wrong = origins.find((one) => !isOrigin(one));
  if (wrong !== undefined)
    problems.origins = `"${wrong.slice(0, 60)}" is no origin. Write https://host or https://host:port, and nothing behind it`;
  else if (origins.length > MOST_ORIGINS) problems.origins = `At most ${MOST_ORIGINS}`;
  return problems;
}

const isOrigin = (text: string): boolean =>
  text.startsWith('https://') && !text.includes('*') && URL.canParse(text) && new URL(text).origin === text;

/** A value in words, with what it counts. */
export function inWords(field: SecurityField, body: SecurityBody, draft: SecurityDraft): string {
  if (field === 'origins') return originsOf(draft.origins).join(', ') || 'none';
  if (field === 'factorRoles') {
    const open = ROLES.filter(({ role }) => !draft.factorRoles.includes(role)).map(
      ({ label }) => `${label.toLowerCase()}s`,
    );
    return open.length === 0 ? 'everybody' : `everybody but ${open.join(' and ')}`;
  }
  return `${draft[field]} ${unitOf(field, body, draft[field])}`;
}

/** What a number counts, of one or of several. */
export const unitOf = (field: NumberField, body: SecurityBody, value: number): string => {
  const { unit = '' } = body.bounds.find((bound) => bound.field === field) ?? {};
  return value === 1 ? unit.replace(/s$/, '') : unit;
};

/** A value before and after. */
export interface ChangeWords {
  readonly field: SecurityField;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

/** What differs, in words. */
export const changesOf = (body: SecurityBody, before: SecurityDraft, after: SecurityDraft): readonly ChangeWords[] =>
  differing(before, after).map((field) => ({
    field,
    label: WORDS[field],
    before: inWords(field, body, before),
    after: inWords(field, body, after),
  }));

/** What the API is to change; the rest stays. */
export function asked(body: SecurityBody, draft: SecurityDraft): Omit<ChangeSecurityVariables, 'seen' | 'reason'> {
  const fields = differing(draftOf(body), draft);
  return Object.fromEntries(
    fields.map((field) => [field, field === 'origins' ? originsOf(draft.origins) : draft[field]]),
  );
}

const HOUR_MS = 3_600_000;

/** What a change does at once, to whom; `now` in ms since 1970 UTC. */
export function warningsOf(body: SecurityBody, draft: SecurityDraft, now: number): readonly string[] {
  const warnings: string[] = [];
  const { sessionStartedAt: started } = body;
  if (started !== null && now - Date.parse(started) > draft.absoluteHours * HOUR_MS)
    warnings.push('Your own session is older than that: within a few minutes you sign in again.');
  const shorter = (['idleMinutes', 'adminIdleMinutes', 'absoluteHours'] as const).some(
    (field) => draft[field] < body[field],
  );
  if (shorter)
    warnings.push(
      'Sessions that run end at their next check, within a few minutes, when they are past the new limits.',
    );
  const added = draft.factorRoles
    .filter((role) => !body.factorRoles.includes(role))
    .map((role) => `${roleLabel(role).toLowerCase()}s`);
  if (added.length > 0)
    warnings.push(
      `At once, ${added.join(' and ')} who are signed in without a second factor are signed out, and set one up at their next sign-in.`,
    );
  const gone = body.origins.filter((one) => !originsOf(draft.origins).includes(one));
  if (gone.length > 0) warnings.push(`Who has the console open by ${gone.join(', ')} is cut off there.`);
  return warnings;
}
