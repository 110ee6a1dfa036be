import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { identityFile, parseIdentity, readIdentity, type SensorIdentity, systemUrl } from '@wireledger/ingest';
import type { Config } from '@wireledger/platform';

import { ControlFailed } from '../replay/control-client';
import { Child } from '../up/child';
import type { Screen } from '../up/screen';
import { findSystem, removeSystemFile, type SystemFile, writeSystemFile } from '../up/system-file';

const GRACE_MS = 4000;

/**
 * Runs the sensor process for a system elsewhere until `stop` aborts, started again when it dies; `capture` and `replay` of this data folder find
 * it as they find a whole system. @throws ControlFailed with cause and mend
 */
export async function runRemoteSensor(config: Config, to: string, screen: Screen, stop: AbortSignal): Promise<void> {
  const identity = identityOf(config);
  const address = to || config.ingestUrl || identity.to;
  try {
    systemUrl(address);
  } catch (error) {
    throw new ControlFailed((error as Error).message);
  }
  const { dataDir } = config;
  if (findSystem(dataDir))
    throw new ControlFailed(
      `something runs on ${dataDir} already. Stop it, or name another folder in WIRELEDGER_DATA_DIR.`,
    );
  mkdirSync(path.join(dataDir, 'spool'), { recursive: true, mode: 0o700 });
  const token = randomBytes(32).toString('base64url');
  let system: SystemFile = {
    ...{ pid: process.pid, url: address, address, token, sensor: null, pids: {}, remote: identity.sensor },
    startedAt: new Date().toISOString(),
  };
  const publish = (change: Partial<SystemFile>) => {
    system = { ...system, ...change };
    writeSystemFile(dataDir, system);
  };
  publish({});
  const child = new Child({
    name: 'sensor',
    env: {
      ...process.env,
      ...{ WIRELEDGER_DATA_DIR: dataDir, WIRELEDGER_CONTROL_TOKEN: token, WIRELEDGER_REMOTE_SENSOR: '1' },
      INGEST_URL: address,
      LOG_FORMAT: config.logFormat === 'auto' ? 'text' : config.logFormat,
      LOG_LEVEL: process.env['LOG_LEVEL'] || 'warn',
    },
    onLine: (name, line) => screen.log(name, line),
    onStart: (pid) => publish({ pids: { sensor: pid } }),
    onMessage: (message) => {
      const { type, url: at } = message as { type?: string; url?: string };
      if (type !== 'listening' || !at) return;
      publish({ sensor: { url: at } });
      screen.line(`sensor ${identity.sensor} hands over to ${address}. Ctrl-C stops it.`);
    },
  });
  child.start();
  try {
    await new Promise<void>((resolve) =>
      stop.aborted ? resolve() : stop.addEventListener('abort', () => resolve(), { once: true }),
    );
  } finally {
    removeSystemFile(dataDir);
    await child.stop(GRACE_MS);
  }
}

function identityOf({ dataDir, sensorKey, sensorKeyFile }: Config): SensorIdentity {
  try {
    return sensorKey ? parseIdentity(sensorKey, 'SENSOR_KEY') : readIdentity(sensorKeyFile || identityFile(dataDir));
  } catch (error) {
    throw new ControlFailed((error as Error).message);
  }
}
