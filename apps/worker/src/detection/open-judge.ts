import { RegionFiles } from '@wireledger/enrichment';
import { CachedSubjectKeys } from '@wireledger/event-sourcing';
import type { Config, Logger } from '@wireledger/platform';
import { masterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import { DetectionSnapshots, ListContentStore } from '@wireledger/read-models';
import { Pool } from 'pg';

import { openJudgedLog } from '../open-event-log';
import { Detection } from './detection';
import { type Judge, JudgeHere } from './judge';

/** A judge by the configuration, with connections of its own; closing it closes them. @throws what log and database throw */
export async function openJudge(config: Config, logger: Logger): Promise<Judge> {
  const onError = (error: Error): void => logger.debug({ err: error }, 'a connection broke; another is opened');
  const keys = await PostgresSubjectKeys.open(config.databaseUrl, masterKey(config.dataDir), onError);
  const log = await openJudgedLog(config, new CachedSubjectKeys(keys), logger);
  const pool = memoryPool(config, onError);
  const regions = new RegionFiles(config.geoipFile, (problem) => logger.error({ problem }, 'a data set is not used'));
  const sources = { contents: new ListContentStore(pool), regions };
  const judge = new JudgeHere(log, new Detection(log, new DetectionSnapshots(pool), sources, logger), logger);
  return {
    follow: (stop) => judge.follow(stop),
    close: async () => {
      await Promise.allSettled([judge.close(), log.close(), pool.end(), keys.close()]);
    },
  };
}

/**
 * Where detectors keep what they remember: connections of their own, for they ask for it before each page, also while a memory is stored. Commits do not wait for the disk: what a crash
 * of the server takes back is judged again, and nothing is written twice.
 */
function memoryPool({ databaseUrl }: Config, onError: (error: Error) => void): Pool {
  const pool = new Pool({
    ...{ connectionString: databaseUrl, max: 2, keepAlive: true, connectionTimeoutMillis: 10_000 },
    options: '-c synchronous_commit=off -c application_name=wireledger-detection',
  });
  pool.on('error', onError);
  return pool;
}
