import { readFileSync, statSync } from 'node:fs';

const KEY = /^[0-9a-f]{64}$/i;

/** The key of the packet store out of its file, 32 bytes; null where none is named. @throws with cause and mend, and nothing of the key */
export function readStoreKey(file: string): Buffer | null {
  if (file === '') return null;
  const text = readSecret('PACKET_STORE_KEY_FILE', file);
  if (!KEY.test(text))
    throw new Error(`PACKET_STORE_KEY_FILE: ${file} must hold 64 hex digits. Make one: openssl rand -hex 32`);
  return Buffer.from(text, 'hex');
}

/** The text of a file that nobody else may read, named by a variable. @throws with cause and mend, and nothing of the text */
export function readSecret(variable: string, file: string): string {
  let text: string;
  let mode: number;
  try {
    mode = statSync(file).mode;
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new Error(`${variable}: cannot read ${file} (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
  }
  if ((mode & 0o077) !== 0)
    throw new Error(`${variable}: others may read ${file}. Close it to them: chmod 600 ${file}`);
  if (text === '') throw new Error(`${variable}: ${file} is empty.`);
  return text;
}
