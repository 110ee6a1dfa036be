import { PostgresEventLog } from '@wireledger/event-log-postgres';
import type { EventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { type Config, loadConfig } from '@wireledger/platform';

import { type Out, withExitCode, WrongUsage } from '../access/host-door';
import { findSystem } from '../up/system-file';
import { openDatabase } from '../verify/open-database';
import { REPLACED_KEYS, type ReplacedKey, replaceKey } from './replace-key';

const USAGE = `usage: wireledger keys replace personal|notify --reason <text>

Puts a new key in the place of one that seals what is kept, and seals all of that anew. The system must not run.
  personal  personal/keys/personal.key of the data folder, which wraps the keys of people
  notify    notify/keys/notify.key, which seals secrets of channels and of sources of lists; receivers keep the secrets they have
The reason stands in the history. Interrupted anywhere nothing is lost: say the same again, and it goes on where it was.`;

const MAX_REASON = 500;

/** @throws WrongUsage */
export function parseKeysArgs(argv: readonly string[]): { readonly key: ReplacedKey; readonly reason: string } {
  const [command, name, flag, reason = '', ...rest] = argv;
  if (command !== 'replace')
    throw new WrongUsage(command ? `there is no \`keys ${command}\`` : 'what to do with keys is missing');
  const key = REPLACED_KEYS.find((one) => one === name);
  if (!key) throw new WrongUsage(`which key is missing: ${REPLACED_KEYS.join(' or ')}`);
  if (flag !== '--reason' || reason.trim() === '' || reason.length > MAX_REASON || rest.length > 0)
    throw new WrongUsage(`why is missing: give --reason and one text of at most ${MAX_REASON} characters`);
  return { key, reason: reason.trim() };
}

/** `wireledger keys replace`: exit code 0 when the new key is in force, 1 when it is not, 2 on wrong usage. */
export function runKeys(argv: readonly string[], out: Out): Promise<number> {
  return withExitCode(USAGE, out, async () => {
    if (argv.includes('--help')) {
      out.stderr.write(`${USAGE}\n`);
      return;
    }
    const { key, reason } = parseKeysArgs(argv);
    const config = loadConfig();
    if (findSystem(config.dataDir))
      throw new Error(`a system runs on ${config.dataDir}. Stop it, then replace its keys.`);
    // Keys of people are in the database, wherever the log is.
    const database = await openDatabase({ ...config, eventLogUrl: '' });
    const log = await openLog(config, database.url).catch(async (error: unknown) => {
      await database.close();
      throw error;
    });
    try {
      const replacing = {
        log,
        databaseUrl: database.url,
        dataDir: config.dataDir,
        reason,
        nowUs: () => Date.now() * 1000,
      };
      const { from, to, resealed } = await replaceKey(key, replacing);
      out.stdout.write(`key ${to} in the place of ${from}: ${resealed} sealed anew\n`);
    } finally {
      await log.close();
      await database.close();
    }
  });
}

/** The log with its events checked and upcast, texts of people as they are stored. */
async function openLog(config: Config, connectionString: string): Promise<EventLog> {
  const catalogue = eventCatalogue(() => undefined);
  if (config.eventLogUrl) {
    const { EventStoreDbLog } = await import('@wireledger/event-log-eventstoredb');
    return EventStoreDbLog.open({ url: config.eventLogUrl, catalogue });
  }
  return PostgresEventLog.open({ connection: { connectionString }, catalogue, poolSize: 1, migrate: false });
}
