import { createPublicKey } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  type EventLog,
  SealKey,
  type SignedSeal,
  type Verification,
  verifyLog,
  writeBundle,
} from '@wireledger/event-sourcing';
import { TOLD_IN_BUNDLES } from '@wireledger/events';
import { AnchorFile, type Config, loadConfig } from '@wireledger/platform';

import { type Out, withExitCode, WrongUsage } from '../access/host-door';
import { acceptHistory } from './accept-history';
import { openDatabase } from './open-database';
import { openRawLog } from './open-raw-log';

const USAGE = `usage: wireledger verify [--key PUBLIC.pem] [--anchor SEALS.ndjson] [--bundle FILE] [--accept WHY] [--json]

Reads the whole log and checks every hash, every chain, every seal, and the seals written down outside.
  --key     public half of the key that seals; default: keys/seal.pem of the data folder
  --anchor  file of seals outside the database; default: SEAL_ANCHOR_FILE, else anchors/seals.ndjson of the data folder
  --bundle  when valid, write the audit trail and all seals as a signed bundle, every other event by its hash alone;
            needs keys/seal.pem of the data folder of the process that seals
  --accept  when the log is valid by itself and only the seals written down outside contradict it, because an older backup was brought back
            on purpose: records that, puts the file of seals aside and lets the system start
Exit code 0: valid. 1: not valid, or not readable. A signed bundle is checked without any of this by wireledger-verify.mjs.`;

interface Args {
  readonly key: string | null;
  readonly anchor: string | null;
  readonly bundle: string | null;
  readonly accept: string | null;
  readonly json: boolean;
}

const NAMED = ['key', 'anchor', 'bundle', 'accept'] as const;
const isNamed = (name: string | undefined): name is `--${(typeof NAMED)[number]}` =>
  NAMED.some((one) => name === `--${one}`);

/** @throws WrongUsage */
export function parseVerifyArgs(argv: readonly string[]): Args {
  const found: { -readonly [K in keyof Args]: Args[K] } = {
    key: null,
    anchor: null,
    bundle: null,
    accept: null,
    json: false,
  };
  for (let i = 0; i < argv.length; i++) {
    const [name, value] = [argv[i], argv[i + 1]];
    if (name === '--json') found.json = true;
    else if (isNamed(name) && value !== undefined) {
      found[name.slice(2) as (typeof NAMED)[number]] = value;
      i++;
    } else throw new WrongUsage(`${JSON.stringify(name)} is not known here, or its value is missing`);
  }
  return found;
}

/** `wireledger verify`: checks the log itself, without the API. */
export async function runVerify(argv: string[], out: Out): Promise<number> {
  if (argv.includes('--help')) {
    out.stdout.write(`${USAGE}\n`);
    return 0;
  }
  let valid = false;
  const code = await withExitCode(USAGE, out, async () => {
    const args = parseVerifyArgs(argv);
    const config = loadConfig();
    const pem = readKey(args.key ?? path.join(config.dataDir, 'keys', 'seal.pem'));
    const database = await openDatabase(config);
    const log = await openRawLog(config, database.url);
    try {
      if (args.accept !== null) {
        out.stdout.write(`${await acceptHistory(log, createPublicKey(pem), AnchorFile.of(config), args.accept)}\n`);
        valid = true;
        return;
      }
      const report = await verifyLog(log, { publicKey: createPublicKey(pem), anchors: anchorsOf(args, config, out) });
      valid = report.faults.length === 0;
      out.stdout.write(args.json ? `${JSON.stringify(report)}\n` : said(report));
      if (valid && args.bundle !== null) await bundle(log, config, args.bundle);
    } finally {
      await log.close();
      await database.close();
    }
  });
  return code === 0 && !valid ? 1 : code;
}

/** @throws Error naming the mend when it is not there */
function readKey(file: string): string {
  if (!existsSync(file))
    throw new Error(
      `there is no key at ${file}. Name the public one with --key, or the data folder of the system in WIRELEDGER_DATA_DIR.`,
    );
  return readFileSync(file, 'utf8');
}

async function bundle(log: EventLog, config: Config, file: string): Promise<void> {
  const key = new SealKey(readFileSync(path.join(config.dataDir, 'keys', 'seal.pem'), 'utf8'));
  const whole = (type: string): boolean => TOLD_IN_BUNDLES.has(type);
  const asked = { from: '', to: null, whole, by: 'host', at: Date.now() * 1000 };
  // Not in place of a file that is there: a bundle is evidence.
  const target = openSync(file, 'wx', 0o600);
  try {
    for await (const { text } of writeBundle(log, key, asked)) writeFileSync(target, text);
  } finally {
    closeSync(target);
  }
}

function anchorsOf({ anchor }: Args, config: Config, out: Out): SignedSeal[] {
  const file = anchor ?? AnchorFile.of(config).path;
  if (anchor === null && !existsSync(file)) {
    out.stderr.write(`wireledger: there is no anchor at ${file}: an end that was cut off cannot be noticed\n`);
    return [];
  }
  const lines = readFileSync(file, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line) as SignedSeal);
}

/** The report as people read it; control characters of a hostile log do not reach the terminal. */
export function said({ events, seals, sealedTo, unsealed, expired, faults }: Verification): string {
  const gone = expired > 0 ? `, ${expired} removed by retention and accounted for` : '';
  if (faults.length === 0)
    return `valid: ${events} events, ${seals} seals, sealed up to position ${sealedTo || 'none'}, ${unsealed} not sealed yet${gone}\n`;
  const lines = faults.map(
    ({ kind, position, seal, detail }) =>
      `${kind} at position ${position}${seal === null ? '' : ` (seal ${seal})`}: ${detail.replace(/[^\x20-\x7e]/g, '?')}`,
  );
  return `NOT VALID: ${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}\n${lines.join('\n')}\n`;
}
