// `npm test`: all set-up, then every test whose tools are there. A missing tool is one yellow line with its Debian package.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { environment, pinnedNode, prepare, refuse, root } from './prepare.mjs';

const TOOLS = [
  { name: 'chromium', or: 'chromium-headless-shell', package: 'chromium', skips: 'tests in the browser' },
  { name: 'tcpdump', package: 'tcpdump', skips: 'the simulator against tcpdump' },
  { name: 'softflowd', package: 'softflowd', skips: 'flow exports of softflowd' },
  { name: 'nfcapd', package: 'nfdump', skips: 'flow exports as nfdump sees them' },
  { name: 'pmacctd', package: 'pmacct', skips: 'flow exports of pmacct' },
  { name: 'nmap', package: 'nmap', skips: 'traffic of real tools' },
  { name: 'dig', package: 'bind9-dnsutils', skips: 'traffic of real tools' },
  { name: 'hydra', package: 'hydra', skips: 'traffic of real tools' },
  { name: 'redis-server', package: 'redis-server', skips: 'the queues on Redis' },
  { name: 'pdftotext', package: 'poppler-utils', skips: 'reports as PDF' },
  { name: 'setpriv', package: 'util-linux', skips: 'the database as an ordinary user' },
];
const yellow = (text) => `\x1b[33m${text}\x1b[0m`;
const results = mkdtempSync(path.join(tmpdir(), 'wireledger-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const times = [];

function run(title, command, args, env = {}) {
  const began = Date.now();
  console.log(`\n── ${title}`);
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env: environment(env) });
    child.on('error', reject);
    child.on('close', (code) => {
      times.push([title, Math.round((Date.now() - began) / 1000)]);
      resolve(code === 0);
    });
  });
}

/** Runs a Jest suite; its figures are read from Jest's own result file, a run without one counts as one failure. */
async function jest(title, args, env = {}) {
  const file = path.join(results, `${title.replaceAll(/\W+/g, '-')}.json`);
  const bin = path.join(root, 'node_modules/jest/bin/jest.js');
  const ok = await run(title, pinnedNode(), [bin, ...args, '--json', `--outputFile=${file}`, '--silent=false'], env);
  if (!existsSync(file)) {
    total.failed++;
    return;
  }
  const result = JSON.parse(readFileSync(file, 'utf8'));
  total.passed += result.numPassedTests;
  total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.skipped += result.numPendingTests + result.numTodoTests;
  if (!ok && result.numFailedTests + result.numRuntimeErrorTestSuites === 0) total.failed++;
}

/**
 * Checks that one command makes: of several the first has failed where its exit code has the bit of 2, the second where it has that of 4; any other than 0
 * is a failure of all. Others run beside it, so what it says is told at its end, in one piece.
 */
function check(titles, ...command) {
  const began = Date.now();
  const title = titles.join(' + ');
  return new Promise((resolve, reject) => {
    const child = spawn(pinnedNode(), command, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env: environment() });
    const said = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => said.push(data));
    child.on('error', reject);
    child.on('close', (code) => {
      times.push([title, Math.round((Date.now() - began) / 1000)]);
      const told = code !== null && code % 2 === 0 && code < 2 << titles.length;
      const failed = titles.filter((_, at) => !told || code & (2 << at));
      const end = failed.length === 0 ? 'ok' : `failed: ${failed.join(', ')} (exit code ${code})`;
      console.log(`\n── ${title}\n${Buffer.concat(said)}${end}`);
      total.failed += failed.length;
      total.passed += titles.length - failed.length;
      resolve();
    });
  });
}

/** Checks that need one core each, so two lanes of them: types and lint take longer than all others, so that the tests of the console begin beside them. */
async function checks() {
  const tool = (file) => path.join(root, 'node_modules', file);
  const others = async () => {
    await check(['format'], tool('prettier/bin/prettier.cjs'), '--check', '--log-level', 'warn', '.');
    await check(['operations'], path.join(root, 'tools/graphql-operations.mjs'), '--check');
    await jest('console', ['-c', 'apps/web/jest.config.cjs', '--maxWorkers=2']);
  };
  // What is known of the types is kept to the end: 3.6 GB.
  const memory = '--max-old-space-size=6144';
  await Promise.all([check(['types', 'lint'], memory, path.join(root, 'tools/types-and-lint.mjs')), others()]);
}

try {
  const began = Date.now();
  await prepare();
  times.push(['install + build', Math.round((Date.now() - began) / 1000)]);
  for (const tool of TOOLS) {
    if (![tool.name, tool.or ?? tool.name].some((name) => spawnSync('which', [name]).status === 0)) {
      console.log(yellow(`${tool.name} is not installed (Debian package ${tool.package}): ${tool.skips} are left out`));
    }
  }
  const captures = process.env.WIRELEDGER_CAPTURES ?? path.join(root, '../shared/captures');
  if (!existsSync(path.join(captures, 'expected.json'))) {
    console.log(yellow('not asked for: real captures (WIRELEDGER_CAPTURES names no folder with them)'));
  }
  const vm = { NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning' };
  await checks();
  await jest('unit', ['--selectProjects', 'unit', '--maxWorkers=2']);
  // A quarter of their time they wait, for disks and other processes.
  await jest('integration', ['--selectProjects', 'int', '--maxWorkers=3']);
  await jest('end to end', ['--selectProjects', 'e2e', '--maxWorkers=2'], vm);
  console.log(`\n${times.map(([title, seconds]) => `${title} ${seconds} s`).join(' · ')}`);
  console.log(`${total.passed} passed, ${total.failed} failed${total.skipped ? `, ${total.skipped} skipped` : ''}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
} catch (error) {
  refuse(error);
} finally {
  rmSync(results, { recursive: true, force: true });
}
