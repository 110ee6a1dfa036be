import { parseIp, parsePrefix } from '@wireledger/kernel';
import { z } from 'zod';

type Prefix = NonNullable<ReturnType<typeof parsePrefix>>;

/** Networks as a parameter: prefixes of IPv4 and IPv6. */
export const networks = (what: string) =>
  z
    .array(
      z
        .string()
        .max(45)
        .refine((text) => parsePrefix(text) !== null, 'write a prefix such as 10.1.0.0/16 or fd00::/8'),
    )
    .max(100)
    .describe(what);

/** Parsed once for each list of parameters. */
const parsed = new WeakMap<readonly string[], readonly Prefix[]>();

/** Whether an address is in one of the networks; what is no address is in none. */
export function isWithin(address: string, prefixes: readonly string[]): boolean {
  if (prefixes.length === 0) return false;
  let known = parsed.get(prefixes);
  if (!known) parsed.set(prefixes, (known = prefixes.flatMap((text) => parsePrefix(text) ?? [])));
  const bytes = parseIp(address);
  return bytes !== null && known.some((prefix) => holds(prefix, bytes));
}

function holds({ bytes: start, length }: Prefix, bytes: Uint8Array): boolean {
  if (start.length !== bytes.length) return false;
  const whole = length >> 3;
  for (let i = 0; i < whole; i++) if (bytes[i] !== start[i]) return false;
  const rest = 0xff & (0xff << (8 - (length & 7)));
  return (length & 7) === 0 || ((bytes[whole] as number) & rest) === start[whole];
}
