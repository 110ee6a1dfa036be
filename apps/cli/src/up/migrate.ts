import { migrate as migrateEventLog } from '@wireledger/event-log-postgres';
import { migrateQueues } from '@wireledger/jobs';
import type { Config } from '@wireledger/platform';
import { migrateAccess } from '@wireledger/platform/access-store';
import { migrateReadModels } from '@wireledger/read-models';
import { Client } from 'pg';

/** Brings every schema to this version, once, before anything else connects. Safe to repeat. */
export async function migrate(config: Config, databaseUrl: string): Promise<void> {
  const connection = { connectionString: databaseUrl };
  if (!config.eventLogUrl) {
    const client = new Client(connection);
    await client.connect();
    try {
      await migrateEventLog(client);
    } finally {
      await client.end();
    }
  }
  await migrateReadModels(databaseUrl);
  await migrateAccess(connection);
  await migrateQueues(config.queueUrl || databaseUrl);
}
