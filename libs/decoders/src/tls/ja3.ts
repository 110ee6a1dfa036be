import { hash } from 'node:crypto';
import { ByteMemo } from '../byte-memo';
import type { ClientHello } from './client-hello';
import type { ServerHello } from './server-hello';
import { isGrease } from './tls-types';

const md5 = (text: string): string => hash('md5', text);
const dashed = (values: readonly number[]): string => values.filter((value) => !isGrease(value)).join('-');

/** The string that JA3 hashes: version, ciphers, extensions, groups, point formats in decimal, GREASE left out. */
export function ja3Text({ legacyVersion, ciphers, extensions, groups, pointFormats }: ClientHello): string {
  return `${legacyVersion},${dashed(ciphers)},${dashed(extensions)},${dashed(groups)},${pointFormats.join('-')}`;
}

/** JA3 of a client: MD5 of {@link ja3Text}, hex. */
export const ja3 = (hello: ClientHello): string => md5(ja3Text(hello));

/** The string that JA3S hashes: version, cipher, extensions in decimal. */
export function ja3sText({ legacyVersion, cipher, extensions }: ServerHello): string {
  return `${legacyVersion},${cipher},${extensions.join('-')}`;
}

/** JA3S of a server: MD5 of {@link ja3sText}, hex. */
export function ja3s(hello: ServerHello): string {
  const length = serverKey(hello);
  const known = servers.find(key, 0, length);
  if (known !== undefined) return known;
  const made = md5(ja3sText(hello));
  servers.keep(key, 0, length, made);
  return made;
}

/** Servers choose among few answers: what was made of one is remembered by its numbers. */
const servers = new ByteMemo<string>(10, 256);
const key = new Uint8Array(256);

/** Writes what JA3S looks at to `key`; a length beyond it when there is too much. */
function serverKey({ legacyVersion, cipher, extensions }: ServerHello): number {
  let at = put(put(0, legacyVersion), cipher);
  for (let i = 0; i < extensions.length && at < key.length; i++) at = put(at, extensions[i] as number);
  return 4 + 2 * extensions.length;
}

function put(at: number, value: number): number {
  key[at] = value >> 8;
  key[at + 1] = value & 0xff;
  return at + 2;
}
