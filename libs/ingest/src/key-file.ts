import { chmodSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

import { readPrivateKey } from './keys';

/** What a sensor on another machine is: its name, its key, and where it sends. */
const SensorIdentity = z.object({
  v: z.literal(1),
  sensor: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/),
  key: z.string().regex(/^[0-9a-f]{32}$/),
  /** PKCS #8 in base64url. */
  privateKey: z.string().refine((text) => readPrivateKey(text) !== null),
  /** Address of the system, without a slash at the end. */
  to: z.string().max(2000),
  /** Certificates (PEM) that are trusted instead of those of Node; '' = Node's. */
  ca: z.string().max(262_144),
});
export type SensorIdentity = z.infer<typeof SensorIdentity>;

/** Where it is kept unless told otherwise. */
export const identityFile = (dataDir: string): string => path.join(dataDir, 'keys', 'sensor.json');

/** @throws Error with cause and mend */
export function parseIdentity(text: string, where: string): SensorIdentity {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = null;
  }
  const result = SensorIdentity.safeParse(json);
  if (!result.success) throw new Error(`${where} is not the key of a sensor. Make it with \`wireledger sensor join\`.`);
  return result.data;
}

/** Reads the file; others than its owner must not be able to. @throws Error with cause and mend */
export function readIdentity(file: string): SensorIdentity {
  let text: string;
  try {
    const { mode } = statSync(file);
    if ((mode & 0o077) !== 0)
      throw new Error(`others can read the key of this sensor. Take their rights away: chmod 600 ${file}`);
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`there is no key of a sensor at ${file}. Make it with \`wireledger sensor join\`.`);
  }
  return parseIdentity(text, file);
}

/** Writes it whole or not at all, readable by its owner only. */
export function writeIdentity(file: string, identity: SensorIdentity): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, `${JSON.stringify(identity, null, 2)}\n`, { mode: 0o600, flush: true });
  chmodSync(`${file}.new`, 0o600);
  renameSync(`${file}.new`, file);
}
