import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

import type { SeenFile } from './known-file';
import type { LogPlace } from './log-spec';

/** Files of one place that are followed: the newest. */
const MOST_FILES = 4096;
/** Logs of Zeek that there are facts of; their names may go on with a time, a number, `.gz`. */
const ZEEK_LOG = /^(?:conn|dns|http|ssl|x509|ssh|ftp|ntlm|dhcp)(?![a-z_])(?!-summary)/;
const ZEEK_CURRENT = /^(?:conn|dns|http|ssl|x509|ssh|ftp|ntlm|dhcp)\.(?:log|json)$/;
/** Files that a pattern names at once. */
const MOST_NAMED = 64;

/** What lies at a place now. `problem` says why nothing does, with cause and mend. */
export interface Sight {
  readonly files: readonly SeenFile[];
  readonly problem: string | null;
}

/**
 * Looks for the files of a place: the named one and what it was renamed to (`name.1`, `name-20260101.gz`), each of those that a name with `*` and `?` means,
 * or the logs of a folder.
 */
export async function lookAround({ kind, path: at }: LogPlace, place: number, most = MOST_FILES): Promise<Sight> {
  try {
    const isFolder = (await stat(at).catch(() => null))?.isDirectory() === true;
    if (isFolder && kind !== 'zeek')
      return { files: [], problem: `${shownPath(at)} is a folder. Name the file that is written.` };
    const folder = isFolder ? at : path.dirname(at);
    const base = path.basename(at);
    const there = (await readdir(folder)).filter((name) => !/\.(?:tmp|swp|part)$/.test(name));
    const meant = isFolder ? [] : namedBy(base, there);
    const named = meant.slice(0, MOST_NAMED);
    const isOurs = (name: string) => (isFolder ? ZEEK_LOG.test(name) : named.some((one) => isRotated(name, one)));
    const names = there.filter(isOurs);
    const files = new Map<string, SeenFile>();
    for (const name of names) {
      const file = path.join(folder, name);
      // Between the list and the look it may have been renamed: the next look finds it.
      const found = await stat(file, { bigint: true }).catch(() => null);
      if (!found?.isFile()) continue;
      const current = isFolder ? ZEEK_CURRENT.test(name) : named.includes(name);
      const key = `${found.dev}:${found.ino}`;
      if (files.has(key)) continue;
      files.set(key, {
        place,
        path: file,
        key,
        size: Number(found.size),
        mtimeMs: Number(found.mtimeNs) / 1e6,
        current,
        sibling: !isFolder && !current,
      });
    }
    const byAge = [...files.values()].sort((a, b) => a.mtimeMs - b.mtimeMs || (a.path < b.path ? -1 : 1));
    return {
      files: byAge.slice(-most),
      problem: tooMany(at, byAge, most) ?? tooManyNamed(at, meant) ?? nothingThere(isFolder, at, byAge),
    };
  } catch (error) {
    return { files: [], problem: unreadable(at, error as NodeJS.ErrnoException) };
  }
}

/** The names that a name of a place means: itself, or those that its pattern fits and that are not what others were renamed to. */
function namedBy(base: string, there: readonly string[]): string[] {
  if (!/[*?]/.test(base)) return [base];
  const fit = there.filter((name) => isFitting(name, base)).sort();
  const [names, stems] = [new Set(fit), new Set(fit.map(stemOf))];
  return fit.filter((name) => !isRotatedOfAny(name, names, stems));
}

/** Whether one of the names was renamed to this one: asked of its beginnings, for a folder may have many names. */
function isRotatedOfAny(name: string, names: ReadonlySet<string>, stems: ReadonlySet<string>): boolean {
  for (let at = 1; at < name.length; at++) {
    if (name[at] !== '.' && name[at] !== '-') continue;
    const beginning = name.slice(0, at);
    if (names.has(beginning) || (stems.has(beginning) && DATED.test(name.slice(at)))) return true;
  }
  return false;
}

/** Whether a name fits a pattern: `*` = any characters, `?` = one; as of shells neither is a dot at the beginning. Takes at most name × pattern steps. */
export function isFitting(name: string, pattern: string): boolean {
  if (name.startsWith('.') && !pattern.startsWith('.')) return false;
  let [at, of, star, from] = [0, 0, -1, 0];
  while (at < name.length) {
    if (of < pattern.length && pattern[of] === '*') {
      star = of++;
      from = at;
    } else if (of < pattern.length && (pattern[of] === '?' || pattern[of] === name[at])) {
      at++;
      of++;
    } else if (star >= 0) {
      // The last star takes one more.
      of = star + 1;
      at = ++from;
    } else return false;
  }
  while (pattern[of] === '*') of++;
  return of === pattern.length;
}

const stemOf = (name: string): string => name.replace(/\.[a-z]+$/, '');
/** `-20260101.json`: logrotate with dateext and an extension. */
const DATED = /^-\d[\d_.:-]*\.[a-z]+(?:\.gz|\.zst)?$/;

function isRotated(name: string, base: string): boolean {
  if (name === base) return true;
  if (name.startsWith(base)) return /^[.-]/.test(name.slice(base.length));
  const stem = stemOf(base);
  return name.startsWith(stem) && DATED.test(name.slice(stem.length));
}

const tooManyNamed = (pattern: string, { length }: readonly string[]): string | null =>
  length > MOST_NAMED
    ? `${length} logs are called like ${shownPath(pattern)}: only the first ${MOST_NAMED} are read. Write a pattern that fits fewer.`
    : null;

function tooMany(named: string, { length }: readonly SeenFile[], most: number): string | null {
  return length > most
    ? `${length} files belong to ${shownPath(named)}: only the newest ${most} are read. Move old ones away.`
    : null;
}

function nothingThere(isFolder: boolean, named: string, files: readonly SeenFile[]): string | null {
  if (files.some(({ current }) => current)) return null;
  return isFolder ? null : `There is no ${shownPath(named)} now. It is read when it is there again.`;
}

/** A path as people are shown it: whoever may write into a folder may name a file as he likes. */
export const shownPath = (file: string): string => file.replace(/\p{C}/gu, '?');

/** What the disk says, for people. */
export function unreadable(named: string, { code, message }: NodeJS.ErrnoException): string {
  const file = shownPath(named);
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `There is no ${file} now. It is read when it is there again.`;
    case 'EACCES':
    case 'EPERM':
      return `${file} may not be read by this user. Change its permissions, or let this user into its group.`;
    default:
      return `${file} cannot be read: ${shownPath(message)}`;
  }
}
