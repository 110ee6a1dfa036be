import { readdirSync } from 'node:fs';
import path from 'node:path';

import { repositoryFile } from './proof-page';

const ROOT = path.resolve(__dirname, '../../../..');

/** Source that runs in production, by path. */
const SOURCES: ReadonlyMap<string, string> = new Map(
  ['libs', 'apps/api', 'apps/cli', 'apps/sensor', 'apps/worker', 'apps/web/src'].flatMap((folder) =>
    readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts'))
      .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)))
      .filter((file) => !/(^|\/)(node_modules|testing)\//.test(file))
      .map((file) => [file, repositoryFile(file)] as const),
  ),
);
const filesWith = (pattern: RegExp): string[] =>
  [...SOURCES].flatMap(([file, source]) => (pattern.test(source) ? [file] : [])).sort();
const found = (pattern: RegExp): string[] =>
  [...SOURCES]
    .flatMap(([file, source]) => [...source.matchAll(pattern)].map((match) => `${file}: ${match[1] ?? match[0]}`))
    .sort();

describe('source that runs in production', () => {
  it('is there to look at', () => expect(SOURCES.size).toBeGreaterThan(500));

  it('runs no text as code', () => {
    expect(filesWith(/\beval\(|new Function\(|from 'node:vm'/)).toEqual([]);
  });

  it('starts other programs from named files alone', () => {
    expect(filesWith(/from 'node:child_process'/)).toEqual([
      'apps/cli/src/bench/bench-part.ts',
      'apps/cli/src/bench/child-usage.ts',
      'apps/cli/src/bench/live/bench-cable.ts',
      'apps/cli/src/bench/live/run-live-bench.ts',
      'apps/cli/src/bench/sensor/peers.ts',
      'apps/cli/src/serve/run-serve.ts',
      'apps/cli/src/up/child.ts',
      'libs/capture/src/live/tcpdump.ts',
      'libs/embedded/src/embedded-postgres.ts',
      'libs/embedded/src/os-user.ts',
      'libs/embedded/src/server.ts',
    ]);
    // exec and execSync take a line for a shell; these files take none of them.
    expect(filesWith(/import \{[^}]*\bexec(?:Sync)?\b[^}]*\} from 'node:child_process'|shell: true/)).toEqual([]);
  });

  it('makes no regular expression of what somebody typed', () => {
    // These put constants of their own together.
    expect(filesWith(/new RegExp\(/)).toEqual([
      'apps/api/src/auth/mfa/codes.ts',
      'apps/web/src/app/core/filters.ts',
      'libs/read-models/src/dns/dns-codes.ts',
    ]);
  });

  it('encrypts by AES-GCM, and pseudonyms by their synthetic IV alone', () => {
    expect([...new Set(found(/create(?:C|Dec)ipheriv\((\S+),/g))]).toEqual([
      'apps/api/src/auth/mfa/secret-seal.ts: CIPHER',
      "libs/capture/src/packet-store/segment-cipher.ts: 'aes-256-gcm'",
      // What RFC 9001 protects with keys that anybody can compute is read, not protected.
      "libs/decoders/src/quic/initial-packet.ts: 'aes-128-ecb'",
      "libs/decoders/src/quic/initial-packet.ts: 'aes-128-gcm'",
      "libs/event-sourcing/src/personal/field-seal.ts: 'aes-256-gcm'",
      "libs/notify/src/keys.ts: 'aes-256-gcm'",
      // Single blocks: a permutation of addresses, and the function of one.
      "libs/platform/src/masking/packet-addresses.ts: 'aes-256-ecb'",
      // A block for each bit, none of them kept: a pseudo-random function, as Crypto-PAn is defined.
      "libs/platform/src/masking/prefix-preserving.ts: 'aes-128-ecb'",
      "libs/platform/src/masking/pseudonyms.ts: 'aes-256-ctr'",
      "libs/platform/src/personal-keys/master-key.ts: 'aes-256-gcm'",
    ]);
    expect(repositoryFile('apps/api/src/auth/mfa/secret-seal.ts')).toContain("const CIPHER = 'aes-256-gcm'");
  });

  it('hashes with old functions only what others define by them', () => {
    expect(found(/['"](md5|sha1)['"]/g)).toEqual([
      'apps/api/src/auth/mfa/totp.ts: sha1',
      'libs/decoders/src/tls/ja3.ts: md5',
      'libs/kernel/src/hashing.ts: sha1',
      'libs/read-models/src/dns/dns-page.ts: md5',
    ]);
  });

  it('draws nothing from a source that can be guessed', () => {
    // Waiting times of reconnections may be guessed.
    expect(filesWith(/Math\.random\(/)).toEqual([
      'apps/web/src/app/core/api/live-socket.ts',
      'libs/event-log/eventstoredb/src/store-connection.ts',
    ]);
  });

  it('takes no certificate unchecked', () => {
    expect(filesWith(/rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity|tlsVerifyCert=false/)).toEqual([]);
  });
});
