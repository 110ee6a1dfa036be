import { parseTime } from '@wireledger/kernel';

import { patternValues } from './stix-pattern';

/** An object of a file that somebody else wrote. */
export type Shape = Readonly<Record<string, unknown>>;
export const isShape = (value: unknown): value is Shape =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const shapes = (value: unknown): readonly Shape[] => (Array.isArray(value) ? value.filter(isShape) : []);
export const word = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A value and the word on it, '' when there is none. */
export interface Noted {
  readonly value: string;
  readonly note: string;
}

/** What an indicator of STIX 2.1 says; no entries when it was revoked, or is not one value that is enough by itself. `untilUs`: it has ended then. */
export interface StixValues {
  readonly entries: readonly Noted[];
  readonly untilUs: number | null;
}

/** Null of an object that is no indicator. */
export function stixValues(object: Shape): StixValues | null {
  if (object['type'] !== 'indicator') return null;
  const isStix = object['pattern_type'] === undefined || object['pattern_type'] === 'stix';
  const values = object['revoked'] === true || !isStix ? null : patternValues(word(object['pattern']));
  const note = word(object['name']);
  return {
    entries: (values ?? []).map((value) => ({ value, note })),
    untilUs: parseTime(word(object['valid_until'])),
  };
}

/** Types of MISP attributes that a list can hold; those of two parts are cut at `|`. */
const MISP_TYPES = new Set([
  ...['ip-src', 'ip-dst', 'ip-src|port', 'ip-dst|port', 'domain', 'hostname', 'domain|ip', 'hostname|port'],
  ...['url', 'uri', 'ja3-fingerprint-md5', 'ja4-plus'],
]);

/** What each attribute of an event of MISP says, also those in objects; none where it is not for detection (`to_ids`), was deleted, or no list can hold it. */
export function mispValues(event: Shape): readonly (readonly Noted[])[] {
  const inObjects = shapes(event['Object']).flatMap((object) => shapes(object['Attribute']));
  return [...shapes(event['Attribute']), ...inObjects].map((attribute) => {
    const { type, value, comment, to_ids: detects, deleted } = attribute;
    if (detects !== true || deleted === true || !MISP_TYPES.has(word(type))) return [];
    const note = word(comment) || word(event['info']);
    const [first = '', second = ''] = word(value).split('|', 2);
    const isPort = word(type).endsWith('|port');
    const noted = { value: first, note: isPort && second !== '' ? `port ${second}${note && `, ${note}`}` : note };
    return type === 'domain|ip' ? [noted, { value: second, note }] : [noted];
  });
}
