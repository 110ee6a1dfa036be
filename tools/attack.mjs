// `npm run attack [-- --full] [-- A-53 …]`: the tests that bear the number of an attack (docs/attacks.md), and what came of each case. Without --full in the
// size of every push, with it in the whole size. `--without-browser` leaves those out that need a built console and Chromium.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { environment, pinnedNode, prepare, refuse, root } from './prepare.mjs';

const args = process.argv.slice(2);
const full = args.includes('--full');
const withoutBrowser = args.includes('--without-browser');
const wanted = args.filter((arg) => /^A-\d\d$/.test(arg));
const VM = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };
const TITLE = /(['"`])(?:(?!\1).)*\bA-\d\d\b/;

const bearsOne = (source) => TITLE.test(source) && (wanted.length === 0 || wanted.some((id) => source.includes(id)));

/** Files of tests in which a title bears a number, from the root. */
function specs() {
  const found = ['apps', 'libs'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => path.join(folder, file)),
  );
  return found.filter(
    (file) =>
      file.endsWith('.spec.ts') &&
      !file.includes('node_modules') &&
      !file.endsWith('-page.spec.ts') &&
      bearsOne(readFileSync(path.join(root, file), 'utf8')),
  );
}

const inWeb = (file) => file.startsWith('apps/web/');
const SUITES = [
  {
    name: 'unit',
    takes: (file) => !inWeb(file) && !/\.(int|e2e)\.spec\.ts$/.test(file),
    args: ['--selectProjects', 'unit'],
  },
  { name: 'console', takes: inWeb, args: ['-c', 'apps/web/jest.config.cjs'], env: {} },
  {
    name: 'integration',
    takes: (file) => !inWeb(file) && file.endsWith('.int.spec.ts'),
    args: ['--selectProjects', 'int'],
  },
  {
    name: 'end to end',
    takes: (file) => !inWeb(file) && file.endsWith('.e2e.spec.ts'),
    args: ['--selectProjects', 'e2e'],
    browser: true,
  },
];

const results = mkdtempSync(path.join(tmpdir(), 'wireledger-attack-'));
/** Case → tests that ran, that failed, and their time together. */
const cases = new Map();
let broken = 0;

function take(result) {
  broken += result.numRuntimeErrorTestSuites;
  for (const { assertionResults } of result.testResults)
    for (const { fullName, status, duration } of assertionResults) {
      if (status !== 'passed' && status !== 'failed') continue;
      for (const id of new Set(fullName.match(/\bA-\d\d\b/g) ?? [])) {
        const one = cases.get(id) ?? { passed: 0, failed: 0, ms: 0 };
        one[status]++;
        one.ms += duration ?? 0;
        cases.set(id, one);
      }
    }
}

function run({ name, args: more, env = VM }, files) {
  const output = path.join(results, `${name.replaceAll(' ', '-')}.json`);
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const pattern = wanted.length > 0 ? wanted.join('|') : '\\bA-\\d\\d\\b';
  console.log(`\n── ${name}: ${files.length} files`);
  spawnSync(
    pinnedNode(),
    [
      jest,
      ...more,
      '--runTestsByPath',
      ...files.map((file) => path.join(root, file)),
      '-t',
      pattern,
      '--maxWorkers=2',
      '--json',
      `--outputFile=${output}`,
    ],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: environment({ ...env, ...(full ? { WIRELEDGER_FULL: '1' } : {}) }),
    },
  );
  if (existsSync(output)) take(JSON.parse(readFileSync(output, 'utf8')));
  else broken++;
}

function report(seconds, commit) {
  const rows = [...cases].sort(([a], [b]) => (a < b ? -1 : 1));
  console.log('\n| case | tests | failed | s |\n| --- | --- | --- | --- |');
  for (const [id, { passed, failed, ms }] of rows)
    console.log(`| ${id} | ${passed + failed} | ${failed} | ${(ms / 1000).toFixed(1)} |`);
  const failed = rows.filter(([, one]) => one.failed > 0).map(([id]) => id);
  const [load = 0] = loadavg();
  console.log(
    `\n${full ? 'full' : 'ci'} size · ${rows.length} cases · ${seconds} s · ${new Date().toISOString().slice(0, 10)} at ${commit} · ` +
      `${cpus().length} cores, load ${load.toFixed(0)} · ${failed.length === 0 ? 'none failed' : `failed: ${failed.join(', ')}`}` +
      (broken > 0 ? ` · ${broken} files did not run` : ''),
  );
  process.exitCode = failed.length > 0 || broken > 0 || rows.length === 0 ? 1 : 0;
}

try {
  const began = Date.now();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const suites = SUITES.filter(({ browser }) => !browser || !withoutBrowser);
  if (!withoutBrowser) await prepare();
  const files = specs();
  for (const suite of suites) {
    const own = files.filter(suite.takes);
    if (own.length > 0) run(suite, own);
  }
  report(Math.round((Date.now() - began) / 1000), commit);
} catch (error) {
  refuse(error);
} finally {
  rmSync(results, { recursive: true, force: true });
}
