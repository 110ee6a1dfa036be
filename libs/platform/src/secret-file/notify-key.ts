import { randomBytes } from 'node:crypto';
import path from 'node:path';

import { secretFile } from './secret-file';

/**
 * The key that secrets of notification channels are made from, 64 hex digits; made at the first call. It has a folder of its own, so that
 * processes on several machines can share it alone.
 */
export const notifyKey = (dataDir: string): string =>
  secretFile(path.join(dataDir, 'notify'), 'notify.key', () => randomBytes(32).toString('hex'));
