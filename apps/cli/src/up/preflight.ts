import { accessSync, constants, mkdirSync, statfsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { findSystem, isOurs, leftBehind } from './system-file';

/** Free space below which nothing is started, bytes: a full disk in the middle of a start leaves a half-made database. */
const LEAST_FREE = 300 * 1024 * 1024;

const PATIENCE_MS = 4000;
const POLL_MS = 50;

/** Cause and mend in one sentence; exit code 1. */
export class CannotStart extends Error {}

function checkDataDir(dataDir: string): void {
  try {
    // Others may pass through (the database server runs as another user when root starts it), not look: what is inside is closed by itself.
    mkdirSync(dataDir, { recursive: true, mode: 0o711 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const cause =
      code === 'ENOSPC'
        ? 'the disk is full: free some space'
        : code === 'ENOTDIR' || code === 'EEXIST'
          ? 'it is a file, not a folder: name another one in WIRELEDGER_DATA_DIR'
          : 'no permission: chown it to yourself, or name another one in WIRELEDGER_DATA_DIR';
    throw new CannotStart(`cannot use the data folder ${dataDir} (${code}): ${cause}.`);
  }
  const { bavail, bsize } = statfsSync(dataDir);
  if (bavail * bsize < LEAST_FREE) {
    throw new CannotStart(
      `only ${Math.round((bavail * bsize) / 1024 / 1024)} MiB are free where ${dataDir} is. Free at least 300 MiB, or name another folder in WIRELEDGER_DATA_DIR.`,
    );
  }
}

function checkPort(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      const mend = `Choose another one, e.g. \`PORT=${port === 65_535 ? port - 1 : port + 1} npm start\``;
      if (error.code === 'EADDRINUSE')
        reject(new CannotStart(`port ${port} on ${host} is taken by another program. ${mend}, or stop that program.`));
      else if (error.code === 'EACCES')
        reject(new CannotStart(`port ${port} needs more rights than you have. ${mend}.`));
      else if (error.code === 'EADDRNOTAVAIL')
        reject(new CannotStart(`this machine has no address ${host}. Set HOST to one it has, e.g. 127.0.0.1.`));
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve()));
  });
}

/** Processes of a killed supervisor notice by themselves; one that hangs is ended, or it would hold the port and write on. */
async function endLeftBehind(dataDir: string): Promise<void> {
  const pids = leftBehind(dataDir);
  for (let waited = 0; waited < PATIENCE_MS && pids.some(isOurs); waited += POLL_MS) await sleep(POLL_MS);
  for (const pid of pids.filter(isOurs)) process.kill(pid, 'SIGKILL');
}

/** Everything that can be known to fail before anything is started. @throws CannotStart */
export async function preflight(config: { dataDir: string; host: string; port: number }): Promise<void> {
  checkDataDir(config.dataDir);
  const running = findSystem(config.dataDir);
  if (running) {
    throw new CannotStart(
      `Wireledger already runs on ${config.dataDir} (${running.url}, process ${running.pid}). Open that address, stop it with Ctrl-C there, or name another folder in WIRELEDGER_DATA_DIR.`,
    );
  }
  await endLeftBehind(config.dataDir);
  await checkPort(config.host, config.port);
}
