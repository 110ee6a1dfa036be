import { AddressFacts, PlaceMemory } from '@wireledger/enrichment';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import {
  CachedSubjectKeys,
  EventCatalogue,
  type EventLog,
  PersonalCodec,
  PersonalEventLog,
  type SubjectKeys,
} from '@wireledger/event-sourcing';
import { eventCatalogue, PERSONAL_FIELDS } from '@wireledger/events';
import type { Config, Logger } from '@wireledger/platform';
import { PostgresAccessStore } from '@wireledger/platform/access-store';
import { masterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import { openQueueBackend, WorkQueue } from '@wireledger/jobs';
import {
  BacktestStore,
  HuntStore,
  ReputationStore,
  dnsRecordToTransaction,
  ExportStore,
  flowRecordToFlow,
  IntegrityStore,
  ListContentStore,
  ReadModels,
  ReportStore,
  RetentionStore,
} from '@wireledger/read-models';

import type { BundlesPort } from './audit/history-bundles';
import type { IntegrityPort } from './audit/integrity-desk';
import type { RetentionPort } from './retention/retention-desk';
import type { ReadModelsPort, RecordMappers } from './queries/read-model-queries';
import type { ExportsPort } from './exports/exports';
import type { HuntsPort } from './hunts/hunt-desk';
import type { ReportsPort } from './reports/report-desk';
import type { BacktestsPort } from './backtests/backtest-desk';
import { HttpSensorControl } from './sensors/sensor-control';
import type { ApiPorts } from './services';

/** Connections of this process; with the one for keys together 11. */
const POOLS = { readModels: 5, wide: 2, log: 3, access: 2 } as const;

/** A little more than the time after which a query is answered with TIMEOUT, so that PostgreSQL stops working for nobody. */
const STATEMENT_MS = 10_200;

/** The same database, its statements limited in time. */
export const withStatementTimeout = (databaseUrl: string): string =>
  `${databaseUrl}${databaseUrl.includes('?') ? '&' : '?'}statement_timeout=${STATEMENT_MS}`;

const mappers: RecordMappers = { flow: flowRecordToFlow, dns: dnsRecordToTransaction };

/** The log with its texts of people opened: the adapter reads and writes what is stored. */
async function openLog(config: Config, keys: SubjectKeys, logger: Logger): Promise<EventLog> {
  const catalogue = eventCatalogue(({ type, version, reason }) =>
    logger.warn({ type, version }, `the log holds an event of an unknown ${reason}; a newer release wrote it`),
  );
  return new PersonalEventLog(await openStored(config), catalogue, new PersonalCodec(PERSONAL_FIELDS, keys));
}

async function openStored(config: Config): Promise<EventLog> {
  const catalogue = EventCatalogue.raw;
  if (config.eventLogUrl) {
    const { EventStoreDbLog } = await import('@wireledger/event-log-eventstoredb');
    return EventStoreDbLog.open({ url: config.eventLogUrl, catalogue });
  }
  const connection = { connectionString: config.databaseUrl };
  return PostgresEventLog.open({ connection, catalogue, poolSize: POOLS.log, migrate: false });
}

/** Opens what the configuration names; the schemas must be migrated. `close` gives everything back. */
export async function openPorts(
  config: Config,
  logger: Logger,
  version: string,
): Promise<{ ports: ApiPorts; close: () => Promise<void> }> {
  const onError = (err: Error) => logger.warn({ err }, 'a connection to the database broke');
  const stored = await PostgresSubjectKeys.open(config.databaseUrl, masterKey(config.dataDir), onError);
  const keys = new CachedSubjectKeys(stored);
  const log = await openLog(config, keys, logger);
  const facts = new AddressFacts({ locations: config.geoipFile, networks: config.asnFile });
  const placed = new PlaceMemory(facts);
  const connection = withStatementTimeout(config.databaseUrl);
  const open = (poolSize: number) => ReadModels.open({ connection, poolSize, log, onError, places: placed });
  const [models, wide] = [await open(POOLS.readModels), await open(POOLS.wide)];
  const store = await PostgresAccessStore.open({ connectionString: config.databaseUrl }, POOLS.access, onError);
  const readModels: ReadModelsPort = {
    queries: models.queries,
    wideQueries: wide.queries,
    projections: () => models.health(),
    ping: async () => void (await models.pool.query('select 1')),
  };
  const sensor = new HttpSensorControl(config);
  const work = new WorkQueue(openQueueBackend(config.queueUrl || config.databaseUrl, onError));
  const exports: ExportsPort = { store: new ExportStore(models.pool), ring: (id) => work.export(id) };
  const bundles: BundlesPort = { store: new ExportStore(models.pool, ['history']), ring: (id) => work.export(id) };
  const integrity: IntegrityPort = { store: new IntegrityStore(models.pool), ring: (id) => work.verify(id) };
  const retention: RetentionPort = { store: new RetentionStore(models.pool), ring: (id) => work.retention(id) };
  const reports: ReportsPort = { store: new ReportStore(models.pool), ring: (id) => work.report(id) };
  const backtests: BacktestsPort = { store: new BacktestStore(models.pool), ring: (id) => work.backtest(id) };
  const hunts: HuntsPort = { store: new HuntStore(models.pool), ring: (id) => work.hunt(id) };
  const close = async () => {
    await Promise.allSettled([models.close(), wide.close(), store.close(), log.close(), work.close(), stored.close()]);
  };
  return {
    ports: {
      config,
      logger,
      log,
      store,
      keys,
      readModels,
      mappers,
      sensor,
      exports,
      reports,
      bundles,
      integrity,
      retention,
      backtests,
      hunts,
      reputation: new ReputationStore(models.pool),
      version,
      lists: new ListContentStore(models.pool),
      feeds: { ring: () => work.feeds() },
      ...{ places: facts, placed },
    },
    close,
  };
}
