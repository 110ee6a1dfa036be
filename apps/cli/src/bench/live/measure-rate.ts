import { setTimeout as sleep } from 'node:timers/promises';

import type { BenchCable } from './bench-cable';
import type { LiveSystem, Used } from './live-system';

const LOOK_MS = 200;
/** Everything that waited was read when the figures stand still for so long. */
const STILL_MS = 3000;
const MOST_MS = 120_000;

/** What became of the packets of one rate. */
export interface RateMet {
  /** Packets a second: asked for, and what the sender came to. */
  readonly asked: number;
  readonly offered: number;
  /** Packets: handed to the cable, come to the interface, decoded, dropped (by the kernel, the interface or the reader). */
  readonly sent: number;
  readonly arrived: number;
  readonly decoded: number;
  readonly dropped: number;
  /** What the log has: packets of the source, and those that its gaps tell of. */
  readonly recorded: number;
  readonly missing: number;
  readonly reasons: readonly string[];
  /** Seconds from the first packet to the last one that was decoded. */
  readonly tookS: number;
  readonly cpu: Used;
}

/** Whether nothing is unaccounted for: what came was decoded or counted as dropped, and the log says the same. */
export const addsUp = ({ arrived, decoded, dropped, recorded, missing }: RateMet): boolean =>
  arrived === decoded + dropped && recorded === decoded && missing === dropped;

/** Captures what is sent at a rate. */
export async function measureRate(
  system: LiveSystem,
  cable: BenchCable,
  file: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<RateMet> {
  const source = await system.start(cable.iface);
  const [before, usedBefore, began] = [cable.arrived(), system.used(), performance.now()];
  const sent = await cable.send(file, { packets: perSecond * seconds, perSecond });
  const arrived = cable.arrived() - before;
  const still = await untilStill(system, arrived);
  const used = system.used();
  const end = await system.stop(source);
  const recorded = await system.recorded(source);
  return {
    ...{ asked: perSecond, offered: sent.perSecond, sent: sent.packets, arrived },
    ...{ decoded: end.packets, dropped: end.dropped },
    ...{ recorded: recorded.packets, missing: recorded.missing, reasons: recorded.reasons },
    tookS: (still - began) / 1000,
    cpu: {
      sensor: used.sensor - usedBefore.sensor,
      listener: used.listener - usedBefore.listener,
      log: used.log - usedBefore.log,
    },
  };
}

/** Moment of the last change. */
async function untilStill(system: LiveSystem, arrived: number): Promise<number> {
  let [known, changed] = [-1, performance.now()];
  for (const deadline = performance.now() + MOST_MS; performance.now() < deadline; await sleep(LOOK_MS)) {
    const { packets, dropped } = await system.now();
    if (packets + dropped !== known) [known, changed] = [packets + dropped, performance.now()];
    if (known >= arrived || performance.now() - changed > STILL_MS) break;
  }
  return changed;
}
