import type { Out } from '../commands';
import { control, ControlFailed, controlStream } from '../replay/control-client';
import { withSystem } from '../replay/with-system';
import type { SystemFile } from '../up/system-file';
import { COLLECT_USAGE, type CollectArgs, parseCollectArgs } from './collect-args';

interface Figures {
  readonly datagrams?: number;
  readonly records?: number;
  readonly refused?: number;
  readonly dropped?: number;
  /** Of logs: lines, and what they came to. */
  readonly lines?: number;
  readonly entries?: Readonly<Record<string, number>>;
  readonly others?: Readonly<Record<string, number>>;
  readonly bad?: Readonly<Record<string, number>>;
  readonly behind?: number;
  readonly problems?: readonly string[];
}

interface CollectEvent extends Figures {
  readonly type: 'started' | 'progress' | 'stopped' | 'failed';
  readonly source: string;
  readonly message?: string;
}

interface Listed extends Figures {
  readonly source: string;
  readonly sensor: string;
  readonly host: string;
  readonly ports: readonly number[];
}

interface ListedLogs extends Figures {
  readonly source: string;
  readonly sensor: string;
  readonly places: readonly { readonly kind: string; readonly path: string }[];
}

/** `wireledger collect`: starts, follows, lists and stops collectors of flow exports of the running system. Exit codes 0, 1, 2. */
export async function runCollect(argv: readonly string[], out: Out): Promise<number> {
  if (argv.includes('--help')) {
    out.stdout.write(`${COLLECT_USAGE}\n`);
    return 0;
  }
  return withSystem({ parse: () => parseCollectArgs(argv), usage: COLLECT_USAGE }, out, async (system, args) => {
    if (args.does === 'list') return list(system, args.json, out);
    if (args.does === 'start') return start(system, args, out, { at: '/collect', sensor: 'collect' });
    if (args.does === 'follow') return start(system, args, out, { at: '/collect/logs', sensor: 'logs' });
    const end = await stop(system, args.source);
    out.stdout.write(`${told(end)}\n`);
    return end.type === 'stopped' ? 0 : 1;
  });
}

const stop = (system: SystemFile, source: string) =>
  control<CollectEvent>(system, 'sensor', 'POST', '/collect/stop', { source });

async function list(system: SystemFile, json: boolean, { stdout }: Out): Promise<number> {
  const status = await control<{ readonly collectors: readonly Listed[]; readonly logs: readonly ListedLogs[] }>(
    ...([system, 'sensor', 'GET', '/status'] as const),
  );
  if (json) stdout.write(`${JSON.stringify([...status.collectors, ...status.logs])}\n`);
  else {
    for (const { source, sensor, host, ports, ...figures } of status.collectors)
      stdout.write(`${source}  ${sensor}: UDP ${ports.join(', ')} of ${host}  ${counted(figures)}\n`);
    for (const { source, sensor, places, ...figures } of status.logs) {
      const named = places.map(({ kind, path }) => `${kind} ${path}`).join(', ');
      stdout.write(`${source}  ${sensor}: ${named}  ${counted(figures)}\n`);
      for (const problem of figures.problems ?? []) stdout.write(`    ${problem}\n`);
    }
  }
  return 0;
}

async function start(
  system: SystemFile,
  { request, detach, json }: Extract<CollectArgs, { does: 'start' | 'follow' }>,
  out: Out,
  { at, sensor }: { readonly at: string; readonly sensor: string },
): Promise<number> {
  const abort = new AbortController();
  const interrupted = () => abort.abort();
  const live = out.stderr.isTTY && !json;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, interrupted);
  let last: CollectEvent | null = null;
  try {
    for await (const event of controlStream<CollectEvent>(system, at, request, abort.signal)) {
      if (event.type === 'started') {
        out.stdout.write(
          json
            ? `${JSON.stringify(event)}\n`
            : `${event.source}  ${system.address}/live?v=1&sensor=${request.sensor ?? sensor}\n`,
        );
        if (detach) return 0;
      } else if (live) out.stderr.write(`\r\x1b[2K${counted(event)}`);
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
    throw new ControlFailed('the sensor went away; it goes on collecting when it is back');
  out.stdout.write(`${json ? JSON.stringify(last) : told(last)}\n`);
  return last.type === 'stopped' ? 0 : 1;
}

function counted(figures: Figures): string {
  const { datagrams = 0, records = 0, refused = 0, dropped = 0 } = figures;
  if (figures.lines !== undefined) return countedLines(figures);
  return `${records} records in ${datagrams} datagrams${refused > 0 ? `, ${refused} refused` : ''}${dropped > 0 ? `, ${dropped} dropped` : ''}`;
}

/** What lines came to: facts by kind, those of which there are none, those that cannot be read, by reason. */
function countedLines({ lines = 0, entries = {}, others = {}, bad = {}, behind = 0 }: Figures): string {
  const facts = Object.entries(entries).filter(([, count]) => count > 0);
  const sum = (of: Readonly<Record<string, number>>) => Object.values(of).reduce((all, one) => all + one, 0);
  const listed = (of: readonly (readonly [string, number])[]) =>
    of.map(([what, count]) => `${count} ${what}`).join(', ');
  return [
    `${lines} lines`,
    ...(facts.length > 0 ? [listed(facts)] : []),
    ...(sum(others) > 0 ? [`${sum(others)} of which there are no facts (${listed(Object.entries(others))})`] : []),
    ...(sum(bad) > 0 ? [`${sum(bad)} that cannot be read (${listed(Object.entries(bad))})`] : []),
    ...(behind > 0 ? [`${behind} bytes to come`] : []),
  ].join(', ');
}

const told = (event: CollectEvent): string =>
  `${event.type === 'failed' ? 'failed' : 'stopped'} after ${counted(event)}${event.message ? `: ${event.message}` : ''}`;
