import { setTimeout as sleep } from 'node:timers/promises';
import { Poster } from '@wireledger/ingest';
import { loadConfig } from '@wireledger/platform';

import { ControlFailed } from '../../replay/control-client';
import { findSystem } from '../../up/system-file';
import { SimulateUsageError } from '../simulate-args';
import { type Pace, tell } from './tell';
import { parseTellArgs, TELL_USAGE } from './tell-args';
import { type Planted, toldEvents } from './told-events';

interface Out {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const WALL: Pace = { now: () => performance.now(), sleep: (ms) => sleep(ms) };

/** `wireledger simulate --to http`. Exit codes 0 everything was taken, 1 refused or nobody answers, 2 wrong usage. */
export async function runTell(argv: readonly string[], out: Out, pace = WALL): Promise<number> {
  try {
    const args = parseTellArgs(argv);
    const poster = posterTo(args.url ?? ownSystem(), args.ca);
    try {
      const { told, planted } = toldEvents(args);
      const { events, requests } = await tell(told, args, poster, pace);
      out.stdout.write(`${events} events in ${requests} requests\n${planted.map(lineOf).join('')}`);
      return 0;
    } finally {
      poster.close();
    }
  } catch (error) {
    if (!(error instanceof SimulateUsageError) && !(error instanceof ControlFailed)) throw error;
    const usage = error instanceof SimulateUsageError ? `${TELL_USAGE}\n` : '';
    out.stderr.write(`wireledger: ${error.message}\n${usage}`);
    return error instanceof SimulateUsageError ? 2 : 1;
  }
}

const lineOf = ({ pattern, source, target, events }: Planted): string =>
  `${pattern}: ${source} on ${target}, ${events} events\n`;

function posterTo(url: string, ca: string): Poster {
  try {
    return new Poster(url, ca);
  } catch (error) {
    throw new SimulateUsageError(`--url ${(error as Error).message}`);
  }
}

function ownSystem(): string {
  const system = findSystem(loadConfig().dataDir);
  if (system) return system.url;
  throw new ControlFailed(
    'no system runs on this data folder. Start one with `npm start`, or name its address in --url.',
  );
}
