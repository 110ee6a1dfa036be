import type { Out } from '../commands';
import { control, ControlFailed, controlStream } from '../replay/control-client';
import { withSystem } from '../replay/with-system';
import type { SystemFile } from '../up/system-file';
import { CAPTURE_USAGE, type CaptureArgs, parseCaptureArgs } from './capture-args';

interface CaptureEvent {
  readonly type: 'started' | 'progress' | 'waiting' | 'stopped' | 'failed';
  readonly source: string;
  readonly packets?: number;
  readonly dropped?: number;
  readonly filtered?: number;
  readonly message?: string;
}

interface Listed extends Omit<CaptureEvent, 'type' | 'message'> {
  readonly sensor: string;
  readonly interfaces: readonly string[];
  readonly bpf?: string;
  readonly filter?: string;
  readonly waiting?: string;
}

interface Status {
  readonly captures: readonly Listed[];
  readonly interfaces: readonly string[];
  /** What the log has not taken yet. */
  readonly spools: readonly {
    readonly sensor: string;
    readonly waiting: number;
    readonly problem: string | null;
    readonly full: boolean;
  }[];
}

/** `wireledger capture`: starts, follows, lists and stops live captures of the running system. Exit codes 0, 1, 2. */
export async function runCapture(argv: readonly string[], out: Out): Promise<number> {
  if (argv.includes('--help')) {
    out.stdout.write(`${CAPTURE_USAGE}\n`);
    return 0;
  }
  return withSystem({ parse: () => parseCaptureArgs(argv), usage: CAPTURE_USAGE }, out, async (system, args) => {
    if (args.does === 'list') return list(system, args.json, out);
    if (args.does === 'start') return start(system, args, out);
    const end = await stop(system, args.source);
    out.stdout.write(`${told(end)}\n`);
    return end.type === 'stopped' ? 0 : 1;
  });
}

const stop = (system: SystemFile, source: string) =>
  control<CaptureEvent>(system, 'sensor', 'POST', '/capture/stop', { source });

async function list(system: SystemFile, json: boolean, { stdout }: Out): Promise<number> {
  const { captures, interfaces, spools } = await control<Status>(...([system, 'sensor', 'GET', '/status'] as const));
  if (json) {
    stdout.write(`${JSON.stringify({ captures, interfaces, spools })}\n`);
    return 0;
  }
  for (const { source, sensor, interfaces: on, bpf, filter, waiting, ...figures } of captures) {
    const of = bpf ? ` (bpf: ${bpf})` : filter ? ` (filter: ${filter})` : '';
    stdout.write(`${source}  ${sensor}: ${on.join(', ')}${of}  ${waiting ?? counted(figures)}\n`);
  }
  for (const { sensor, waiting, problem, full } of spools)
    if (problem !== null || full)
      stdout.write(
        `${sensor}: ${waiting} batches wait on disk${full ? ', which is full' : ''}${problem === null ? '' : `: ${problem}`}\n`,
      );
  stdout.write(`${captures.length === 0 ? 'nothing is captured. ' : ''}Interfaces: ${interfaces.join(', ')}\n`);
  return 0;
}

/** Follows it until Ctrl-C, which stops it. */
async function start(
  system: SystemFile,
  { request, detach, json }: Extract<CaptureArgs, { does: 'start' }>,
  out: Out,
): Promise<number> {
  const live = out.stderr.isTTY && !json;
  const abort = new AbortController();
  const interrupted = () => abort.abort();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  let last: CaptureEvent | null = null;
  try {
    for await (const event of controlStream<CaptureEvent>(system, '/capture', request, abort.signal)) {
      if (event.type === 'started') {
        out.stdout.write(json ? `${JSON.stringify(event)}\n` : `${event.source}  ${link(system, request.sensor)}\n`);
        if (detach) return 0;
      } else if (live) out.stderr.write(`\r\x1b[2K${event.type === 'waiting' ? event.message : counted(event)}`);
      last = event;
    }
  } catch (error) {
    if (!abort.signal.aborted || !last) throw error;
    last = await stop(system, last.source);
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.removeListener(signal, interrupted);
    if (live) out.stderr.write('\r\x1b[2K');
  }
  if (!last || (last.type !== 'stopped' && last.type !== 'failed'))
    throw new ControlFailed('the sensor went away; it goes on with this capture when it is back');
  out.stdout.write(`${json ? JSON.stringify(last) : told(last)}\n`);
  return last.type === 'stopped' ? 0 : 1;
}

const counted = ({
  packets = 0,
  dropped = 0,
  filtered = 0,
}: Partial<Record<'packets' | 'dropped' | 'filtered', number>>) =>
  `${packets} packets${dropped > 0 ? `, ${dropped} dropped` : ''}${filtered > 0 ? `, ${filtered} filtered` : ''}`;

const told = (event: CaptureEvent): string =>
  `${event.type === 'failed' ? 'failed' : 'stopped'} after ${counted(event)}${event.message ? `: ${event.message}` : ''}`;

const link = ({ address, remote }: SystemFile, sensor = 'live'): string =>
  `${address}/live?v=1&sensor=${remote ?? sensor}`;
