import type { IconName } from '../../ui/icon-paths';

/** Operations whose name says too little; of all others the name is taken apart. */
const WORDS: Readonly<Record<string, string>> = {
  'POST /api/auth/sign-in': 'Sign in',
  'POST /api/auth/bootstrap': 'Use the first one-time link',
  'POST /api/auth/code': 'Give a code at sign-in',
  'POST /api/auth/enrolment': 'Set up second factor',
  'POST /api/auth/invitation/look': 'Look at an invitation',
  'POST /api/auth/invitation/accept': 'Accept an invitation',
  'POST /api/auth/password-reset/look': 'Look at a link for a new password',
  'POST /api/auth/password-reset/use': 'Set a new password with a link',
  'POST /api/auth/sign-out': 'Sign out',
  'POST /api/auth/refresh': 'Renew session',
  'POST /api/auth/oidc/begin': 'Set out for the sign-in provider',
  'POST /api/auth/oidc/finish': 'Sign in by the provider',
  'POST /api/auth/oidc/sign-out': 'Ask where to sign out at the provider',
  'POST /api/account/identity/link': 'Begin to link an identity',
  'POST /api/account/identity/step-up': 'Begin to confirm at the provider',
  'POST /api/account/identity/finish': 'Link an identity or confirm',
  'POST /api/account/identity/unlink': 'Unlink own identity',
  'POST /api/account/step-up': 'Confirm with a code',
  'POST /api/account/factor/offer': 'Begin another second factor',
  'POST /api/account/factor/confirm': 'Set up another second factor',
  'POST /api/account/factor/codes': 'Make recovery codes',
  'POST /api/account/factor/remove': 'Remove second factor',
  'POST /api/account/password': 'Change own password',
  'POST /api/account/sessions/end': 'End own sessions',
  'POST /api/control/tokens': 'Make token on the host',
  'POST /api/control/bootstrap-link': 'Make one-time link on the host',
  'POST /api/control/erase': 'Erase a person on the host',
  'POST /api/control/erase-address': 'Erase an e-mail address on the host',
  'GET /api/exports/:id/file': 'Download export',
  'GET /api/audit/bundles/:id/file': 'Download signed bundle',
  'bearer token': 'Present a token',
  'POST /graphql': 'Ask a document',
  'WebSocket /graphql': 'Open a live connection',
  audit: 'Read the audit trail',
  auditAct: 'Read an audit record',
  events: 'Read events',
  event: 'Read an event',
  streamChange: 'Compare versions',
  erasePerson: 'Erase a person',
  eraseAddress: 'Erase an e-mail address',
  setDemo: 'Show or hide the demo',
};

/** `acknowledgeAlert` → Acknowledge alert; a read `flows` → Read flows; `POST /api/x/y` → POST x y. */
export function actionWords(operation: string, kind = 'change'): string {
  const known = WORDS[operation];
  if (known) return known;
  const plain = operation.replace(/\/api\//, '').replace(/[/:-]+/g, ' ');
  const words = plain.replace(/([a-z0-9])([A-Z])/g, (_all, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  if (kind === 'read' && !operation.includes(' ')) return `Read ${words.toLowerCase()}`;
  return words.charAt(0).toUpperCase() + words.slice(1);
}

interface ResultWords {
  readonly label: string;
  readonly icon: IconName;
}

const RESULTS: Readonly<Record<string, ResultWords>> = {
  done: { label: 'Done', icon: 'check' },
  refused: { label: 'Refused', icon: 'lock' },
  failed: { label: 'Failed', icon: 'close' },
  open: { label: 'No outcome', icon: 'clock' },
};

export const resultWords = (result: string): ResultWords => RESULTS[result] ?? { label: result, icon: 'help' };

/** Choices of the list, as the address has them. */
export const KINDS = [
  { value: '', label: 'All acts' },
  { value: 'change', label: 'Changes' },
  { value: 'signIn', label: 'Sign-ins' },
  { value: 'read', label: 'Reads and refused questions' },
  { value: 'download', label: 'Downloads' },
] as const;
export const RESULT_CHOICES = [
  { value: '', label: 'Any result' },
  { value: 'done', label: 'Done' },
  { value: 'refused', label: 'Refused' },
  { value: 'failed', label: 'Failed' },
  { value: 'open', label: 'No outcome' },
] as const;

/** `domain.RoleGranted` → Role granted. */
export function eventWords(type: string): string {
  const name = type.slice(type.indexOf('.') + 1);
  const words = name.replace(/([a-z0-9])([A-Z])/g, (_all, a: string, b: string) => `${a} ${b.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A hash as its ends. */
export const shortHash = (hash: string): string => (hash.length > 16 ? `${hash.slice(0, 8)}…${hash.slice(-6)}` : hash);

/** First and last lines of two JSON texts as lines of a comparison. */
export interface DiffLine {
  readonly mark: '-' | '+';
  readonly text: string;
}

export function diffLines(before: string | null, after: string | null): readonly DiffLine[] {
  const lines = (mark: DiffLine['mark'], text: string | null): DiffLine[] =>
    text === null ? [] : text.split('\n').map((line) => ({ mark, text: line }));
  return [...lines('-', before), ...lines('+', after)];
}
