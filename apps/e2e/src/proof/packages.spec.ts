import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { z } from 'zod';

import { repositoryFile } from './proof-page';

const versions = z.record(z.string(), z.string());
const manifest = z
  .object({
    dependencies: versions,
    devDependencies: versions,
    optionalDependencies: versions,
    allowScripts: z.record(z.string(), z.boolean()),
  })
  .parse(JSON.parse(repositoryFile('package.json')));
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        /** Of a package that lies under another name. */
        name: z.string().optional(),
        version: z.string().optional(),
        integrity: z.string().optional(),
        license: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        resolved: z.string().optional(),
        optional: z.boolean().optional(),
      }),
    ),
  })
  .parse(JSON.parse(repositoryFile('package-lock.json')));
const listOfParts = z.object({
  components: z.array(z.object({ name: z.string(), version: z.string(), hashes: z.array(z.unknown()).default([]) })),
});
const ROOT = path.resolve(__dirname, '../../../..');
const installed = Object.entries(lock.packages).filter(([folder]) => folder !== '');
const nameOf = (folder: string): string => folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);

/** Licences under which parts of others may be used and shipped. */
const LICENCES = new Set([
  ...[
    'MIT',
    'MIT-0',
    'ISC',
    '0BSD',
    'BSD-2-Clause',
    'BSD-3-Clause',
    'Apache-2.0',
    'BlueOak-1.0.0',
    'CC0-1.0',
    'Python-2.0',
    'Zlib',
  ],
  // Files under them stay under them; nothing of them is changed here.
  ...['MPL-2.0', 'OFL-1.1', 'CC-BY-4.0'],
]);
/** MIT by the file LICENSE or the readme that they bring; their manifests do not say so. */
const WITHOUT_A_WORD = ['busboy', 'dicer', 'humanize-number', 'only', 'png-js', 'streamsearch'];

interface Ages {
  readonly known: readonly string[];
  readonly since: Readonly<
    Record<string, { readonly published: string; readonly taken: string; readonly exception?: string }>
  >;
}
interface PartAges {
  partsOf(lock: unknown): string[];
  faultsOf(parts: readonly string[], ages: Ages): string[];
  brought(
    parts: readonly string[],
    ages: Ages,
    how: {
      readonly today: string;
      publishedOn(part: string): string;
      readonly exceptions?: Readonly<Record<string, string>>;
    },
  ): Ages;
}

describe('ages of packages', () => {
  let tool: PartAges;
  beforeAll(async () => {
    tool = (await import(path.join(ROOT, 'tools/parts/part-ages.mjs'))) as PartAges;
  });
  const KNOWN = { known: ['a@1.0.0'], since: {} };
  const came = (published: string, exception?: string) => ({
    ...{ known: ['a@1.0.0'] },
    since: { '@b/c@2.0.0': { published, taken: '2026-11-29', ...(exception === undefined ? {} : { exception }) } },
  });

  it('A-88 are those of the lockfile, and none is younger than a week without a reason', () => {
    const ages = JSON.parse(repositoryFile('tools/parts/ages.json')) as Ages;
    const parts = tool.partsOf(JSON.parse(repositoryFile('package-lock.json')));
    expect(parts.length).toBeGreaterThan(1000);
    expect(tool.faultsOf(parts, ages)).toEqual([]);
  });

  it.each<[string, Ages, RegExp]>([
    ['new', KNOWN, /is new: run/],
    ['of yesterday', came('2026-11-28'), /was 1 days old/],
    ['of six days before', came('2026-11-23'), /was 6 days old/],
    ['young, with an empty reason', came('2026-11-28', ' '), /was 1 days old/],
    ['without a day', came('undefined'), /no day of publishing/],
    ['of the day after', came('2026-11-30'), /no day of publishing/],
  ])('A-88 one that is %s is a fault', (_what, ages, fault) => {
    expect(tool.faultsOf(['a@1.0.0', '@b/c@2.0.0'], ages)).toEqual([expect.stringMatching(fault)]);
  });

  it('A-88 a week, or a reason, will do; another version of a known one is a new one', () => {
    const parts = ['a@1.0.0', '@b/c@2.0.0'];
    expect(tool.faultsOf(parts, came('2026-11-22'))).toEqual([]);
    expect(tool.faultsOf(parts, came('2026-11-28', 'mends a weakness that can be reached'))).toEqual([]);
    expect(tool.faultsOf(['a@1.0.1'], KNOWN)).toHaveLength(2);
  });

  it('A-88 the tool asks about new ones alone, and lets go of those that left', () => {
    const asked: string[] = [];
    const how = { today: '2026-11-29', publishedOn: (part: string) => (asked.push(part), '2026-11-01') };
    const lock = {
      packages: {
        '': {},
        'node_modules/@b/c': { version: '2.0.0' },
        'node_modules/x': { name: 'y', version: '3.0.0' },
      },
    };
    const parts = tool.partsOf(lock);
    expect(parts).toEqual(['@b/c@2.0.0', 'y@3.0.0']);
    const ages = tool.brought(parts, { known: ['a@1.0.0', 'y@3.0.0'], since: {} }, how);
    expect(ages).toEqual({
      known: ['y@3.0.0'],
      since: { '@b/c@2.0.0': { published: '2026-11-01', taken: '2026-11-29' } },
    });
    expect([asked, tool.faultsOf(parts, ages)]).toEqual([['@b/c@2.0.0'], []]);
  });
});

describe('packages of others', () => {
  it('A-87 are of one version each, bound by hash', () => {
    expect(installed.length).toBeGreaterThan(1000);
    const { dependencies, devDependencies, optionalDependencies } = manifest;
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies })) {
      expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+(-[\w.]+)?$/);
      expect([name, lock.packages[`node_modules/${name}`]?.version]).toEqual([name, version]);
    }
    expect(
      installed
        .filter(([, { integrity }]) => !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? ''))
        .map(([folder]) => folder),
    ).toEqual([]);
  });

  it('A-87 run no script that nobody looked at', () => {
    const scripts = new Set(
      installed.flatMap(([folder, { hasInstallScript }]) => (hasInstallScript ? [nameOf(folder)] : [])),
    );
    expect([...scripts].filter((name) => manifest.allowScripts[name] === undefined)).toEqual([]);
    expect(repositoryFile('.npmrc')).toContain('strict-allow-scripts=true');
    for (const file of ['.github/workflows/ci.yml', 'deploy/Dockerfile'])
      expect([file, /npm (i|install)\b/.test(repositoryFile(file)), repositoryFile(file).includes('npm ci')]).toEqual([
        file,
        false,
        true,
      ]);
  });

  it('A-88 are under licences that allow it', () => {
    // A pointer to the licence files that a package brings names the licence itself in brackets.
    const named = (licence: string) => /^SEE LICENSE IN .*\(([^()]+)\)$/.exec(licence)?.[1] ?? licence;
    const words = (licence: string) =>
      named(licence)
        .replace(/[()]/g, '')
        .split(/ (?:AND|OR) /);
    const others = installed.filter(([folder, { license }]) =>
      license === undefined
        ? !WITHOUT_A_WORD.includes(nameOf(folder))
        : !words(license).every((word) => LICENCES.has(word)),
    );
    expect(others.map(([folder, { license }]) => `${folder} ${license}`)).toEqual([]);
  });

  it('A-88 stand in a list of parts that goes with the image', () => {
    expect(repositoryFile('deploy/Dockerfile')).toContain('npm run -s sbom > dist/sbom.json');
    const written = execFileSync('npm', ['run', '-s', 'sbom'], {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const { components } = listOfParts.parse(JSON.parse(written));
    // Packages for other machines are in the lockfile and on no disk.
    const here = installed.filter(([, { optional }]) => !optional);
    const listed = new Set(components.map(({ name, version }) => `${name}@${version}`));
    // npm writes the name of some packages that lie under another one, and the other one of others.
    const unlisted = here.filter(
      ([folder, { name, version }]) => ![nameOf(folder), name].some((one) => listed.has(`${one}@${version}`)),
    );
    expect(unlisted.map(([folder]) => folder)).toEqual([]);
    expect(components.filter(({ hashes }) => hashes.length === 0)).toEqual([]);
    // Without an address of its own, a package comes from the registry that npm is told to use, and no other.
    expect(installed.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
  }, 60_000);
});
