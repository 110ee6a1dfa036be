import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { networkInterfaces } from '@wireledger/capture/live';
import { identityFile, parseIdentity, readIdentity, type SensorIdentity } from '@wireledger/ingest';
import type { Config, Logger } from '@wireledger/platform';
import { z } from 'zod';

import { ControlServer, parseBody } from '../control/control-server';
import { LiveCaptures } from '../live/live-captures';
import type { LiveSpec } from '../live/live-spec';
import type { ReplaySpec } from '../replay/replay-spec';
import { Replays } from '../replay/replays';
import { SpecStore } from '../spec-store';
import { Writers } from '../writers';
import { asOwn } from './own-name';
import { RemoteLog } from './remote-log';

const StopRequest = z.object({ source: z.uuid() });

/** What this sensor is, from the environment or from its file; sends to where the configuration says. @throws Error with cause and mend */
export function identityOf(
  config: Pick<Config, 'dataDir' | 'sensorKey' | 'sensorKeyFile' | 'ingestUrl'>,
): SensorIdentity {
  const { sensorKey, sensorKeyFile, ingestUrl } = config;
  const identity = sensorKey
    ? parseIdentity(sensorKey, 'SENSOR_KEY')
    : readIdentity(sensorKeyFile || identityFile(config.dataDir));
  return { ...identity, to: ingestUrl || identity.to };
}

/** The part of a sensor process that works without the database: live captures and replays, handed over to a system elsewhere. */
export async function runRemote(config: Config, logger: Logger): Promise<void> {
  const spool = path.join(config.dataDir, 'spool');
  const log = new RemoteLog({ identity: () => identityOf(config), now: () => Date.now() });
  const { sensor } = log;
  const clock = { now: () => log.clock, sleep: (ms: number) => sleep(ms), known: () => log.clockKnown() };
  const writers = new Writers(spool, log, clock, logger, config.spoolLimitBytes);
  const replays = new Replays(null, writers, new SpecStore<ReplaySpec>(path.join(spool, 'replays')), logger);
  const live = new LiveCaptures(writers, new SpecStore<LiveSpec>(path.join(spool, 'captures')), logger);
  const server = new ControlServer(config.controlToken, {
    'POST /replay': (body, gone) => replays.follow(asOwn(body, sensor), gone),
    'POST /stop': (body) => replays.stop(parseBody(StopRequest, body).source),
    'POST /capture': (body, gone) => live.follow(asOwn(body, sensor), gone),
    'POST /capture/start': async (body) => ({ source: (await live.start(asOwn(body, sensor))).source }),
    'POST /capture/stop': (body) => live.stop(parseBody(StopRequest, body).source),
    'GET /status': () =>
      Promise.resolve({
        ...{ replays: replays.list(), captures: live.list(), interfaces: networkInterfaces() },
        spools: writers.depths(),
      }),
  });
  const url = await server.listen(config.sensorPort, config.sensorHost);
  process.send?.({ type: 'listening', url });
  writers.of(sensor);
  replays.resume();
  live.resume();

  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await Promise.all([server.close(), replays.close(), live.close()]);
    await writers.close();
    await log.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void end());
}
