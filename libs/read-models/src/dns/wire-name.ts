import { nameText } from '@wireledger/decoders';

const LONGEST_LABEL = 63;

/** Wire form of a name in hex (length-prefixed labels) → master-file form as `nameText` has it, in its own case; null when it is cut short. */
export function nameFromWire(hex: string): string | null {
  const bytes = Buffer.from(hex, 'hex');
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const length = bytes[at] as number;
    if (length > LONGEST_LABEL) return null;
    at += 1 + length;
  }
  return at < bytes.length ? nameText(bytes, at + 1) : null;
}
