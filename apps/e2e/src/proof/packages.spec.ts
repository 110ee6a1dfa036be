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
  ],
  // Files under them stay under them; nothing of them is changed here.
  ...['MPL-2.0', 'OFL-1.1', 'CC-BY-4.0'],
]);
/** MIT by the file LICENSE or the readme that they bring; their manifests do not say so. */
const WITHOUT_A_WORD = ['busboy', 'dicer', 'humanize-number', 'only', 'streamsearch'];

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
