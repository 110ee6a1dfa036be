import { PostgresEventLog } from '@wireledger/event-log-postgres';
import type { EventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import type { Config } from '@wireledger/platform';

/** The log that the configuration names, with the sensor's budget of connections. */
export async function openEventLog(config: Config): Promise<EventLog> {
  const catalogue = eventCatalogue();
  if (config.eventLogUrl) {
    const { EventStoreDbLog } = await import('@wireledger/event-log-eventstoredb');
    return EventStoreDbLog.open({ url: config.eventLogUrl, catalogue });
  }
  return PostgresEventLog.open({
    connection: { connectionString: config.databaseUrl },
    catalogue,
    poolSize: 2,
    migrate: false,
  });
}
