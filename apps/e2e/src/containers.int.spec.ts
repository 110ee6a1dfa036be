import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { loadConfig, VARIABLE_NAMES } from '@wireledger/platform';
import { parse } from 'yaml';
import { cli, ROOT } from './system';

interface Service {
  readonly image?: string;
  readonly build?: { readonly dockerfile: string };
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly healthcheck?: object;
  readonly volumes?: readonly string[];
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly profiles?: readonly string[];
}

const compose = parse(readFileSync(path.join(ROOT, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const dockerfile = readFileSync(path.join(ROOT, 'deploy/Dockerfile'), 'utf8');
const services = Object.entries(compose.services);
const own = services.filter(([, { build }]) => build);

/** What compose puts in for `${NAME:?…}` and `${NAME:-default}`. */
const SAMPLE: Readonly<Record<string, string>> = {
  POSTGRES_PASSWORD: 'secret',
  WIRELEDGER_CONTROL_TOKEN: 'x'.repeat(43),
  PUBLIC_URL: 'https://wireledger.example.org',
};
const filled = (text: string) =>
  text.replace(
    /\$\{(\w+)(?::[?-]([^}]*))?\}/g,
    (_whole, name: string, fallback = '') => SAMPLE[name] ?? String(fallback),
  );

describe('docker-compose.yml', () => {
  it('has every service of the scaled-out shape', () => {
    expect(services.map(([name]) => name)).toEqual(
      expect.arrayContaining(['eventstore', 'postgres', 'redis', 'api', 'worker', 'sensor', 'demo']),
    );
    expect(compose.services['demo']?.profiles).toEqual(['demo']);
  });

  it.each(own)(
    '%s knows only variables of the configuration, with values that it accepts',
    (_name, { environment = {} }) => {
      const unknown = Object.keys(environment).filter((name) => !(VARIABLE_NAMES as readonly string[]).includes(name));
      expect(unknown).toEqual([]);
      const env = Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(String(value))]));
      expect(() => loadConfig({ ...imageEnvironment(), TRUST_PROXY: 'loopback', ...env })).not.toThrow();
    },
  );

  it.each(own)('%s runs a command that exists', async (_name, { command = [] }) => {
    const [name = '', argument] = command;
    const { stderr, stdout } = await cli([name, '--help']);
    expect(stdout + stderr).toContain(`wireledger ${name}`);
    if (argument) expect(stdout + stderr).toContain(argument);
  });

  it.each(own)('A-89 %s is confined: no capability, nothing to write but its volumes', (_name, service) => {
    expect(service).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
  });

  it('starts in an order that exists, each waiting for health where there is some', () => {
    for (const [, { depends_on = {} }] of services) {
      for (const [needed, { condition }] of Object.entries(depends_on)) {
        const service = compose.services[needed];
        expect(service).toBeDefined();
        if (condition === 'service_healthy') expect(service?.healthcheck).toBeDefined();
      }
    }
  });

  it('declares every named volume', () => {
    const named = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    for (const name of named.filter((volume) => /^\w/.test(volume)))
      expect(Object.keys(compose.volumes)).toContain(name);
  });
});

/** `ENV NAME=value …` of the runtime stage. */
function imageEnvironment(): Record<string, string> {
  const pairs = [...dockerfile.matchAll(/^ENV (.+)$/gm)].flatMap(([, line = '']) => line.split(' '));
  return Object.fromEntries(
    pairs.map((pair) => pair.split('=') as [string, string]).filter(([name]) => name !== 'NX_DAEMON'),
  );
}

describe('deploy/Dockerfile', () => {
  it('copies only what is there', () => {
    const copies = [...dockerfile.matchAll(/^COPY (?!--from)(.+)$/gm)].flatMap(([, line = '']) =>
      line.split(' ').slice(0, -1),
    );
    expect(copies.length).toBeGreaterThan(5);
    expect(copies.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
    const built = [...dockerfile.matchAll(/^COPY --from=build \/app\/(\S+)/gm)].map(([, file = '']) => file);
    expect(built.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  it('enters by the compiled command line, as an ordinary user', () => {
    const entry = /^ENTRYPOINT (.+)$/m.exec(dockerfile)?.[1] ?? '[]';
    expect(existsSync(path.join(ROOT, (JSON.parse(entry) as string[])[1] ?? ''))).toBe(true);
    expect(dockerfile).toMatch(/^USER wireledger$/m);
  });

  it('sets only variables that some process reads', () => {
    const known: readonly string[] = [...VARIABLE_NAMES, 'NODE_ENV'];
    expect(Object.keys(imageEnvironment()).filter((name) => !known.includes(name))).toEqual([]);
  });
});
