import { RegionFiles } from '@wireledger/enrichment';
import { openQueueBackend } from '@wireledger/jobs';
import { ChannelSender, MailSender, NotifyKeys, OutboundPolicy } from '@wireledger/notify';
import { type Config, createLogger, loadConfig, notifyKey, publicUrlOf } from '@wireledger/platform';
import { maskingKeys } from '@wireledger/platform/masking';
import { ReadModels } from '@wireledger/read-models';

import { openLogKeeping } from './integrity/open-log-keeping';
import { openEventLog } from './open-event-log';
import { RunningWorker } from './worker';

const POOL_SIZE = 8;

/** The worker process: projections and scheduled work. Ends on SIGTERM, or when the supervisor that started it is gone. */
async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger('worker', config);
  const onError = (error: Error): void => logger.debug({ err: error }, 'a connection broke; another is opened');
  const log = await openEventLog(config, logger);
  const models = await ReadModels.open({ connection: config.databaseUrl, poolSize: POOL_SIZE, log, onError });
  const backend = openQueueBackend(config.queueUrl || config.databaseUrl, onError);
  const keeping = await openLogKeeping(config, models, logger);
  await keeping.integrity.assertNotOlder();
  const [name, notify] = [`worker-${process.pid}`, notifyBy(config)];
  const masking = maskingKeys(config.dataDir);
  const regions = new RegionFiles(config.geoipFile, (problem) => logger.error({ problem }, 'a data set is not used'));
  const parts = { name, log, models, backend, ...keeping, logger, notify, masking, regions };
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

/** How this installation tells people of alerts. */
function notifyBy(config: Config) {
  const address = publicUrlOf(config);
  const keys = new NotifyKeys(notifyKey(config.dataDir));
  const policy = new OutboundPolicy(config.outboundAllow, [new URL(address).hostname]);
  const mail = new MailSender(config.smtpUrl, config.mailFrom);
  return { sender: new ChannelSender(mail, policy, keys, Date.now), console: address };
}

main().catch((error: unknown) => {
  process.stderr.write(`worker: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
