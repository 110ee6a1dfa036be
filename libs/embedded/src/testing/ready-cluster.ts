import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import { EmbeddedPostgres } from '../embedded-postgres';

/** What makes a folder an embedded database: the server's files, and the password that they were made with. */
const PARTS = ['cluster', 'password'] as const;

/**
 * Puts a stopped database into an empty folder: a copy costs a third of what `initdb` does. It is made once in a run (`tools/run-folder.cjs` names the
 * folder); outside of a run nothing is put there, and the server makes its own.
 */
export async function putReadyCluster(folder: string): Promise<void> {
  const run = process.env['WIRELEDGER_TEST_RUN'];
  if (!run) return;
  const ready = join(run, 'postgres');
  if (!existsSync(ready)) await make(run, ready);
  // `cp` and not Node's own, which leaves the files to root.
  const { status, stderr } = spawnSync('cp', ['-a', ...PARTS.map((part) => join(ready, part)), folder]);
  if (status !== 0) throw new Error(`cannot copy the database of the run from ${ready}: ${String(stderr)}`);
}

/** Made aside and renamed, so that nobody copies half of it. Of two that are made at once the first stays. */
async function make(run: string, ready: string): Promise<void> {
  const aside = mkdtempSync(join(run, 'making-'));
  chmodSync(aside, 0o711);
  await (await EmbeddedPostgres.start({ dataDir: aside, settings: { fsync: false } })).stop();
  try {
    renameSync(aside, ready);
  } catch (error) {
    if (!existsSync(ready)) throw error;
    rmSync(aside, { recursive: true, force: true });
  }
}
