import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { type SealKey, writeBundle } from '@wireledger/event-sourcing';
import { TOLD_IN_BUNDLES } from '@wireledger/events';
import type { ReadModels } from '@wireledger/read-models';
import { Client } from 'pg';

import type { StoredLog } from './people-api';

/** The whole history as an auditor is given it. `at`: µs since 1970 UTC. */
export async function bundleOf({ stored }: StoredLog, key: SealKey, at: number): Promise<string> {
  let bundle = '';
  const whole = (type: string) => TOLD_IN_BUNDLES.has(type);
  for await (const { text } of writeBundle(stored, key, { from: '', to: null, whole, by: 'ada', at })) bundle += text;
  return bundle;
}

/** What the verifier says of a bundle that stands alone in a folder with it and the public key. */
export function verifiedAlone(
  bundle: string,
  key: SealKey,
): { readonly status: number | null; readonly stdout: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-erased-'));
  try {
    copyFileSync(path.resolve(__dirname, '../../../web/public/wireledger-verify.mjs'), path.join(folder, 'verify.mjs'));
    writeFileSync(path.join(folder, 'bundle.ndjson'), bundle);
    writeFileSync(path.join(folder, 'public.pem'), key.publicKey.export({ type: 'spki', format: 'pem' }));
    const args = ['verify.mjs', 'bundle.ndjson', 'public.pem'];
    return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: {} });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Every row of every table that is not PostgreSQL's own, as text behind the table's name, in small letters; columns of bytes as their hex. */
export async function wholeDatabase(connectionString: string): Promise<string> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(40);
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      found.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return found.join('\n').toLowerCase();
  } finally {
    await client.end();
  }
}

/** All projections to the end of the log. */
export async function followAllToEnd(models: ReadModels): Promise<void> {
  for (const { name } of models.projections) {
    let step: string;
    do step = await models.follower(name).step();
    while (step !== 'idle' && step !== 'halted');
    expect([name, step]).toEqual([name, 'idle']);
  }
}
