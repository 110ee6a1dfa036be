import '@wireledger/platform/keep-compiled';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CaptureFolder } from '@wireledger/capture';
import { networkInterfaces, pcapDriver, tcpdumpDriver } from '@wireledger/capture/live';
import { createLogger, loadConfig } from '@wireledger/platform';
import { z } from 'zod';

import { captureRoutes } from './captures/capture-routes';
import type { CollectSpec } from './collect/collect-spec';
import { Collectors } from './collect/collectors';
import { ControlServer, parseBody } from './control/control-server';
import { Demo } from './demo/demo';
import { DemoStateFile } from './demo/demo-state';
import { LiveCaptures } from './live/live-captures';
import type { LiveSpec } from './live/live-spec';
import { FollowedLogs } from './logs/followed-logs';
import { LogRequest, type LogSpec } from './logs/log-spec';
import { LogStates } from './logs/log-state';
import { openEventLog } from './open-event-log';
import { openPacketStore } from './packets/open-packet-store';
import { PacketKeeper } from './packets/packet-keeper';
import { packetRoutes } from './packets/packet-routes';
import { StorageSetting } from './packets/storage-setting';
import { runRemote } from './remote/run-remote';
import type { ReplaySpec } from './replay/replay-spec';
import { Replays } from './replay/replays';
import { Sandboxes } from './sandbox/sandboxes';
import { sandboxRoutes } from './sandbox/sandbox-routes';
import { SpecStore } from './spec-store';
import { Writers } from './writers';

const StopRequest = z.object({ source: z.uuid() });
const DemoRequest = z.object({ running: z.boolean() });

/** The sensor process: reads, decodes, appends. Ends on SIGTERM, or when the supervisor that started it is gone. */
async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger('sensor', config);
  if (config.remoteSensor) return runRemote(config, logger);
  const spool = path.join(config.dataDir, 'spool');
  const log = await openEventLog(config);
  const clock = { now: () => Date.now(), sleep: (ms: number) => sleep(ms) };
  const writers = new Writers(spool, log, clock, logger, config.spoolLimitBytes);
  const packets = path.join(config.dataDir, 'packets');
  const store = await openPacketStore(packets, config.packetStore, logger);
  const setting = new StorageSetting(
    log,
    path.join(packets, 'mode'),
    (mode) => {
      store.mode = mode;
    },
    logger,
  );
  setting.start();
  const taps = new PacketKeeper(store, (sensor, told) => void writers.of(sensor).tell(told), logger);
  const replays = new Replays(
    ...([log, writers, new SpecStore<ReplaySpec>(path.join(spool, 'replays')), logger] as const),
    ...([taps, () => store.mode !== 'off'] as const),
  );
  const driver = config.captureWith === 'pcap' ? pcapDriver() : tcpdumpDriver();
  const specs = new SpecStore<LiveSpec>(path.join(spool, 'captures'));
  const live = new LiveCaptures(writers, specs, logger, { taps, driver });
  const collectors = new Collectors(writers, new SpecStore<CollectSpec>(path.join(spool, 'collectors')), logger);
  const followedLogs = path.join(spool, 'log-collectors');
  const logs = new FollowedLogs(
    ...([writers, new SpecStore<LogSpec>(followedLogs), new LogStates(followedLogs), logger] as const),
  );
  const captures = new CaptureFolder(config.dataDir);
  const sandboxes = new Sandboxes({ log, spool, logger });
  sandboxes.resume();
  const demo = new Demo(
    path.join(config.dataDir, 'demo'),
    new DemoStateFile(path.join(config.dataDir, 'demo', 'state.json')),
    { writers, replays, taps },
    logger,
  );
  const server = new ControlServer(config.controlToken, {
    'POST /replay': (body, gone) => replays.follow(body, gone),
    'POST /stop': (body) => replays.stop(parseBody(StopRequest, body).source),
    'POST /demo': async (body) => {
      await demo.set(parseBody(DemoRequest, body).running);
      return {};
    },
    'POST /capture': (body, gone) => live.follow(body, gone),
    'POST /capture/start': async (body) => ({ source: (await live.start(body)).source }),
    'POST /capture/stop': (body) => live.stop(parseBody(StopRequest, body).source),
    'POST /collect': (body, gone) => collectors.follow(body, gone),
    'POST /collect/logs': (body, gone) => logs.follow(body, gone),
    'POST /collect/stop': (body) => {
      const { source } = parseBody(StopRequest, body);
      return logs.has(source) ? logs.stop(source) : collectors.stop(source);
    },
    'GET /status': () =>
      Promise.resolve({
        ...{ replays: replays.list(), captures: live.list(), interfaces: networkInterfaces() },
        ...{ collectors: collectors.list(), logs: logs.list(), spools: writers.depths() },
      }),
    ...captureRoutes(captures, replays),
    ...sandboxRoutes(captures, sandboxes),
    ...packetRoutes(store, taps, setting, captures),
  });
  const url = await server.listen(config.sensorPort, config.sensorHost);
  process.send?.({ type: 'listening', url });
  writers.resume();
  replays.resume();
  live.resume();
  logs.resume(config.collectLogs && LogRequest.parse(config.collectLogs));
  if (config.demo) demo.resume();

  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await Promise.all([
      ...[server.close(), demo.close(), replays.close(), live.close()],
      ...[collectors.close(), logs.close(), sandboxes.close()],
    ]);
    setting.close();
    await store.close();
    await writers.close();
    await log.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void end());
  await collectors.resume(config.collect);
}

main().catch((error: unknown) => {
  process.stderr.write(`sensor: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
