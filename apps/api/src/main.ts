import '@wireledger/platform/keep-compiled';
import './production-mode';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createLogger, describeError, loadConfig } from '@wireledger/platform';

import { openPorts } from './open-ports';
import { startApi } from './server';

/** From dist/server/apps/api/src to the built console and the workspace. */
const WEB = path.resolve(__dirname, '../../../../web');
const PACKAGE = path.resolve(__dirname, '../../../../../package.json');

const version = (): string => (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version;

/** The API process. Ends on SIGTERM, or when the supervisor that started it is gone. */
async function main(): Promise<void> {
  const config = loadConfig();
  const logger = createLogger('api', config);
  const { ports, close } = await openPorts(config, logger, version());
  const api = await startApi(ports, { webFolder: WEB }).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  logger.info({ url: api.url }, 'listening');
  process.send?.({ type: 'listening', url: api.url });

  let ending = false;
  const end = async (): Promise<void> => {
    if (ending) return;
    ending = true;
    await api.close();
    await close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(signal, () => void end());
}

main().catch((error: unknown) => {
  process.stderr.write(`api: ${describeError(error)}\n`);
  process.exit(1);
});
