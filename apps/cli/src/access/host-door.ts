import { type Config, describeError, loadConfig } from '@wireledger/platform';
import { control, ControlFailed } from '../replay/control-client';
import { findSystem, type SystemFile } from '../up/system-file';

/** Streams of a command: answers on one, everything else on the other. */
export interface Out {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

/** The command line is wrong; the message says how. */
export class WrongUsage extends Error {}

/**
 * The running system: of this data folder, else the one that WIRELEDGER_URL and WIRELEDGER_TOKEN name, else the one whose control token the
 * environment holds (inside a container). @throws ControlFailed when there is none
 */
export function findDoor(config: Config): SystemFile {
  const here = findSystem(config.dataDir);
  if (here) return here;
  const token = config.token || config.controlToken;
  const url = config.url || (config.controlToken ? `http://127.0.0.1:${config.port}` : '');
  if (url && token) return { pid: 0, url, address: url, token, sensor: null, pids: {}, startedAt: '' };
  throw new ControlFailed(
    `no system runs on ${config.dataDir}. Start one with \`npm start\`, name its folder in WIRELEDGER_DATA_DIR, ` +
      'or its address and control token in WIRELEDGER_URL and WIRELEDGER_TOKEN.',
  );
}

/** One POST to the control door of the running system. @throws ControlFailed with the system's own words */
export const askHost = <T>(path: string, body: object): Promise<T> =>
  control<T>(findDoor(loadConfig()), 'api', 'POST', path, body);

/** Runs a command: exit code 0, 1 when it failed, 2 on wrong usage; one line says why. */
export async function withExitCode(usage: string, out: Out, work: () => Promise<void>): Promise<number> {
  try {
    await work();
    return 0;
  } catch (error) {
    const wrongUsage = error instanceof WrongUsage;
    out.stderr.write(`wireledger: ${describeError(error)}\n${wrongUsage ? `${usage}\n` : ''}`);
    return wrongUsage ? 2 : 1;
  }
}
