import { parseIp } from '@wireledger/kernel';
import { addressMasks } from '@wireledger/platform/masking';

import type { MaskedExample, MaskingMode } from '../schema/privacy';

/** Addresses of documentation: two of one network, one of another, one of IPv6. */
const ADDRESSES = ['192.0.2.17', '192.0.2.201', '198.51.100.7', '2001:db8:12:34::5'];

/** Not a secret: what an example shows must tell nothing of the keys in use, and prefix-preserving masking would. */
const masks = addressMasks({ pseudonyms: Buffer.alloc(32, 'example'), prefixes: Buffer.alloc(32, 'EXAMPLE') });

const shownAs = (mode: MaskingMode, text: string): string => {
  const address = parseIp(text);
  if (mode === 'OFF' || !address) return text;
  return masks[mode === 'TRUNCATE' ? 'truncate' : mode === 'PSEUDONYM' ? 'pseudonym' : 'prefix'].of(address);
};

/** What each mode makes of the same addresses. */
export const MASKED_EXAMPLES: readonly MaskedExample[] = (['OFF', 'TRUNCATE', 'PSEUDONYM', 'PREFIX'] as const).flatMap(
  (mode) => ADDRESSES.map((example) => ({ mode, example, shown: shownAs(mode, example) })),
);
