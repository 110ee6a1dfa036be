import '@wireledger/platform/keep-compiled';
import { AddressFacts, PlaceMemory, RegionFiles } from '@wireledger/enrichment';
import { CachedSubjectKeys } from '@wireledger/event-sourcing';
import { openQueueBackend } from '@wireledger/jobs';
import { ChannelSender, MailSender, NotifyKeys, OutboundPolicy } from '@wireledger/notify';
import { type Config, createLogger, loadConfig, nextNotifyKey, notifyKey, publicUrlOf } from '@wireledger/platform';
import { maskingKeys } from '@wireledger/platform/masking';
import { masterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import { FeedPartStore, ListContentStore, ReadModels } from '@wireledger/read-models';
import { Pool } from 'pg';

import { Feeds } from './feeds/feeds';
import { openLogKeeping } from './integrity/open-log-keeping';
import { openEventLog, openJudgedLog } from './open-event-log';
import { RunningWorker } from './worker';

const POOL_SIZE = 8;

/** The worker process: projections and scheduled work. Ends on SIGTERM, or when the supervisor that started it is gone. */
async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger('worker', config);
  const onError = (error: Error): void => logger.debug({ err: error }, 'a connection broke; another is opened');
  const stored = await PostgresSubjectKeys.open(config.databaseUrl, masterKey(config.dataDir), onError);
  const subjects = new CachedSubjectKeys(stored);
  const log = await openEventLog(config, subjects, logger);
  const judging = { log: await openJudgedLog(config, subjects, logger), pool: judgingPool(config, onError) };
  // Read when an export asks where addresses are, and not before.
  const places = new PlaceMemory(new AddressFacts({ locations: config.geoipFile, networks: config.asnFile }));
  const connection = config.databaseUrl;
  const models = await ReadModels.open({ connection, poolSize: POOL_SIZE, log, onError, places });
  const backend = openQueueBackend(config.queueUrl || config.databaseUrl, onError);
  const keeping = await openLogKeeping(config, models, logger);
  await keeping.integrity.assertNotOlder();
  const { policy, keys, notify } = outside(config);
  const name = `worker-${process.pid}`;
  const contents = new ListContentStore(models.pool);
  const feedParts = new FeedPartStore(models.pool);
  const feeds = new Feeds({ log, contents, feedParts, policy, keys, logger, clock: Date.now });
  const masking = maskingKeys(config.dataDir);
  const regions = new RegionFiles(config.geoipFile, (problem) => logger.error({ problem }, 'a data set is not used'));
  const parts = { name, log, judging, models, backend, ...keeping, logger, notify, masking, regions, feeds };
  const worker = await RunningWorker.start(parts);
  process.send?.({ type: 'ready' });

  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await worker.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void end());
}

/**
 * Where detectors keep what they remember: a connection of their own, for they ask for it before each page. Commits do not wait for the disk: what a crash
 * of the server takes back is judged again, and nothing is written twice.
 */
function judgingPool({ databaseUrl }: Config, onError: (error: Error) => void): Pool {
  const pool = new Pool({
    ...{ connectionString: databaseUrl, max: 1, keepAlive: true, connectionTimeoutMillis: 10_000 },
    options: '-c synchronous_commit=off -c application_name=wireledger-detection',
  });
  pool.on('error', onError);
  return pool;
}

/** How this installation calls others: to tell people of alerts, and to fetch lists. */
function outside(config: Config) {
  const address = publicUrlOf(config);
  const keys = new NotifyKeys(notifyKey(config.dataDir), nextNotifyKey(config.dataDir));
  const policy = new OutboundPolicy(config.outboundAllow, [new URL(address).hostname]);
  const mail = new MailSender(config.smtpUrl, config.mailFrom);
  const notify = { sender: new ChannelSender(mail, policy, keys, Date.now), mail, console: address };
  return { policy, keys, notify };
}

main().catch((error: unknown) => {
  process.stderr.write(`worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
