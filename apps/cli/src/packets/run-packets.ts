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
  readonly archive: {
    readonly segments: number;
    readonly bytes: number;
    readonly limitBytes: number;
    readonly waiting: number;
    readonly problem: string | null;
  } | null;
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
  const { mode, bytes, limitBytes, packets, oldestUs, lost, problem, archive } = found;
  const oldest = oldestUs === null ? '' : `, the oldest of ${new Date(oldestUs / 1000).toISOString()}`;
  stdout.write(`storing: ${mode}; ${packets} packets${oldest}, in ${roomOf(bytes, limitBytes)}\n`);
  if (archive) {
    const waiting = archive.waiting > 0 ? `, ${archive.waiting} on their way` : '';
    stdout.write(`bucket: ${archive.segments} segments in ${roomOf(archive.bytes, archive.limitBytes)}${waiting}\n`);
    if (archive.problem !== null) stdout.write(`bucket not reached: ${archive.problem}\n`);
  }
  if (lost > 0) stdout.write(`not stored: ${lost} packets${problem === null ? '' : ` (${problem})`}\n`);
}

const roomOf = (bytes: number, limit: number): string =>
  `${Math.ceil(bytes / 1024 / 1024)} of ${Math.floor(limit / 1024 / 1024)} MiB`;

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
