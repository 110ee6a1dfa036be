import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';

/** The user of the operating system that PostgreSQL runs as. `drop` = we are root and must become that user. */
export interface OsUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly drop: boolean;
}

/** Ourselves, or as root (PostgreSQL refuses to run as root) the user `postgres` if there is one, else `nobody`. */
export function serverUser(): OsUser {
  const uid = process.getuid?.() ?? -1;
  if (uid !== 0) return { name: nameOf(uid), uid, gid: process.getgid?.() ?? -1, drop: false };
  const users = readUsers();
  const user = users.find(({ name }) => name === 'postgres') ?? users.find(({ name }) => name === 'nobody');
  return { ...(user ?? { name: 'nobody', uid: 65534, gid: 65534 }), drop: true };
}

/** As root: the owner of an existing cluster, since PostgreSQL runs only as the owner of its files. */
export const asOwner = (user: OsUser, owner: { uid: number; gid: number }): OsUser =>
  user.drop && owner.uid !== 0 ? { name: nameOf(owner.uid), uid: owner.uid, gid: owner.gid, drop: true } : user;

const nameOf = (uid: number): string => {
  if (uid === process.getuid?.()) {
    try {
      return userInfo().username;
    } catch {
      return `uid ${uid}`; // a container may run under a number without a name
    }
  }
  return readUsers().find((user) => user.uid === uid)?.name ?? `uid ${uid}`;
};

function readUsers(): { name: string; uid: number; gid: number }[] {
  let text: string;
  try {
    text = readFileSync('/etc/passwd', 'utf8');
  } catch {
    return [];
  }
  return text.split('\n').map((line) => {
    const [name = '', , uid, gid] = line.split(':');
    return { name, uid: Number(uid), gid: Number(gid) };
  });
}

/** Spawn options that become the user; the working folder of the caller may be closed to it. */
export const spawnAs = (user: OsUser) => ({ cwd: '/', ...(user.drop ? { uid: user.uid, gid: user.gid } : {}) });

/** Asks the operating system itself, as that user: modes, groups, ACLs and mount options all count. */
const probe = (user: OsUser, test: string, path: string): boolean =>
  spawnSync('/bin/sh', ['-c', `test ${test} "$1"`, 'sh', path], { ...spawnAs(user), stdio: 'ignore' }).status === 0;

/** May the user enter this folder (and every one above it)? */
export const canEnter = (user: OsUser, folder: string): boolean => probe(user, '-x', folder);

/** May the user run this program? */
export const canRun = (user: OsUser, program: string): boolean => probe(user, '-x', program);
