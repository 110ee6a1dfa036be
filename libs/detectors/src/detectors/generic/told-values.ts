import { type Column, type Field, writeCode } from '@wireledger/filter';
import { sha256 } from '@wireledger/kernel/hashing';
import { type RuleKind, type Subject, valueReader } from './kinds';
import { fieldOf } from './measures';

/** Longest text that is held of a value from the wire; a longer one is told apart by its hash. */
const MOST = 255;
const KEPT = 200;

/** A value of a field as text, null where the record has none. Spaces part the values of a key. */
export type ValueOf = (record: Subject) => string | null;

/** Control characters, and halves of a character, which no database holds: they stay escaped. */
const INERT = /[\s%\p{Cc}\p{Cs}]/gu;
const HALF = /\p{Cs}/u;
const escaped = (text: string): string =>
  text.replace(INERT, (one) => (HALF.test(one) ? '%EF%BF%BD' : encodeURIComponent(one)));

function bounded(text: string): string {
  return text.length <= MOST ? text : `${text.slice(0, KEPT)}~${sha256(text)}`.slice(0, MOST);
}

/** Codes by the names that filters write them with; what flows have too is a number everywhere, as groups are shared. */
const written = ({ type }: Field, value: string | number): string =>
  type === 'dnsType' || type === 'dnsCode' || type === 'tlsVersion' || type === 'truth'
    ? writeCode(type, value as number)
    : String(value);

/** Reads a field of records of a kind as text without spaces and controls, of at most 255 characters before they are escaped. */
export function valueOf(name: string, kind: RuleKind): ValueOf {
  const field = fieldOf(name);
  const read = valueReader(kind, field.columns[0] as Column);
  const told = field.type === 'text' ? (text: string) => escaped(bounded(text)) : (text: string) => text;
  return ({ row }) => {
    const value = read(row);
    return value === null ? null : told(written(field, value as string | number));
  };
}

/** An escaped value for a sentence: spaces again, controls not. */
export const readable = (value: string): string =>
  escaped(decodeURIComponent(value)).replaceAll('%20', ' ').replaceAll('%25', '%');
