import { randomUUID } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';

import { ControlError } from '../control/control-server';
import { scanCapture } from '../replay/capture-scan';
import { FactsWriter } from '../facts-writer';
import { SpecStore } from '../spec-store';
import { SpoolSlot } from '../spool-slot';
import { publishedRules } from './published';
import { SandboxRun } from './sandbox-run';
import type { SandboxDeed, SandboxOrder, SandboxSpec, SandboxState, SandboxSummary } from './sandbox-state';
import type { Speed, WallClock } from './virtual-clock';

/** Replays that may be open at once: each holds a flow table and the memory of all detectors. */
export const MOST_OPEN = 4;
/** Replays that are remembered when they are over, and for how long; their facts stay in the log for as long. */
export const MOST_KEPT = 20;
const KEPT_S = 7 * 86_400;
const KEPT_US = KEPT_S * 1_000_000;
/** Name under which facts of sandboxes are written. */
const WRITER = 'sandbox';
export const CUT_OFF = 'the sensor was cut off while it ran. Its facts up to there are kept; start the replay anew.';

/** A replay and, once it is over, what it came to. */
interface Kept {
  readonly source: string;
  readonly startedUs: number;
  readonly spec: SandboxSpec;
  readonly end: SandboxState | null;
}

interface Open {
  readonly run: SandboxRun;
  readonly writer: FactsWriter;
  readonly done: Promise<void>;
}

/** A replay as the command that began it follows it. */
export interface SandboxEvent {
  readonly type: 'progress' | 'ended';
  readonly state: SandboxState;
}

/** Whoever uses the command line of this host. */
const HOST = 'system:host';
const PROGRESS_MS = 500;
const END_MS = 2000;

export interface SandboxParts {
  readonly log: EventLog;
  /** Folder for what must outlive this process. */
  readonly spool: string;
  readonly logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly wall?: WallClock;
}

const REAL: WallClock = {
  now: () => Date.now() * 1000,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => undefined),
};

/** The isolated replays of this sensor process: begun and steered by people; what they make goes to streams of their own. */
export class Sandboxes {
  private readonly open = new Map<string, Open>();
  /** Oldest first. */
  private readonly over = new Map<string, SandboxState>();
  private readonly store: SpecStore<Kept>;
  private readonly wall: WallClock;
  /** Replays that are being begun. */
  private beginning = 0;

  constructor(private readonly parts: SandboxParts) {
    this.store = new SpecStore<Kept>(path.join(parts.spool, 'sandboxes'));
    this.wall = parts.wall ?? REAL;
  }

  /** Learns what is over, and tells of what was cut off with the process before this one that it is. */
  resume(): void {
    rmSync(this.slots, { recursive: true, force: true });
    for (const kept of this.store.unfinished()) this.keep(kept.spec, kept.end ?? cutOff(kept.spec));
  }

  /** @throws ControlError 404 when the file is gone, 409 when too many are open */
  async start(order: SandboxOrder, file: string): Promise<SandboxSummary> {
    if (this.open.size + this.beginning >= MOST_OPEN)
      throw new ControlError(409, `${MOST_OPEN} sandbox replays are open already. Stop one.`);
    if (!existsSync(file)) throw new ControlError(404, 'the file of the capture is not there any more');
    this.beginning++;
    try {
      return await this.begin({ ...order, file, source: randomUUID(), startedUs: this.wall.now() });
    } finally {
      this.beginning--;
    }
  }

  /** @throws ControlError 404 when there is no such replay, 409 when it is over */
  async steer(id: string, deed: SandboxDeed): Promise<SandboxSummary> {
    const known = this.open.get(id);
    if (!known) {
      if (this.over.has(id)) throw new ControlError(409, 'This replay is over. Start it anew.');
      throw new ControlError(404, 'There is no such replay.');
    }
    if (deed.deed === 'stop') await end(known, 'stopped by a person');
    else known.run.do(deed);
    return known.run.summary;
  }

  /**
   * Plays a file of this host to its end and gives its room back; whoever hangs up ends it.
   * @throws ControlError 400 when the file is none, 409 when too many are open
   */
  async *follow(file: string, speed: Speed, gone: AbortSignal): AsyncGenerator<SandboxEvent> {
    const { sha256, packets, firstUs, lastUs } = await scanCapture(file).catch((error: Error) => {
      throw new ControlError(400, error.message);
    });
    if (packets === 0) throw new ControlError(400, `there is no packet in ${file}, so there is nothing to play.`);
    const order = { sha256, packets, firstUs, lastUs, speed, by: HOST, paused: false };
    const { id } = await this.start(order, file);
    try {
      for (;;) {
        const state = this.state(id);
        const goesOn = ['playing', 'paused', 'seeking'].includes(state.phase);
        yield { type: goesOn ? 'progress' : 'ended', state };
        if (!goesOn || gone.aborted) return;
        await this.wall.sleep(PROGRESS_MS, gone);
      }
    } finally {
      const still = this.open.get(id);
      if (still) {
        await end(still, still.run.summary.phase === 'ended' ? 'played to its end' : 'stopped by a person');
      }
    }
  }

  /** The newest first. */
  list(): SandboxSummary[] {
    const open = [...this.open.values()].map(({ run }) => run.summary);
    const over = [...this.over.values()].map(({ flows: _flows, found: _found, ...summary }) => summary);
    return [...open, ...over].sort((a, b) => b.startedUs - a.startedUs || a.id.localeCompare(b.id));
  }

  /** @throws ControlError 404 */
  state(id: string): SandboxState {
    const state = this.open.get(id)?.run.state ?? this.over.get(id);
    if (!state) throw new ControlError(404, 'There is no such replay.');
    return state;
  }

  /** Ends them all: each says why. */
  async close(): Promise<void> {
    await Promise.all([...this.open.values()].map((one) => end(one, 'the sensor was stopped. Start the replay anew.')));
  }

  private get slots(): string {
    return path.join(this.parts.spool, 'sandboxes', 'slots');
  }

  private async begin(spec: SandboxSpec): Promise<SandboxSummary> {
    const { log, logger } = this.parts;
    const { source, startedUs } = spec;
    await log
      .setRetention('sandbox', { maxAgeS: KEPT_S })
      .catch((error: unknown) => logger.warn({ err: error }, 'the log does not take how long sandboxes are kept'));
    const rules = await publishedRules(log, (unfit) => logger.warn(unfit, 'a published rule cannot run'));
    const slot = new SpoolSlot(path.join(this.slots, source, 'slot.json'));
    const clock = { now: () => Date.now(), sleep: (ms: number) => sleep(ms) };
    const sink = new FactsWriter(WRITER, log, slot, clock, logger, () => `sandbox-${source}`);
    const onUnjudged = (error: unknown) =>
      logger.error({ err: error, sandbox: source }, 'a batch could not be judged; it is left out');
    const run = new SandboxRun(spec, { sink, rules, wall: this.wall, onUnjudged });
    this.store.save({ source, startedUs, spec, end: null });
    this.open.set(source, { run, writer: sink, done: this.carryOut(spec, run, sink) });
    return run.summary;
  }

  private async carryOut(spec: SandboxSpec, run: SandboxRun, writer: FactsWriter): Promise<void> {
    const { source } = spec;
    await run.run();
    await writer.close();
    rmSync(path.join(this.slots, source), { recursive: true, force: true });
    const { state } = run;
    this.keep(spec, state);
    this.open.delete(source);
    this.parts.logger.info({ sandbox: source, phase: state.phase, reason: state.reason }, 'a sandbox replay is over');
  }

  private keep(spec: SandboxSpec, end: SandboxState): void {
    const { source, startedUs } = spec;
    this.over.set(source, end);
    this.store.save({ source, startedUs, spec, end });
    const oldest = this.wall.now() - KEPT_US;
    for (const [id, { startedUs: at }] of [...this.over])
      if (at < oldest || this.over.size > MOST_KEPT) {
        this.over.delete(id);
        this.store.remove(id);
      }
  }
}

/** Ends a replay; what the log has not taken within two seconds is given up. */
async function end({ run, writer, done }: Open, reason: string): Promise<void> {
  run.stop(reason);
  const giveUp = setTimeout(() => void writer.close(), END_MS);
  await done.finally(() => clearTimeout(giveUp));
}

/** What is known of a replay whose process died: how it began. */
const cutOff = ({ source: id, sha256, by, startedUs, firstUs, lastUs, speed, packets }: SandboxSpec): SandboxState => ({
  ...{ id, sha256, by, startedUs, firstUs, lastUs, speed, packetsInAll: packets, phase: 'failed', reason: CUT_OFF },
  ...{ atUs: firstUs, digest: null, packets: 0, bytes: 0, flowsOpen: 0, flowsEnded: 0, lookups: 0, alerts: 0 },
  ...{ records: 0, flows: [], found: [] },
});
