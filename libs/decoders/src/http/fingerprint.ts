import { ByteMemo } from '../byte-memo';
import { wireText } from '../wire-text';
import { TECHNOLOGIES } from './technologies';

/** Bytes of a value, and cookies of a field, that are looked at. */
const MAX_VALUE = 256;
const MAX_COOKIES = 32;
const MAX_COOKIE_NAME = 40;

interface Mark {
  /** Lower case; the beginning of a word or name is enough. */
  readonly start: string;
  readonly technology: number;
}

const marksOf = (field: string): readonly Mark[] =>
  TECHNOLOGIES.flatMap(({ fields }, technology) => (fields?.[field] ?? []).map((start) => ({ start, technology })));

/** Values of a field that are remembered, as a power of two, and bytes of the longest of them. */
const KNOWN_BITS = 7;
const LONGEST_KNOWN = 192;

/** A field that gives something away. */
class TellingField {
  /** Servers and clients say the same of themselves again and again: what values seen before give away. */
  private readonly known = new ByteMemo<readonly number[]>(KNOWN_BITS, LONGEST_KNOWN);

  constructor(private readonly marks: readonly Mark[]) {}

  /** Technologies that the value `[at, end)` tells of. */
  technologies(bytes: Uint8Array, at: number, end: number): readonly number[] {
    const known = this.known.find(bytes, at, end);
    if (known) return known;
    const text = ` ${wireText(bytes, at, end, MAX_VALUE).toLowerCase()} `;
    const found = this.marks
      .filter(({ start }) => start === '' || text.includes(` ${start}`) || text.includes(`(${start}`))
      .map(({ technology }) => technology);
    this.known.keep(bytes, at, end, found);
    return found;
  }
}

/** Name in lower case → field. */
const BY_FIELD: ReadonlyMap<string, TellingField> = new Map(
  [...new Set(TECHNOLOGIES.flatMap(({ fields }) => Object.keys(fields ?? {})))].map((field) => [
    field,
    new TellingField(marksOf(field)),
  ]),
);
const COOKIES: readonly Mark[] = TECHNOLOGIES.flatMap(({ cookies }, technology) =>
  (cookies ?? []).map((start) => ({ start, technology })),
);
const IMPLIED: readonly (readonly number[])[] = TECHNOLOGIES.map(({ implies }) =>
  (implies ?? []).map((name) => TECHNOLOGIES.findIndex((one) => one.name === name)),
);

/** Names of fields that {@link Fingerprint.field} looks at, lower case. */
export const FINGERPRINT_FIELDS: readonly string[] = [...BY_FIELD.keys(), 'cookie', 'set-cookie'];

/** What a head gives away of the software behind a server. One a head; bounded by the table. */
export class Fingerprint {
  private found: Set<number> | null = null;

  /** Looks at the value `[at, end)` of a field. */
  field(name: string, bytes: Uint8Array, at: number, end: number): void {
    if (name === 'set-cookie') this.cookie(bytes, at, end);
    else if (name === 'cookie') this.cookies(bytes, at, end);
    else for (const technology of BY_FIELD.get(name)?.technologies(bytes, at, end) ?? []) this.add(technology);
  }

  /** Names, in the order of the table; none is most often. */
  names(): readonly string[] {
    if (!this.found) return NONE;
    // What is implied may imply more, and is added while this goes on.
    for (const technology of this.found) for (const implied of IMPLIED[technology] ?? []) this.found.add(implied);
    return [...this.found].sort((a, b) => a - b).map((technology) => TECHNOLOGIES[technology]?.name ?? '');
  }

  /** `a=1; b=2` (RFC 6265 §4.2.1). */
  private cookies(bytes: Uint8Array, at: number, end: number): void {
    for (let n = 0; n < MAX_COOKIES && at < end; n++) {
      while (at < end && bytes[at] === 0x20) at++;
      let stop = at;
      while (stop < end && bytes[stop] !== 0x3b) stop++;
      this.cookie(bytes, at, stop);
      at = stop + 1;
    }
  }

  /** The name of one cookie; its value is none of our business. */
  private cookie(bytes: Uint8Array, at: number, end: number): void {
    let stop = at;
    while (stop < end && stop - at < MAX_COOKIE_NAME && bytes[stop] !== 0x3d) stop++;
    if (stop >= end || (bytes[stop] !== 0x3d && stop - at < MAX_COOKIE_NAME)) return;
    const name = wireText(bytes, at, stop, MAX_COOKIE_NAME).toLowerCase();
    for (const { start, technology } of COOKIES) if (name.startsWith(start)) this.add(technology);
  }

  private add(technology: number): void {
    (this.found ??= new Set()).add(technology);
  }
}

const NONE: readonly string[] = [];

const ORDER = new Map(TECHNOLOGIES.map(({ name }, i) => [name, i]));

/** What two heads of a transaction give away, each once, in the order of the table. */
export function bothFingerprints(one: readonly string[], other: readonly string[]): readonly string[] {
  if (one.length === 0 || other.length === 0) return one.length === 0 ? other : one;
  return [...new Set([...one, ...other])].sort((a, b) => (ORDER.get(a) ?? 0) - (ORDER.get(b) ?? 0));
}
