import { EventStoreDbLog } from '@wireledger/event-log-eventstoredb';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { EventCatalogue, type EventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import type { Config, Logger } from '@wireledger/platform';

const POOL_SIZE = 4;
const RAW_POOL_SIZE = 1;

/** The same log, its events exactly as they are stored: what sealing and verifying need. */
export function openRawLog(config: Config): Promise<EventLog> {
  const catalogue = EventCatalogue.raw;
  if (config.eventLogUrl) return EventStoreDbLog.open({ url: config.eventLogUrl, catalogue });
  const connection = { connectionString: config.databaseUrl };
  return PostgresEventLog.open({ connection, catalogue, poolSize: RAW_POOL_SIZE, migrate: false });
}

/** The log that the configuration names, with the worker's budget of connections. */
export function openEventLog(config: Config, logger: Pick<Logger, 'warn'>): Promise<EventLog> {
  const catalogue = eventCatalogue(({ type, version, reason }) =>
    logger.warn({ type, version, reason }, 'the log holds an event that only a newer release knows'),
  );
  if (config.eventLogUrl) return EventStoreDbLog.open({ url: config.eventLogUrl, catalogue });
  return PostgresEventLog.open({
    connection: { connectionString: config.databaseUrl },
    catalogue,
    poolSize: POOL_SIZE,
    migrate: false,
  });
}
