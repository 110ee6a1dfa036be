import { DomainError } from '@wireledger/kernel';
import { dictionary } from '@zxcvbn-ts/language-common';

const MAX = 128;

/** Words of the place, and rows of keys, that lists of leaked passwords miss; compared without digits, signs and look-alike letters. */
const OF_THE_PLACE = new Set(
  (
    'passwort qwertz qwertzuiop changeme default secret guest temp pass passpass mypassword thisisapassword correcthorsebatterystaple ' +
    'wireledger wireledgeradmin network security analyst auditor operator summer winter spring autumn january december monday friday'
  ).split(' '),
);

/** Passwords that people really had, the most frequent of leaked lists; 49,233 of them, in lower case. Made at the first use. */
let leaked: ReadonlySet<string> | null = null;
const isLeaked = (text: string): boolean => (leaked ??= new Set(dictionary['passwords-common'])).has(text);

const LOOK_ALIKE: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'l',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

const read = (text: string): string => [...text].map((char) => LOOK_ALIKE[char] ?? char).join('');
const core = (text: string): string => text.replace(/^[^\p{L}@$]+|[^\p{L}]+$/gu, '');

/** Lower-case letters that a password is made of; and those of its core, without what stands around it and with look-alikes read as letters. */
const stems = (lower: string): string[] => [lower, read(core(lower))].map((text) => text.replace(/[^\p{L}]/gu, ''));

/** What is looked up among leaked passwords: the whole, its core, and the core with look-alikes read as letters. */
const leakedForms = (lower: string): string[] => [lower, core(lower), read(core(lower))];

const repeats = (text: string): boolean => /^(.{1,4})\1+$/u.test(text) || new Set(text).size <= 3;

/** Whether a row goes up or down by one all along, as 123456789012 does. */
function isSequence(text: string): boolean {
  const steps = [...text].slice(1).map((char, i) => char.charCodeAt(0) - text.charCodeAt(i));
  return [1, -1].some(
    (step) => steps.filter((taken) => taken === step || Math.abs(taken) === 9).length === steps.length,
  );
}

/** `least`: characters that a password has at least. @throws DomainError PASSWORD_WEAK with what is wrong */
export function checkPassword(password: string, name: string, least: number): void {
  const length = [...password].length;
  const weak = (reason: string) => new DomainError('PASSWORD_WEAK', `${reason} Four random words make a good one.`);
  if (length < least) throw weak(`A password has at least ${least} characters.`);
  if (length > MAX) throw weak(`A password has at most ${MAX} characters.`);
  if (repeats(password) || isSequence(password)) throw weak('This password is a simple row of characters.');
  const own = name.toLowerCase().replace(/[^\p{L}]/gu, '');
  const lower = password.normalize('NFKC').toLowerCase();
  if (leakedForms(lower).some(isLeaked)) throw weak('This password, or its core, stands on lists of leaked ones.');
  for (const stem of stems(lower)) {
    if (
      OF_THE_PLACE.has(stem) ||
      (stem.length > 0 && stem.length < 4 && length < 20 && /^\d*\p{L}*\d*$/u.test(password))
    )
      throw weak('This password is among those that are tried first.');
    if (own.length >= 3 && stem === own) throw weak('This password is the name with something around it.');
  }
}
