import { bytesOf, MAX_TEXT, nameOf, textOf } from '../values';

/** An object of JSON whose keys are looked at one by one. */
export type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const NONE: Json = {};

/** The object under a key, an empty one where there is none. */
export const objectAt = (of: Json, key: string): Json => {
  const value = Object.hasOwn(of, key) ? of[key] : undefined;
  return isJson(value) ? value : NONE;
};

/** The objects of a list. */
export const objectsAt = (of: Json, key: string): readonly Json[] => {
  const value = Object.hasOwn(of, key) ? of[key] : undefined;
  return Array.isArray(value) ? value.filter(isJson) : [];
};

/** The text under a key, '' where there is none. */
export const stringAt = (of: Json, key: string): string => {
  const value = Object.hasOwn(of, key) ? of[key] : undefined;
  return typeof value === 'string' ? value : '';
};

/** The whole number under a key, from 0 to `most`; null where there is none. */
export const wholeAt = (of: Json, key: string, most = 2 ** 48 - 1): number | null => {
  const value = Object.hasOwn(of, key) ? of[key] : undefined;
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most ? (value as number) : null;
};

/** Suricata escapes bytes that are no UTF-8 as `\xHH`; printable ones it never does. */
const ESCAPED = /\\x([0189a-fA-F][0-9a-fA-F])/g;
const unescaped = (text: string): string =>
  text.includes('\\x')
    ? bytesOf(text).replace(ESCAPED, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : bytesOf(text);

/** A text of eve.json as facts have texts, and as they have names. */
export const eveText = (text: string, most = MAX_TEXT): string => textOf(unescaped(text), most);
export const eveName = (text: string): string => nameOf(unescaped(text));
/** Bytes that a text stands for. */
export const eveLength = (text: string): number => unescaped(text).length;
