import { newSealKey, SealKey } from '@wireledger/event-sourcing';
import { AnchorFile, type Config, type Logger, secretFile } from '@wireledger/platform';
import { IntegrityStore, type ReadModels } from '@wireledger/read-models';

import { openRawLog } from '../open-event-log';
import { Integrity } from './integrity';

/** Sealing as configured: the key in the data folder, outside the database; the anchor there too unless SEAL_ANCHOR_FILE names a better place. */
export async function openIntegrity(
  config: Config,
  models: ReadModels,
  logger: Pick<Logger, 'error' | 'warn' | 'info'>,
): Promise<Integrity> {
  const key = new SealKey(secretFile(config.dataDir, 'seal.pem', newSealKey));
  const anchor = AnchorFile.of(config);
  return new Integrity({ log: await openRawLog(config), key, anchor, store: new IntegrityStore(models.pool), logger });
}
