// `npm run attack [-- --full] [-- A-53 …]`: the tests that bear the number of an attack (docs/attacks.md), and what came of each case. Without --full in the
// size of every push, with it in the whole size. `--without-browser` leaves those out that need a built console and Chromium. Ends with a table of Markdown
// as docs/figures.md has it: how often, where and on what it ran, and of each case what came of it and how long its tests took.
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
/** Measures times: nothing runs beside it. */
const isMeasured = (file) => file.endsWith('wide-lane.int.spec.ts');
const SUITES = [
  {
    name: 'unit',
    takes: (file) => !inWeb(file) && !/\.(int|e2e)\.spec\.ts$/.test(file),
    args: ['--selectProjects', 'unit'],
  },
  { name: 'console', takes: inWeb, args: ['-c', 'apps/web/jest.config.cjs'], env: {} },
  {
    name: 'integration',
    takes: (file) => !inWeb(file) && file.endsWith('.int.spec.ts') && !isMeasured(file),
    args: ['--selectProjects', 'int'],
  },
  { name: 'measured, alone', takes: isMeasured, args: ['--selectProjects', 'int'] },
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

/** Cases of docs/attacks.md that have tests, of those that were asked for. */
function expected() {
  const page = readFileSync(path.join(root, 'docs/attacks.md'), 'utf8');
  const all = [...page.matchAll(/^- \*\*(A-\d\d)\*\* (?:runs|in part):/gm)].map(([, id]) => id);
  return wanted.length === 0 ? all : all.filter((id) => wanted.includes(id));
}

const outcomeOf = (one) => (!one ? 'did not run' : one.failed > 0 ? 'failed' : 'passed');
const count = (n, what) => `${n} ${what}${n === 1 ? '' : 's'}`;

function report({ seconds, commit, loadBefore }) {
  const ids = [...new Set([...expected(), ...cases.keys()])].sort();
  const rows = ids.map((id) => ({ id, one: cases.get(id), outcome: outcomeOf(cases.get(id)) }));
  const how = (outcome) => rows.filter((row) => row.outcome === outcome).map(({ id }) => id);
  const [failed, missing] = [how('failed'), how('did not run')];
  const tests = rows.reduce((sum, { one }) => sum + (one ? one.passed + one.failed : 0), 0);
  const node = execFileSync(pinnedNode(), ['--version'], { encoding: 'utf8' }).trim();
  const [first] = cpus();
  const loads = [loadBefore, loadavg()[0] ?? 0].map((load) => load.toFixed(0));
  const asked = ['npm run attack', ...(args.length > 0 ? ['--', ...args] : [])].join(' ');
  console.log(
    `\n\`${asked}\` on ${new Date().toISOString().slice(0, 10)} at ${commit}, node ${node}, ${count(cpus().length, 'core')}` +
      `${first ? ` (${first.model.trim()})` : ''}, load ${loads[0]} before and ${loads[1]} behind it, ${full ? 'whole' : 'everyday'} size: ` +
      `${count(ids.length, 'case')}, ${how('passed').length} passed, ${failed.length} failed, ${missing.length} did not run; ${seconds} s in all.` +
      (broken > 0 ? ` ${count(broken, 'file')} did not run.` : '') +
      ' A test that bears several numbers is counted, and its time told, at each.\n',
  );
  console.log('| case | outcome | tests | s |\n| --- | --- | --- | --- |');
  for (const { id, one, outcome } of rows)
    console.log(
      `| ${id} | ${outcome} | ${one ? one.passed + one.failed : 0} | ${((one?.ms ?? 0) / 1000).toFixed(1)} |`,
    );
  console.log(
    `| all | ${failed.length + missing.length + broken === 0 ? 'passed' : 'not all passed'} | ${tests} | ${seconds} |`,
  );
  for (const [what, some] of [
    ['failed', failed],
    ['did not run', missing],
  ])
    if (some.length > 0) console.log(`\n${what}: ${some.join(', ')}`);
  process.exitCode = failed.length > 0 || broken > 0 || tests === 0 || (missing.length > 0 && !withoutBrowser) ? 1 : 0;
}

try {
  const began = Date.now();
  const [loadBefore = 0] = loadavg();
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
  const suites = SUITES.filter(({ browser }) => !browser || !withoutBrowser);
  if (!withoutBrowser) await prepare();
  const files = specs();
  for (const suite of suites) {
    const own = files.filter(suite.takes);
    if (own.length > 0) run(suite, own);
  }
  report({ seconds: Math.round((Date.now() - began) / 1000), commit, loadBefore });
} catch (error) {
  refuse(error);
} finally {
  rmSync(results, { recursive: true, force: true });
}
