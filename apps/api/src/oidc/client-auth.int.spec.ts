import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { LocalProvider } from '@wireledger/embedded/testing';
import { OutboundPolicy } from '@wireledger/notify';
import { loadConfig, type OidcConfig } from '@wireledger/platform';

import { newSecrets } from './flow-secrets';
import { OidcProvider } from './provider';
import { providerFetch } from './provider-fetch';

const SECRET = 'a secret with / + = % & and : of 48 characters ...';
const ORIGIN = 'http://localhost:34568';

const KEYS = {
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }),
  ec: generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  ed25519: generateKeyPairSync('ed25519'),
} as const;
const ALGORITHMS = { rsa: 'RS256', ec: 'ES256', ed25519: 'Ed25519' } as const;
type Kind = keyof typeof KEYS;
const KINDS = Object.keys(KEYS) as Kind[];

let provider: LocalProvider;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-oidc-'));
  const about = { redirect_uris: [`${ORIGIN}/sign-in/callback`] };
  const secret = (method: string) => ({
    ...{ client_id: method, client_secret: SECRET, token_endpoint_auth_method: `client_secret_${method}`, ...about },
  });
  const signing = (kind: Kind) => ({
    ...{ client_id: kind, token_endpoint_auth_method: 'private_key_jwt', ...about },
    token_endpoint_auth_signing_alg: ALGORITHMS[kind],
    jwks: { keys: [{ ...KEYS[kind].publicKey.export({ format: 'jwk' }), use: 'sig' }] },
  });
  provider = await LocalProvider.start({
    port: 0,
    clients: [secret('basic'), secret('post'), ...KINDS.map(signing)],
    accounts: { lena: { claims: { preferred_username: 'Lena' } } },
  });
}, 60_000);
afterAll(async () => {
  await provider?.stop();
  rmSync(folder, { recursive: true, force: true });
});

function fileOf(name: string, key: KeyObject): string {
  const file = path.join(folder, name);
  writeFileSync(file, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
  return file;
}

/** What the log was told, and the names of fields that came to the token endpoint, with whether a header proved who sends them. */
interface Seen {
  readonly warned: unknown[];
  readonly sent: { readonly fields: readonly string[]; readonly header: boolean }[];
}

/** The whole way of somebody to the provider and back, by the variables of the environment. */
async function wayBy(env: Record<string, string>) {
  const config = loadConfig({ OIDC_ISSUER: provider.issuer, ...env }).oidc as OidcConfig;
  const seen: Seen = { warned: [], sent: [] };
  const real = providerFetch(config.issuer, new OutboundPolicy([], []));
  const oidc = new OidcProvider({
    config,
    address: { url: ORIGIN },
    fetch: (url, options) => {
      if (url.endsWith('/token'))
        seen.sent.push({
          fields: [...new URLSearchParams(options.body as URLSearchParams).keys()],
          header: new Headers(options.headers).has('authorization'),
        });
      return real(url, options);
    },
    logger: { warn: (about: unknown) => void seen.warned.push(about) },
    clock: Date.now,
  });
  const secrets = newSecrets();
  const back = await provider.walk(await oidc.begin(secrets, false), 'lena');
  return { claims: await oidc.finish(back.search, secrets).catch((error: unknown) => error), seen };
}

describe('this client proves itself to a real provider (oidc-provider)', () => {
  it('by its secret in the body: in no header, and not in the address', async () => {
    const { claims, seen } = await wayBy({
      OIDC_CLIENT_ID: 'post',
      OIDC_CLIENT_AUTH: 'secret_post',
      OIDC_CLIENT_SECRET: SECRET,
    });
    expect(claims).toMatchObject({ sub: 'lena' });
    expect(seen.sent).toEqual([{ fields: expect.arrayContaining(['client_id', 'client_secret']), header: false }]);
  });

  it('by its secret in a header, whatever characters it has; from the first line of a file', async () => {
    const file = path.join(folder, 'secret');
    writeFileSync(file, `${SECRET}\n# rotated in May\n`);
    const { claims, seen } = await wayBy({ OIDC_CLIENT_ID: 'basic', OIDC_CLIENT_SECRET_FILE: file });
    expect(claims).toMatchObject({ sub: 'lena' });
    expect(seen.sent).toEqual([{ fields: expect.not.arrayContaining(['client_secret']), header: true }]);
  });

  it.each(KINDS)('by a signature with its %s key, and sends no secret at all', async (kind) => {
    const key = {
      OIDC_CLIENT_AUTH: 'private_key_jwt',
      OIDC_CLIENT_KEY_FILE: fileOf(`${kind}.pem`, KEYS[kind].privateKey),
    };
    const { claims, seen } = await wayBy({ OIDC_CLIENT_ID: kind, ...key });
    expect(claims).toMatchObject({ sub: 'lena' });
    const fields = expect.arrayContaining(['client_assertion', 'client_assertion_type']) as string[];
    expect(seen.sent).toEqual([{ fields, header: false }]);
    expect(seen.sent[0]?.fields).not.toContain('client_secret');
  });

  it('not by another secret, nor by the key of somebody else: the provider refuses, and nobody is signed in', async () => {
    const wrong = await wayBy({
      OIDC_CLIENT_ID: 'post',
      OIDC_CLIENT_AUTH: 'secret_post',
      OIDC_CLIENT_SECRET: `${SECRET}x`,
    });
    const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    const key = { OIDC_CLIENT_AUTH: 'private_key_jwt', OIDC_CLIENT_KEY_FILE: fileOf('stranger.pem', stranger) };
    const foreign = await wayBy({ OIDC_CLIENT_ID: 'ec', ...key });
    for (const { claims, seen } of [wrong, foreign]) {
      expect(claims).toMatchObject({ code: 'OIDC_REFUSED' });
      expect(seen.warned).toEqual([{ code: expect.any(String), said: 'invalid_client' }]);
      expect(JSON.stringify(seen.warned)).not.toContain(SECRET);
    }
  });

  it('not by a secret where it is registered with a key', async () => {
    const { claims } = await wayBy({
      OIDC_CLIENT_ID: 'ec',
      OIDC_CLIENT_AUTH: 'secret_post',
      OIDC_CLIENT_SECRET: SECRET,
    });
    expect(claims).toMatchObject({ code: 'OIDC_REFUSED' });
  });

  it.each([
    ['no key', 'nothing of the kind', /holds no private key that can be read/],
    [
      'a public key',
      KEYS.rsa.publicKey.export({ type: 'spki', format: 'pem' }),
      /holds no private key that can be read/,
    ],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
      /holds a key of another kind \(ec\)/,
    ],
  ])('and does not start with a file that has %s', async (_what, text, says) => {
    const file = path.join(folder, 'bad.pem');
    writeFileSync(file, text);
    const env = { OIDC_CLIENT_ID: 'rsa', OIDC_CLIENT_AUTH: 'private_key_jwt', OIDC_CLIENT_KEY_FILE: file };
    await expect(wayBy(env)).rejects.toThrow(says);
    await expect(wayBy({ ...env, OIDC_CLIENT_KEY_FILE: path.join(folder, 'none') })).rejects.toThrow(
      'cannot be read: ENOENT',
    );
  });
});
