import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemFile } from '../up/system-file';
import { control, ControlFailed, controlStream } from './control-client';
import { parseReplayArgs, REPLAY_USAGE, type ReplayArgs } from './replay-args';
import { playOne } from './play-sandbox';
import { withSystem } from './with-system';

export interface Out {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown; isTTY?: boolean };
}

interface ReplayEvent {
  readonly type: 'started' | 'progress' | 'completed' | 'stopped' | 'failed';
  readonly source: string;
  readonly packets?: number;
  readonly bytesRead?: number;
  readonly sizeBytes?: number;
  readonly position?: string;
  readonly firstUs?: number;
  readonly lastUs?: number;
  readonly message?: string;
  readonly warnings?: readonly string[];
}

const WAIT_MS = 10 * 60_000;

/** `wireledger replay`: hands files to the running system, follows them, and can stop them. Exit codes 0, 1, 2. */
export function runReplay(argv: readonly string[], out: Out): Promise<number> {
  if (argv.includes('--help')) {
    out.stdout.write(`${REPLAY_USAGE}\n`);
    return Promise.resolve(0);
  }
  return withSystem({ parse: () => parseReplayArgs(argv), usage: REPLAY_USAGE }, out, async (system, args) => {
    const one = args.sandbox ? playOne : replayOne;
    for (const request of args.requests) if (!(await one(system, request, args, out))) return 1;
    return 0;
  });
}

async function replayOne(
  system: SystemFile,
  request: ReplayArgs['requests'][number],
  args: ReplayArgs,
  out: Out,
): Promise<boolean> {
  const name = path.basename(request.file);
  const live = out.stderr.isTTY === true && !args.json;
  let source = '';
  let last: ReplayEvent | null = null;
  const abort = new AbortController();
  const interrupted = () => abort.abort();
  process.once('SIGINT', interrupted);
  try {
    for await (const event of controlStream<ReplayEvent>(system, '/replay', request, abort.signal)) {
      source = event.source;
      last = event;
      if (event.type === 'progress' && live) {
        const percent = event.sizeBytes ? Math.floor(((event.bytesRead ?? 0) / event.sizeBytes) * 100) : 100;
        out.stderr.write(`\r\x1b[2K${name}: ${percent} %, ${event.packets} packets`);
      }
    }
  } catch (error) {
    if (!abort.signal.aborted || !source) throw error;
    last = await control<ReplayEvent>(system, 'sensor', 'POST', '/stop', { source });
  } finally {
    process.removeListener('SIGINT', interrupted);
    if (live) out.stderr.write('\r\x1b[2K');
  }
  if (!last || last.type === 'failed') {
    out.stderr.write(
      `wireledger: ${name}: ${last?.message ?? 'the sensor went away; it goes on with this replay when it is back'}\n`,
    );
    return false;
  }
  if (args.wait && last.position) await projected(system, last.position);
  if (args.json) out.stdout.write(`${JSON.stringify({ file: request.file, ...last })}\n`);
  else {
    for (const warning of last.warnings ?? []) out.stderr.write(`${name}: ${warning}\n`);
    const word = last.type === 'stopped' ? 'stopped after' : 'imported';
    out.stdout.write(`${name}: ${word} ${last.packets} packets  ${linkTo(system, request.sensor, last)}\n`);
  }
  return true;
}

/** Where the console shows what came in: the flows of that sensor in the range of the packets. */
function linkTo({ address, remote }: SystemFile, asked: string, { firstUs = 0, lastUs = 0 }: ReplayEvent): string {
  const sensor = remote ?? asked;
  const whole = (us: number, up: 0 | 1) => new Date((Math.floor(us / 1e6) + up) * 1000).toISOString();
  return `${address}/flows?v=1&from=${whole(firstUs, 0)}&to=${whole(lastUs, 1)}&sensor=${sensor}`;
}

interface Followers {
  /** The log's last position when the answer was made. */
  readonly head: string | null;
  readonly projections: readonly { readonly name: string; readonly position: string | null; readonly state: string }[];
}

/** The list of followers' projection of alerts; it folds what the detectors write. */
const ALERTS = 'alerts';

/**
 * Resolves when every projection and the detectors have reached the position, and the alerts that were written until then can be read.
 * @throws ControlFailed when one has halted, or after 10 minutes
 */
async function projected(system: SystemFile, position: string): Promise<void> {
  const deadline = performance.now() + WAIT_MS;
  await reached(system, deadline, () => true, position);
  const { head } = await followers(system);
  if (head !== null) await reached(system, deadline, (name) => name === ALERTS, head);
}

const followers = (system: SystemFile) => control<Followers>(system, 'api', 'GET', '/api/control/projections');

async function reached(
  system: SystemFile,
  deadline: number,
  awaited: (name: string) => boolean,
  position: string,
): Promise<void> {
  for (;;) {
    const { projections } = await followers(system);
    const halted = projections.find(({ state }) => state === 'halted');
    if (halted)
      throw new ControlFailed(`projection ${halted.name} has halted on an event it cannot apply: see System health`);
    const behind = projections.filter((one) => awaited(one.name) && (one.position ?? '') < position);
    if (behind.length === 0) return;
    if (performance.now() > deadline)
      throw new ControlFailed(
        `${behind.map(({ name }) => name).join(', ')} did not catch up within ${WAIT_MS / 60_000} minutes; they go on by themselves`,
      );
    await sleep(50);
  }
}
