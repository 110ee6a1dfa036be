// When versions of parts were published. `ages.json` beside this file has what stands in package-lock.json: `known` = versions that were in use before ages were
// looked at, `since` = the day of each that came in later, as the registry tells it, and why it may be younger than a week. A test compares the two, without
// a network; `npm run -s part-ages [-- --exception NAME@VERSION "why"]` asks npm about the versions that are new, and about no other.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const LEAST_DAYS = 7;
const DAY_MS = 86_400_000;
const here = path.dirname(fileURLToPath(import.meta.url));
const FILE = path.join(here, 'ages.json');

/** `name@version` of every part of a lockfile, sorted. */
export function partsOf(lock) {
  const parts = Object.entries(lock.packages).flatMap(([folder, { name, version, link }]) => {
    if (folder === '' || link) return [];
    return `${name ?? folder.slice(folder.lastIndexOf('node_modules/') + 13)}@${version}`;
  });
  return [...new Set(parts)].sort();
}

/** What is wrong with the ages of parts: one sentence each. */
export function faultsOf(parts, { known, since }) {
  const old = new Set(known);
  const there = new Set(parts);
  const gone = [...known, ...Object.keys(since)].filter((part) => !there.has(part));
  return [
    ...gone.map((part) => `${part} is not in use any more: run npm run -s part-ages`),
    ...parts.flatMap((part) => {
      if (old.has(part)) return [];
      const entry = since[part];
      if (!entry) return [`${part} is new: run npm run -s part-ages`];
      const [published, taken] = [Date.parse(entry.published), Date.parse(entry.taken)];
      if (!(published <= taken)) return [`${part} has no day of publishing before the day on which it was taken`];
      const days = Math.floor((taken - published) / DAY_MS);
      if (days >= LEAST_DAYS || (entry.exception ?? '').trim() !== '') return [];
      return [`${part} was ${days} days old when it was taken: wait, or give an exception with a reason`];
    }),
  ];
}

/** The file as it is to be: what left goes, what came is asked for. `publishedOn`: day of a part as its registry tells it. */
export function brought(parts, ages, { today, publishedOn, exceptions = {} }) {
  const old = new Set(ages.known);
  const known = parts.filter((part) => old.has(part));
  const since = Object.fromEntries(
    parts
      .filter((part) => !old.has(part))
      .map((part) => {
        const entry = ages.since[part] ?? { published: publishedOn(part), taken: today };
        return [part, exceptions[part] ? { ...entry, exception: exceptions[part] } : entry];
      }),
  );
  return { known, since };
}

/** As npm tells it. */
function publishedOn(part) {
  const version = part.slice(part.lastIndexOf('@') + 1);
  const times = JSON.parse(execFileSync('npm', ['view', part, 'time', '--json'], { encoding: 'utf8' }));
  return String(times[version]).slice(0, 10);
}

function main() {
  const [flag, part, why] = process.argv.slice(2);
  const exceptions = flag === '--exception' && part && why ? { [part]: why } : {};
  const parts = partsOf(JSON.parse(readFileSync(path.join(here, '../../package-lock.json'), 'utf8')));
  const today = new Date().toISOString().slice(0, 10);
  const ages = brought(parts, JSON.parse(readFileSync(FILE, 'utf8')), { today, publishedOn, exceptions });
  writeFileSync(FILE, `${JSON.stringify(ages, null, 1)}\n`);
  const faults = faultsOf(parts, ages);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
