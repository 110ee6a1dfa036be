import { randomBytes } from 'node:crypto';
import path from 'node:path';

import { beginNextSecret, nextSecret, putNextSecret, secretFile } from './secret-file';

const FILE = 'notify.key';
const folder = (dataDir: string): string => path.join(dataDir, 'notify');
const make = (): string => randomBytes(32).toString('hex');

/**
 * The key that secrets of notification channels are made from, 64 hex digits; made at the first call. It has a folder of its own, so that
 * processes on several machines can share it alone.
 */
export const notifyKey = (dataDir: string): string => secretFile(folder(dataDir), FILE, make);

/** The key that is to take its place, while it is being replaced; null otherwise. */
export const nextNotifyKey = (dataDir: string): string | null => nextSecret(folder(dataDir), FILE);

/** Begins to replace it, or goes on. */
export const beginNextNotifyKey = (dataDir: string): string => beginNextSecret(folder(dataDir), FILE, make);

/** The next one is in force from here on, and the other is gone. */
export const putNextNotifyKey = (dataDir: string): void => putNextSecret(folder(dataDir), FILE);
