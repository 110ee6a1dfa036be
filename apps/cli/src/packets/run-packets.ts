import { open, rm } from 'node:fs/promises';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { loadConfig } from '@wireledger/platform';

import { findDoor, withExitCode } from '../access/host-door';
import type { Out } from '../commands';
import { control, controlFile, ControlFailed } from '../replay/control-client';
import { PACKETS_USAGE, type PacketsRequest, parsePacketsArgs } from './packets-args';

interface StoreStatus {
  readonly mode: string;
  readonly bytes: number;
  readonly limitBytes: number;
  readonly packets: number;
  readonly oldestUs: number | null;
  readonly lost: number;
  readonly problem: string | null;
}

/** `wireledger packets`: takes stored packets out as pcapng, or says what is stored. Exit codes 0, 1, 2. */
export function runPackets(argv: readonly string[], out: Out): Promise<number> {
  return withExitCode(PACKETS_USAGE, out, async () => {
    const args = parsePacketsArgs(argv, Date.now());
    if (args.does === 'help') out.stdout.write(`${PACKETS_USAGE}\n`);
    else if (args.does === 'status') await status(args.json, out);
    else await take(args.request, args.out, out);
  });
}

async function status(json: boolean, { stdout }: Out): Promise<void> {
  const found = await control<StoreStatus>(findDoor(loadConfig()), 'sensor', 'GET', '/packets');
  if (json) {
    stdout.write(`${JSON.stringify(found)}\n`);
    return;
  }
  const { mode, bytes, limitBytes, packets, oldestUs, lost, problem } = found;
  const oldest = oldestUs === null ? '' : `, the oldest of ${new Date(oldestUs / 1000).toISOString()}`;
  const room = `${Math.ceil(bytes / 1024 / 1024)} of ${Math.floor(limitBytes / 1024 / 1024)} MiB`;
  stdout.write(`storing: ${mode}; ${packets} packets${oldest}, in ${room}\n`);
  if (lost > 0) stdout.write(`not stored: ${lost} packets${problem === null ? '' : ` (${problem})`}\n`);
}

/** A file that breaks off is removed: nobody takes a part for the whole. */
async function take(request: PacketsRequest, to: string, { stdout, stderr }: Out): Promise<void> {
  const response = await controlFile(findDoor(loadConfig()), '/api/control/packets', request);
  const packets = response.headers.get('x-packets') ?? '';
  if (!response.body) throw new ControlFailed('the answer is empty');
  const bytes = Readable.fromWeb(response.body);
  if (to === '-') await copied(bytes, stdout, false);
  else {
    const file = await open(to, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
      bytes.destroy();
      throw new ControlFailed(error.code === 'EEXIST' ? `${to} is there already; name another file` : error.message);
    });
    await copied(bytes, file.createWriteStream(), true).catch(async (error: unknown) => {
      await rm(to, { force: true });
      throw error;
    });
  }
  stderr.write(`${packets} packets${to === '-' ? '' : ` → ${to}`}\n`);
}

const copied = (from: Readable, to: Writable, end: boolean): Promise<void> =>
  pipeline(from, to, { end }).catch((error: unknown) => {
    throw new ControlFailed('the packets broke off before their end; ask again', { cause: error });
  });
