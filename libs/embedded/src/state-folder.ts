import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedPostgresError } from './embedded-postgres-error';
import { asOwner, canEnter, type OsUser } from './os-user';

/** Folders of one embedded database. */
export interface StateFolder {
  /** Holds everything below. Stays ours also as root: what the server's user could exchange, root must not open. */
  readonly root: string;
  readonly cluster: string;
  readonly log: string;
  readonly password: string;
  readonly lock: string;
  readonly user: OsUser;
  /** True when it is not the data folder that was asked for. */
  readonly elsewhere: boolean;
}

export const DEFAULT_STATE_ROOT = '/var/lib/wireledger';

const hashOf = (path: string) => createHash('sha256').update(path).digest('hex').slice(0, 16);

/**
 * The data folder itself; or, when root started us under a folder that only root may enter, a folder under `stateRoot` named
 * after the data folder. Where a cluster already is, there it stays. Parents are never changed.
 */
export function chooseStateFolder(dataDir: string, stateRoot: string, user: OsUser): StateFolder {
  makeOpen(dataDir);
  const here = realpathSync(dataDir);
  if (!user.drop) return foldersIn(here, user, false);
  const there = join(stateRoot, hashOf(here));
  if (hasCluster(there)) return foldersIn(there, ownerOf(there, user), true);
  const owner = hasCluster(here) ? ownerOf(here, user) : user;
  if (canEnter(owner, here)) return foldersIn(here, owner, false);
  if (hasCluster(here))
    throw new EmbeddedPostgresError(
      'permission',
      `The database in ${here} belongs to ${owner.name}, who may not enter that folder. Open the folders above it for ${owner.name}, or start Wireledger as ${owner.name}.`,
    );
  makeOpen(stateRoot);
  makeOpen(there);
  return foldersIn(there, user, true);
}

const hasCluster = (root: string) => existsSync(join(root, 'cluster', 'PG_VERSION'));
const ownerOf = (root: string, user: OsUser) => asOwner(user, statSync(join(root, 'cluster')));

/** Creates a folder that others may pass through; one that exists is left as it is. */
export function makeOpen(folder: string): void {
  const existed = existsSync(folder);
  mkdirSync(folder, { recursive: true });
  if (existed) return;
  chmodSync(folder, 0o755); // the umask may have closed it
}

const foldersIn = (root: string, user: OsUser, elsewhere: boolean): StateFolder => ({
  root,
  cluster: join(root, 'cluster'),
  log: join(root, 'postgres.log'),
  password: join(root, 'password'),
  lock: join(root, 'supervisor.pid'),
  user,
  elsewhere,
});

/** `sun_path` holds 107 characters; the socket's own name takes `/.s.PGSQL.5432`. */
const MAX_SOCKET_FOLDER = 107 - '/.s.PGSQL.5432.lock'.length;

/** A folder for the socket that only the server's user (and root) may enter: in the state folder, or a short one when that path is too long. */
export function socketFolder({ root, user }: StateFolder): string {
  const near = join(root, 'run');
  const folder =
    near.length <= MAX_SOCKET_FOLDER && /^[\w/.@+-]+$/.test(near)
      ? near
      : join(tmpdir().length < 60 ? tmpdir() : '/tmp', `wireledger-${user.uid}-${hashOf(root)}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (user.drop) chownSync(folder, user.uid, user.gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const found = lstatSync(folder);
    if (!found.isDirectory() || found.uid !== user.uid || (found.mode & 0o077) !== 0)
      throw new EmbeddedPostgresError(
        'permission',
        `${folder} must be a folder of ${user.name} that nobody else may enter. Remove it and start again.`,
      );
  }
  return folder;
}
