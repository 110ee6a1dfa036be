import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { EventCatalogue, type EventLog } from '@wireledger/event-sourcing';
import type { Config } from '@wireledger/platform';

/** The log of this installation, its events exactly as they are stored: hashes are over these bytes. */
export async function openRawLog(config: Config, connectionString: string): Promise<EventLog> {
  const catalogue = EventCatalogue.raw;
  if (config.eventLogUrl) {
    const { EventStoreDbLog } = await import('@wireledger/event-log-eventstoredb');
    return EventStoreDbLog.open({ url: config.eventLogUrl, catalogue });
  }
  return PostgresEventLog.open({ connection: { connectionString }, catalogue, poolSize: 1, migrate: false });
}
