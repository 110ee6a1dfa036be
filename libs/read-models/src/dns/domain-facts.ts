import { domainToUnicode } from 'node:url';

import { getDomain } from 'tldts';

/** What is known about a name from the name alone. */
export interface DomainFacts {
  /** Registrable name by the public suffix list (ICANN section), '' when there is none. */
  readonly registrable: string;
  /** Shannon entropy of its characters, bits a character. */
  readonly entropy: number;
  readonly length: number;
  /** With punycode labels decoded; null when there are none. */
  readonly unicode: string | null;
  /** Letters of several scripts meet in one label. */
  readonly mixedScript: boolean;
}

/** @param name lower-case ASCII in master-file form */
export function domainFacts(name: string): DomainFacts {
  const labels = name.split('.');
  const decoded = labels.map((label) => (label.startsWith('xn--') ? domainToUnicode(label) || label : label));
  const unicode = decoded.join('.');
  return {
    registrable: getDomain(name, { validateHostname: false, extractHostname: false }) ?? '',
    entropy: entropy(name),
    length: name.length,
    unicode: unicode === name ? null : unicode,
    mixedScript: decoded.some(mixesScripts),
  };
}

/** Σ −p log₂ p over the characters, 0 for the empty text. */
export function entropy(text: string): number {
  const counts = new Map<string, number>();
  for (const char of text) counts.set(char, (counts.get(char) ?? 0) + 1);
  const length = [...counts.values()].reduce((sum, count) => sum + count, 0);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / length) * Math.log2(count / length);
  return bits;
}

/** Scripts in which names are written; those that one language writes together count as one (UTS #39 §5.1). */
const SCRIPTS: readonly RegExp[] = [
  /\p{Script=Latin}/u,
  /\p{Script=Cyrillic}/u,
  /\p{Script=Greek}/u,
  /\p{Script=Armenian}/u,
  /\p{Script=Hebrew}/u,
  /\p{Script=Arabic}/u,
  /\p{Script=Devanagari}/u,
  /\p{Script=Thai}/u,
  /\p{Script=Georgian}/u,
  /\p{Script=Cherokee}/u,
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}]/u,
];

const mixesScripts = (label: string): boolean => SCRIPTS.filter((script) => script.test(label)).length > 1;
