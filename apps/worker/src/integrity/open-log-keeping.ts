import { PostgresEventLog } from '@wireledger/event-log-postgres';
import { newSealKey, SealKey } from '@wireledger/event-sourcing';
import { AnchorFile, type Config, type Logger, secretFile } from '@wireledger/platform';
import { IntegrityStore, ModelPartitions, type ReadModels, RetentionStore } from '@wireledger/read-models';

import { openRawLog } from '../open-event-log';
import { Retention } from '../retention/retention';
import { Integrity } from './integrity';

/** What keeps the log: it is sealed, and what is old enough is taken out of it under the same key. */
export interface LogKeeping {
  readonly integrity: Integrity;
  readonly retention: Retention;
}

/** Sealing as configured: the key in the data folder, outside the database; the anchor there too unless SEAL_ANCHOR_FILE names a better place. */
export async function openLogKeeping(
  config: Config,
  models: ReadModels,
  logger: Pick<Logger, 'error' | 'warn' | 'info'>,
): Promise<LogKeeping> {
  const key = new SealKey(secretFile(config.dataDir, 'seal.pem', newSealKey));
  const anchor = AnchorFile.of(config);
  const log = await openRawLog(config);
  const integrity = new Integrity({ log, key, anchor, store: new IntegrityStore(models.pool), logger });
  const retention = new Retention({
    ...{ log, logger, seals: integrity, health: () => models.health() },
    segments: log instanceof PostgresEventLog ? log.segments : null,
    partitions: new ModelPartitions(models.pool),
    store: new RetentionStore(models.pool),
  });
  return { integrity, retention };
}
