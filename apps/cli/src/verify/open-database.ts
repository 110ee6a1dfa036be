import path from 'node:path';
import { EmbeddedPostgres, runningConnection } from '@wireledger/embedded';
import type { Config } from '@wireledger/platform';

import { findSystem } from '../up/system-file';
import { databaseUrl } from '../up/up';

/** The database that holds the log: that of DATABASE_URL, the embedded one of the system that runs here, or the same started for this command alone. */
export async function openDatabase(
  config: Config,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const nothing = () => Promise.resolve();
  // The log is elsewhere: no database is needed.
  if (config.databaseUrl || config.eventLogUrl) return { url: config.databaseUrl, close: nothing };
  const dataDir = path.join(config.dataDir, 'postgres');
  if (findSystem(config.dataDir)) return { url: databaseUrl(runningConnection(dataDir)), close: nothing };
  const server = await EmbeddedPostgres.start({ dataDir });
  return { url: databaseUrl(server.connection), close: () => server.stop() };
}
