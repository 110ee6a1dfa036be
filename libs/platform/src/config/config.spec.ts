import { readFileSync } from 'node:fs';
import path from 'node:path';

import { checkConfig, InvalidConfig, loadConfig, maskCredentials, printConfig, publicUrlOf } from './config';
import { envExample } from './env-example';
import { VARIABLES } from './variables';

const problemsOf = (env: Record<string, string>): readonly string[] => {
  try {
    loadConfig(env, '/srv');
  } catch (error) {
    if (error instanceof InvalidConfig) return error.problems;
    throw error;
  }
  return [];
};

describe('configuration', () => {
  it('has a default for everything', () => {
    expect(loadConfig({}, '/srv')).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '/srv/.wireledger',
      databaseUrl: '',
      tls: null,
      trustProxy: [],
      logLevel: 'info',
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig({ PORT: ' ', LOG_LEVEL: '' }, '/srv').port).toBe(3000);
  });

  it.each([
    ['PORT', 'eighty'],
    ['PORT', '65536'],
    ['HOST', 'example.org'],
    ['PUBLIC_URL', 'ftp://x'],
    ['PUBLIC_URL', 'https://user@x'],
    ['DATABASE_URL', 'mysql://x'],
    ['EVENT_LOG_URL', 'http://x'],
    ['QUEUE_URL', 'amqp://x'],
    ['TRUST_PROXY', '10.0.0.0/40'],
    ['LOG_LEVEL', 'loud'],
    ['LOG_FORMAT', 'xml'],
    ['WIRELEDGER_CONTROL_TOKEN', 'short'],
  ])('refuses %s=%s and names it', (name, value) => {
    const problems = problemsOf({ [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(new RegExp(`^${name} must `));
  });

  it('tells all problems at once and never a secret', () => {
    const problems = problemsOf({ PORT: 'x', DATABASE_URL: 'mysql://u:hunter2@h/d', WIRELEDGER_CONTROL_TOKEN: 'abc' });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toMatch(/hunter2|abc/);
  });

  it('refuses to bind beyond loopback in clear text, and names the mend', () => {
    expect(problemsOf({ HOST: '0.0.0.0' })[0]).toMatch(/TLS_CERT_FILE.*TRUST_PROXY.*127\.0\.0\.1/);
    expect(problemsOf({ HOST: '0.0.0.0', TRUST_PROXY: '10.0.0.7' })).toEqual([]);
    expect(problemsOf({ HOST: '::', TLS_CERT_FILE: 'a.pem', TLS_KEY_FILE: 'b.pem' })).toEqual([]);
    expect(problemsOf({ HOST: '::1' })).toEqual([]);
    expect(problemsOf({ TLS_CERT_FILE: 'a.pem' })[0]).toMatch(/belong together/);
  });

  describe('of a bucket for packets', () => {
    const whole = {
      ...{ PACKET_STORE_S3: 's3://packets/site-a', PACKET_STORE_KEY_FILE: 'k', PACKET_STORE_S3_SECRET_FILE: 's' },
      PACKET_STORE_S3_KEY_ID: 'AKIA7',
    };

    it('is none unless it is named, and then read as a whole', () => {
      expect(loadConfig({}, '/srv').packetStore.bucket).toBeNull();
      expect(loadConfig(whole, '/srv').packetStore).toMatchObject({
        keyFile: '/srv/k',
        bucket: {
          ...{ bucket: 'packets', prefix: 'site-a/', endpoint: null, region: 'us-east-1', keyId: 'AKIA7' },
          ...{ secretFile: '/srv/s', limitBytes: 102_400 * 1024 * 1024 },
        },
      });
    });

    it('takes nothing that would let packets leave in clear or without a key', () => {
      expect(problemsOf({ ...whole, PACKET_STORE_KEY_FILE: '' })[0]).toMatch(/PACKET_STORE_KEY_FILE.*openssl rand/);
      expect(problemsOf({ ...whole, PACKET_STORE_S3_KEY_ID: '' })[0]).toMatch(/PACKET_STORE_S3_SECRET_FILE/);
      expect(problemsOf({ ...whole, PACKET_STORE_S3: '/packets' })[0]).toMatch(/s3:\/\/packets\/site-a/);
      for (const endpoint of ['http://s3.example.org', 'https://u:p@s3.example.org', 'nonsense'])
        expect(problemsOf({ ...whole, PACKET_STORE_S3_ENDPOINT: endpoint })[0]).toMatch(/https:\/\/s3\.example\.org/);
      expect(problemsOf({ ...whole, PACKET_STORE_S3_ENDPOINT: 'http://127.0.0.1:9000' })).toEqual([]);
    });
  });

  describe('of a sign-in provider', () => {
    const whole = { OIDC_ISSUER: 'https://login.example.org/r', OIDC_CLIENT_ID: 'wl', OIDC_CLIENT_SECRET: 'hunter2' };

    it('is none unless an issuer is named', () => {
      expect(loadConfig({ ...whole, OIDC_ISSUER: '' }, '/srv').oidc).toBeNull();
    });

    it('is read as a whole', () => {
      const roles = { OIDC_ROLE_CLAIM: 'groups', OIDC_ROLES: 'a=b=ADMIN, soc = ANALYST', OIDC_DEFAULT_ROLE: 'NONE' };
      expect(
        loadConfig({ ...whole, ...roles, OIDC_MFA: 'otp, hwk', OIDC_EMAIL_DOMAINS: 'Example.org' }, '/srv').oidc,
      ).toEqual({
        ...{ issuer: 'https://login.example.org/r', name: 'single sign-on', clientId: 'wl', signUp: false },
        auth: { is: 'secret_basic', secret: 'hunter2', secretFile: '' },
        ...{ scopes: 'openid profile email', nameClaim: 'preferred_username', emailDomains: ['example.org'] },
        ...{ roleClaim: 'groups', defaultRole: null, mfa: ['otp', 'hwk'] },
        roles: [
          ['a=b', 'ADMIN'],
          ['soc', 'ANALYST'],
        ],
      });
      const key = { OIDC_CLIENT_AUTH: 'private_key_jwt', OIDC_CLIENT_KEY_FILE: 'key.pem', OIDC_CLIENT_SECRET: '' };
      expect(loadConfig({ ...whole, ...key }, '/srv').oidc?.auth).toEqual({
        is: 'private_key_jwt',
        keyFile: '/srv/key.pem',
      });
    });

    it.each([
      ['OIDC_ISSUER', 'http://login.example.org'],
      ['OIDC_ISSUER', 'https://user@login.example.org'],
      ['OIDC_ISSUER', 'https://login.example.org/?realm=x'],
      ['OIDC_NAME', 'a\u202eb'],
      ['OIDC_CLIENT_AUTH', 'implicit'],
      ['OIDC_SCOPES', 'profile'],
      ['OIDC_ROLES', 'soc=BOSS'],
      ['OIDC_DEFAULT_ROLE', 'ROOT'],
      ['OIDC_EMAIL_DOMAINS', '@example.org'],
    ])('refuses %s=%j and names it', (name, value) => {
      expect(problemsOf({ ...whole, [name]: value })).toEqual([expect.stringMatching(new RegExp(`^${name} must `))]);
    });

    it.each<[Record<string, string>, RegExp]>([
      [{ OIDC_CLIENT_ID: '' }, /OIDC_CLIENT_ID is not/],
      [{ OIDC_CLIENT_SECRET: '' }, /OIDC_CLIENT_SECRET_FILE, or OIDC_CLIENT_AUTH=none/],
      [{ OIDC_CLIENT_SECRET_FILE: 'f' }, /set one of/],
      [{ OIDC_CLIENT_AUTH: 'private_key_jwt' }, /OIDC_CLIENT_KEY_FILE/],
      [{ OIDC_ROLES: 'soc=ANALYST' }, /belong together/],
      [{ OIDC_SIGN_UP: '1', OIDC_DEFAULT_ROLE: 'NONE' }, /nobody could sign up/],
    ])('refuses what does not fit together: %j', (more, problem) => {
      expect(problemsOf({ ...whole, ...more })).toEqual([expect.stringMatching(problem)]);
    });

    it('never prints its secret', () => {
      expect(printConfig(whole, '/srv')).toContain('OIDC_CLIENT_SECRET=***');
      expect(problemsOf({ ...whole, OIDC_CLIENT_SECRET: 'hunter2\n3' }).join()).not.toContain('hunter2');
    });
  });

  it('collects beyond loopback only from exporters that were named', () => {
    expect(loadConfig({}, '/srv').collect).toBeNull();
    expect(loadConfig({ COLLECT_PORTS: '2055, 6343,2055' }, '/srv').collect?.ports).toEqual([2055, 6343]);
    expect(problemsOf({ COLLECT_PORTS: '2055', COLLECT_HOST: '0.0.0.0' })[0]).toMatch(/COLLECT_ALLOW/);
    expect(problemsOf({ COLLECT_PORTS: '2055', COLLECT_HOST: '0.0.0.0', COLLECT_ALLOW: '192.0.2.0/24' })).toEqual([]);
    expect(problemsOf({ COLLECT_PORTS: '70000' })[0]).toMatch(/^COLLECT_PORTS must /);
  });

  it('follows logs from the start on, so many and each of one kind', () => {
    expect(loadConfig({}, '/srv').collectLogs).toBeNull();
    const env = {
      COLLECT_ZEEK: 'zeek/current',
      COLLECT_ACCESS: '/var/log/*access.log, /b,/b',
      COLLECT_SERVER: '192.0.2.80:443',
    };
    expect(loadConfig(env, '/srv').collectLogs).toEqual({
      ...{ sensor: 'logs', server: '192.0.2.80', serverPort: 443 },
      places: [
        { kind: 'zeek', path: '/srv/zeek/current' },
        { kind: 'access', path: '/var/log/*access.log' },
        { kind: 'access', path: '/b' },
      ],
    });
    const server = (text: string) => loadConfig({ COLLECT_EVE: '/e', COLLECT_SERVER: text }, '/srv').collectLogs;
    expect(server('[2001:db8::1]:53')).toMatchObject({ server: '2001:db8::1', serverPort: 53 });
    expect(server('2001:db8::1')).toMatchObject({ server: '2001:db8::1', serverPort: 0 });
    for (const text of ['x', '192.0.2.1:70000', '[192.0.2.1', '192.0.2.1:'])
      expect(problemsOf({ COLLECT_SERVER: text })[0]).toMatch(/^COLLECT_SERVER must /);
    const many = Array.from({ length: 9 }, (_, i) => `/${i}`).join(',');
    expect(problemsOf({ COLLECT_EVE: many, COLLECT_ZEEK: many.replaceAll('/', '/z') })[0]).toMatch(/18 places/);
    expect(problemsOf({ COLLECT_EVE: '/a', COLLECT_ZEEK: '/a' })[0]).toMatch(/^\/a is named by two/);
    expect(problemsOf({ COLLECT_EVE: '/var/*/a.json' })[0]).toMatch(/names of files only/);
  });

  it('derives the public address from the port in use', () => {
    const config = loadConfig({}, '/srv');
    expect(publicUrlOf(config, 3111)).toBe('http://localhost:3111');
    expect(publicUrlOf({ ...config, publicUrl: 'https://w.example' })).toBe('https://w.example');
  });

  it('masks passwords in what it prints', () => {
    const env = { DATABASE_URL: 'postgres://u:p%40ss@/db?host=/run/x', WIRELEDGER_TOKEN: 'wl_u_secret' };
    const text = printConfig(env, '/srv');
    expect(text).toContain('DATABASE_URL=postgres://u:***@/db?host=/run/x');
    expect(text).toContain('WIRELEDGER_TOKEN=***');
    expect(text).toContain('PORT=3000  # default');
    expect(maskCredentials('postgres://h/db?user=u&password=x&a=1')).toBe('postgres://h/db?user=u&password=***&a=1');
  });

  it('says in one line that it is usable, or why not', () => {
    expect(checkConfig({}, '/srv')).toEqual(['configuration: ok', 0]);
    expect(checkConfig({ PORT: 'x' }, '/srv')[1]).toBe(1);
  });

  it('.env.example is fresh and names every variable', () => {
    const file = path.resolve(__dirname, '../../../../.env.example');
    expect(readFileSync(file, 'utf8')).toBe(envExample());
    for (const name of Object.keys(VARIABLES)) expect(envExample()).toContain(`#${name}=`);
  });
});
