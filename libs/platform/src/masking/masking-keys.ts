import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { secretFile } from '../secret-file/secret-file';

/** Keys of masked values; 32 random bytes each. */
export interface MaskingKeys {
  readonly pseudonyms: Buffer;
  readonly prefixes: Buffer;
}

/**
 * Reads the keys, made at the first call: `masking/keys/masking.key` and `masking/keys/masking-prefix.key` of the data folder. They have a folder of
 * their own, so that processes on several machines can share it alone. A key that an older release left under `keys` goes on.
 */
export function maskingKeys(dataDir: string): MaskingKeys {
  const older = path.join(dataDir, 'keys', 'masking.key');
  const fresh = () => randomBytes(32).toString('base64url');
  const read = (name: string, make: () => string) =>
    Buffer.from(secretFile(path.join(dataDir, 'masking'), name, make), 'base64url');
  return {
    pseudonyms: read('masking.key', () => (existsSync(older) ? readFileSync(older, 'utf8') : fresh())),
    prefixes: read('masking-prefix.key', fresh),
  };
}
