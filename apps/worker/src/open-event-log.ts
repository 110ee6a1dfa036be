import { PostgresEventLog } from '@wireledger/event-log-postgres';
import {
  EventCatalogue,
  type EventLog,
  PersonalCodec,
  PersonalEventLog,
  type SubjectKeys,
} from '@wireledger/event-sourcing';
import { eventCatalogue, PERSONAL_FIELDS } from '@wireledger/events';
import type { Config, Logger } from '@wireledger/platform';

const POOL_SIZE = 4;
const RAW_POOL_SIZE = 1;
/** Of detectors: they read, write alerts, and copy evidence beside. */
const JUDGING_POOL_SIZE = 3;

/** The same log, its events exactly as they are stored: what sealing and verifying need. */
export const openRawLog = (config: Config): Promise<EventLog> => openStored(config, RAW_POOL_SIZE);

async function openStored(config: Config, poolSize: number): Promise<EventLog> {
  const catalogue = EventCatalogue.raw;
  if (config.eventLogUrl) {
    const { EventStoreDbLog } = await import('@wireledger/event-log-eventstoredb');
    return EventStoreDbLog.open({ url: config.eventLogUrl, catalogue });
  }
  const connection = { connectionString: config.databaseUrl };
  // Followers fold a batch once, detectors keep hundreds for the few records that become evidence.
  return PostgresEventLog.open({ connection, catalogue, poolSize, migrate: false, keepsUnpacked: false });
}

/** The log that the configuration names, its texts of people opened by `keys`, with the worker's budget of connections. */
export const openEventLog = (config: Config, keys: SubjectKeys, logger: Pick<Logger, 'warn'>): Promise<EventLog> =>
  openRead(config, keys, logger, POOL_SIZE);

/** The same for detectors, with connections of their own. */
export const openJudgedLog = (config: Config, keys: SubjectKeys, logger: Pick<Logger, 'warn'>): Promise<EventLog> =>
  openRead(config, keys, logger, JUDGING_POOL_SIZE);

async function openRead(
  config: Config,
  keys: SubjectKeys,
  logger: Pick<Logger, 'warn'>,
  poolSize: number,
): Promise<EventLog> {
  const catalogue = eventCatalogue(({ type, version, reason }) =>
    logger.warn({ type, version, reason }, 'the log holds an event that only a newer release knows'),
  );
  return new PersonalEventLog(await openStored(config, poolSize), catalogue, new PersonalCodec(PERSONAL_FIELDS, keys));
}
