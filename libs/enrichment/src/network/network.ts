import { inertText } from '../inert-text';

/** Whose network an address is announced by. */
export interface Network {
  /** Number of the autonomous system, 1…4294967295 (RFC 6793). */
  readonly asn: number;
  readonly organisation: string | null;
}

const MOST = 0xffff_ffff;

function asnOf(value: unknown): number | null {
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.replace(/^AS/i, '') : '';
  const number = /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return number > 0 && number <= MOST ? number : null;
}

/** The network in a record of an MMDB file: MaxMind's `autonomous_system_number`, or `asn` with `as_name`, `org` or `name`. */
export function networkOf(record: unknown): Network | null {
  if (typeof record !== 'object' || record === null) return null;
  const shape = record as Readonly<Record<string, unknown>>;
  const asn = asnOf(shape['autonomous_system_number']) ?? asnOf(shape['asn']);
  if (asn === null) return null;
  const organisation = ['autonomous_system_organization', 'as_name', 'org', 'name']
    .map((name) => inertText(shape[name]))
    .find((text) => text !== null);
  return { asn, organisation: organisation ?? null };
}

/** The network in the fields behind two addresses: `number,organisation`. */
export function networkOfFields([number, organisation]: readonly string[]): Network | null {
  const asn = asnOf(number);
  return asn === null ? null : { asn, organisation: inertText(organisation) };
}
