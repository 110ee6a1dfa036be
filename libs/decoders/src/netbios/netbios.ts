import { wireText } from '../wire-text';

const HEADER = 12;
/** A name of 16 bytes, each as two letters (RFC 1001 §14.1), behind its length. */
const ENCODED = 32;
const NAME = 16;
const LETTER_A = 0x41;
const SUFFIX_AT = 15;

/** What is asked for, or said of, a name. */
export interface NetbiosMessage {
  /** The name without its padding, escaped as `wireText` does, and the service it stands for: `WORKGROUP<1d>`. */
  readonly name: string;
  readonly isResponse: boolean;
  /** 0 query, 5 registration, 6 release, 7 wait, 8 and 9 refresh (RFC 1002 §4.2.1.1). */
  readonly operation: number;
}

/** Reads the first name of the name service's message in `[start, end)` (RFC 1002 §4.2); null when it has none. */
export function readNetbiosName(bytes: Uint8Array, start: number, end: number): NetbiosMessage | null {
  if (end - start < HEADER + 1 + ENCODED + 1) return null;
  const flags = bytes[start + 2] as number;
  const name = decodedName(bytes, start + HEADER);
  return name === null ? null : { name, isResponse: flags >= 0x80, operation: (flags >> 3) & 15 };
}

/** The name at `at`, its length byte included; null when it is none. */
function decodedName(bytes: Uint8Array, at: number): string | null {
  if (bytes[at] !== ENCODED) return null;
  const name = new Uint8Array(NAME);
  for (let i = 0; i < NAME; i++) {
    const high = (bytes[at + 1 + 2 * i] as number) - LETTER_A;
    const low = (bytes[at + 2 + 2 * i] as number) - LETTER_A;
    if (high < 0 || high > 15 || low < 0 || low > 15) return null;
    name[i] = (high << 4) | low;
  }
  let length = SUFFIX_AT;
  while (length > 0 && (name[length - 1] === 0x20 || name[length - 1] === 0)) length--;
  return `${wireText(name, 0, length, SUFFIX_AT)}<${(name[SUFFIX_AT] as number).toString(16).padStart(2, '0')}>`;
}
