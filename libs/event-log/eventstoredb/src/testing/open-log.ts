import { setTimeout as sleep } from 'node:timers/promises';

import { EventStoreDbLog, type EventStoreDbLogOptions } from '../event-store-db-log';
import { type StandIn, type StandInOptions, startStandIn } from './stand-in';

/** Times for tests: faults are noticed and mended within a second. */
export const QUICK = { answerMs: 600, giveUpMs: 10_000, pauseMs: [10, 200] as const };

/** Stand-ins and logs of one test file; {@link dispose} ends them all. */
export class Bench {
  private readonly standIns: StandIn[] = [];
  private readonly logs: EventStoreDbLog[] = [];

  async standIn(options?: StandInOptions): Promise<StandIn> {
    const started = await startStandIn(options);
    this.standIns.push(started);
    return started;
  }

  async log(url: string, options: Partial<EventStoreDbLogOptions> = {}): Promise<EventStoreDbLog> {
    const log = await EventStoreDbLog.open({ url, times: QUICK, ...options });
    this.logs.push(log);
    return log;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.logs.splice(0).map((log) => log.close()));
    await Promise.all(this.standIns.splice(0).map((standIn) => standIn.stop()));
  }
}

/** Looks until something is so. @throws after the deadline */
export async function until(what: string, isSo: () => boolean, deadlineMs = 30_000): Promise<void> {
  const end = Date.now() + deadlineMs;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
    await sleep(5);
  }
}
