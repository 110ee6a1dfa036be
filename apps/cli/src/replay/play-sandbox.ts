import path from 'node:path';
import { formatTime } from '@wireledger/kernel';

import type { SystemFile } from '../up/system-file';
import { controlStream } from './control-client';
import type { ReplayArgs } from './replay-args';
import type { Out } from './run-replay';

interface Alert {
  readonly severity: string;
  readonly kind: string;
  readonly title: string;
  readonly entity: string;
  /** µs. */
  readonly first: number;
  readonly summary: string;
}

/** What the sensor tells of a sandbox replay. */
interface State {
  readonly id: string;
  readonly phase: string;
  readonly reason: string | null;
  readonly packets: number;
  readonly packetsInAll: number;
  readonly flowsOpen: number;
  readonly flowsEnded: number;
  readonly lookups: number;
  readonly alerts: number;
  readonly digest: string | null;
  /** The newest hundred, the newest first. */
  readonly found: readonly Alert[];
}

/** Control characters of names from the wire never reach a terminal. */
const inert = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);

/** Plays a file apart from the history and tells what came of it; Ctrl-C ends it. False when it did not come to its end. */
export async function playOne(
  system: SystemFile,
  { file, speed }: ReplayArgs['requests'][number],
  { json }: ReplayArgs,
  out: Out,
): Promise<boolean> {
  const name = path.basename(file);
  const live = out.stderr.isTTY === true && !json;
  let last: State | null = null;
  const abort = new AbortController();
  const interrupted = () => abort.abort();
  process.once('SIGINT', interrupted);
  try {
    for await (const { state } of controlStream<{ state: State }>(
      system,
      '/sandboxes/play',
      { file, speed },
      abort.signal,
    )) {
      last = state;
      if (live) out.stderr.write(`\r\x1b[2K${name}: ${state.packets} of ${state.packetsInAll} packets`);
    }
  } catch (error) {
    if (!abort.signal.aborted) throw error;
  } finally {
    process.removeListener('SIGINT', interrupted);
    if (live) out.stderr.write('\r\x1b[2K');
  }
  if (!last || last.phase !== 'ended') {
    const why = abort.signal.aborted ? 'stopped' : (last?.reason ?? 'the sensor went away');
    out.stderr.write(`wireledger: ${name}: ${inert(why)}\n`);
    return false;
  }
  if (json) out.stdout.write(`${JSON.stringify({ file, ...last })}\n`);
  else tell(name, last, out);
  return true;
}

function tell(name: string, state: State, { stdout }: Out): void {
  const { id, packets, flowsEnded, lookups, alerts, digest, found } = state;
  stdout.write(`${name}: ${packets} packets, ${flowsEnded} flows, ${lookups} lookups, ${alerts} alerts\n`);
  for (const { severity, kind, entity, first, summary } of [...found].reverse())
    stdout.write(`  ${formatTime(first)} ${severity} ${kind} ${inert(entity)}: ${inert(summary)}\n`);
  if (alerts > found.length) stdout.write(`  the newest ${found.length} of ${alerts}\n`);
  stdout.write(`  sandbox ${id}, digest ${digest}; nothing of it is in the history\n`);
}
