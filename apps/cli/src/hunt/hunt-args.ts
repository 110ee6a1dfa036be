import { existsSync, readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeError } from '@wireledger/platform';

import { WrongUsage } from '../access/host-door';

export const HUNT_USAGE = `usage: wireledger hunt VALUE|FILE… [--json]

Looks back for two years: was an address, a prefix, a name (or what is below it) or a TLS fingerprint ever observed,
when first and last, how often, and by which hosts? Asks the running system; raises no alert.

VALUE   198.51.100.7, 198.51.100.0/24, bad.example, a JA3 or a JA4; 1.2.3[.]4 is understood
FILE    a text file of them, one a line; what stands behind # is a comment. 1,000 entries in all; of more make a list
  --json   one JSON line an entry and sensor that was observed
  --help   this text
Exit code 0: looked. 1: failed, or no system runs. 2: wrong usage.`;

/** Longest file that is read, bytes. */
const MOST_BYTES = 1 << 20;
const MOST = 1000;

/** What `wireledger hunt` is to do. @throws WrongUsage */
export function parseHuntArgs(argv: readonly string[]): {
  readonly json: boolean;
  readonly entries: readonly string[];
} {
  const { json, given } = read(argv);
  const entries = given.flatMap((one) => (existsSync(one) ? linesOf(one) : [one]));
  if (entries.length === 0) throw new WrongUsage('nothing was named to look for');
  if (entries.length > MOST)
    throw new WrongUsage(
      `${entries.length} entries are more than ${MOST}: make a list of them on page Lists, and look back there`,
    );
  return { json, entries };
}

function read(argv: readonly string[]): { readonly json: boolean; readonly given: readonly string[] } {
  try {
    const options = { json: { type: 'boolean', default: false } } as const;
    const { values, positionals } = parseArgs({ args: [...argv], allowPositionals: true, options });
    return { json: values.json, given: positionals };
  } catch (error) {
    throw new WrongUsage(describeError(error));
  }
}

function linesOf(file: string): string[] {
  const stat = statSync(file);
  if (!stat.isFile()) throw new WrongUsage(`${file} is no file`);
  if (stat.size > MOST_BYTES) throw new WrongUsage(`${file} has more than 1 MiB: make a list of it on page Lists`);
  return readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}
