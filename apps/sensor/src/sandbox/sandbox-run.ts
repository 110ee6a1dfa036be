import { setImmediate as turn } from 'node:timers/promises';
import type { Rule } from '@wireledger/detectors';
import type { CutBatch } from '@wireledger/events/telemetry';

import { HeldPackets, type HeldPacket } from './held-packets';
import { SandboxPass } from './sandbox-pass';
import type { SandboxDeed, SandboxPhase, SandboxSpec, SandboxState, SandboxSummary } from './sandbox-state';
import { VirtualClock, type WallClock } from './virtual-clock';

/** Records that a replay may leave in the log. */
export const MOST_RECORDS = 1_000_000;
/** One that stands still for so long gives its flow table back. */
export const IDLE_MS = 30 * 60_000;
/** Virtual time shows how far it has come at least so often, in wall time. */
const TICK_MS = 200;
/** Packets between two turns of everybody else, when none has to wait. */
const IN_A_ROW = 500;

/** Where the facts of a replay go. */
export interface FactSink {
  offer(source: string, batch: CutBatch): void;
  readonly congested: boolean;
  /** Resolves when all that was offered is kept. @throws when it cannot be */
  settled(): Promise<void>;
}

export interface RunParts {
  readonly sink: FactSink;
  /** What judges; settled at the start. */
  readonly rules: readonly Rule[];
  readonly wall: WallClock;
  readonly onUnjudged: (error: unknown, batch: CutBatch) => void;
  readonly mostRecords?: number;
}

/**
 * Plays one capture in packet time. Its state is a function of the virtual time alone: however it came there, the same packets were taken and the same
 * seconds have ended. Going back reads the capture again from its beginning; facts that were kept before are not kept twice.
 */
export class SandboxRun {
  private readonly clock: VirtualClock;
  private pass: SandboxPass;
  private ended = false;
  private steps = 0;
  /** Packet time that is sought, and whether it lies behind. */
  private target: number | null = null;
  private rewinds = false;
  private digest: string | null = null;
  private reason: string | null = null;
  private failed = false;
  /** Greatest number of a batch that was kept, and records in all of them. */
  private kept = 0;
  private keptRecords = 0;
  private ring = new AbortController();

  constructor(
    readonly spec: SandboxSpec,
    private readonly parts: RunParts,
  ) {
    this.clock = new VirtualClock(spec.firstUs, spec.speed, () => parts.wall.now());
    if (!spec.paused) this.clock.start();
    this.pass = this.newPass();
  }

  /** Until it is stopped, or fails; never rejects. */
  async run(): Promise<void> {
    try {
      while (this.reason === null) await this.read();
      await this.parts.sink.settled();
    } catch (error) {
      // One that is being stopped is over for that reason.
      if (this.reason === null) [this.failed, this.reason] = [true, faultOf(error as NodeJS.ErrnoException)];
    }
    this.clock.stop();
  }

  /** What a person does; at once. Nothing when it is over. */
  do(deed: SandboxDeed): void {
    if (this.reason !== null) return;
    switch (deed.deed) {
      case 'play':
        if (this.ended && !this.rewinds) this.goTo(this.spec.firstUs, true);
        this.clock.start();
        break;
      case 'pause':
        this.halt();
        break;
      case 'step':
        this.halt();
        if (!this.ended && this.target === null) this.steps++;
        break;
      case 'seek':
        this.seek(deed.atUs);
        break;
      case 'speed':
        this.clock.setSpeed(deed.speed);
        break;
      case 'stop':
        this.stop('stopped by a person');
        return;
    }
    this.wake();
  }

  /** Over, for this reason. */
  stop(reason: string): void {
    this.reason ??= reason;
    this.clock.stop();
    this.wake();
  }

  get summary(): SandboxSummary {
    const { spec, pass } = this;
    const { source: id, sha256, by, startedUs, firstUs, lastUs, packets: packetsInAll } = spec;
    const { flowsOpen, flowsEnded, lookups, records, alertsRaised: alerts } = pass.view;
    return {
      ...{ id, sha256, by, startedUs, firstUs, lastUs, packetsInAll, phase: this.phase, reason: this.reason },
      ...{ speed: this.clock.speed, atUs: this.atUs, digest: this.digest },
      ...{ packets: pass.packets, bytes: pass.bytes, flowsOpen, flowsEnded, lookups, alerts, records },
    };
  }

  get state(): SandboxState {
    const { view } = this.pass;
    return { ...this.summary, flows: view.listedFlows(), found: view.listedAlerts() };
  }

  private get atUs(): number {
    const { firstUs, lastUs } = this.spec;
    return Math.min(Math.max(this.clock.now, firstUs), lastUs);
  }

  private get phase(): SandboxPhase {
    if (this.reason !== null) return this.failed ? 'failed' : 'stopped';
    if (this.target !== null) return 'seeking';
    if (this.ended) return 'ended';
    return this.clock.isRunning ? 'playing' : 'paused';
  }

  /** Virtual time stands: what was due by then is read, nothing more is. */
  private halt(): void {
    this.steps = 0;
    this.clock.stop();
  }

  private seek(us: number): void {
    const { firstUs, lastUs } = this.spec;
    const to = Math.min(Math.max(us, firstUs), lastUs);
    const back = to < this.clock.now;
    if (back || !this.ended || this.rewinds) this.goTo(to, back);
  }

  private goTo(us: number, back: boolean): void {
    this.steps = 0;
    this.rewinds ||= back;
    this.target = us;
    this.clock.jump(us);
  }

  /** One reading of the capture, until it is over or begins anew. */
  private async read(): Promise<void> {
    const packets = await HeldPackets.open(this.spec.file);
    if (this.pass.packets > 0 || this.ended) this.pass = this.newPass();
    [this.ended, this.rewinds, this.digest] = [false, false, null];
    try {
      for (let row = 0; this.reason === null && !this.rewinds; row++) {
        if (row % IN_A_ROW === IN_A_ROW - 1) await turn();
        const packet = packets.peek();
        if (packet === undefined) {
          if (this.ended || !(await packets.fill())) await this.atEnd();
        } else if (this.isDue(packet)) {
          packets.advance();
          this.pass.take(packet);
          if (this.parts.sink.congested) await this.parts.sink.settled();
        } else await this.until(packet);
      }
    } finally {
      await packets.close();
    }
  }

  private newPass(): SandboxPass {
    const { source } = this.spec;
    const { rules, onUnjudged } = this.parts;
    return new SandboxPass({ source, rules, onUnjudged, onBatch: (batch) => this.keep(batch) });
  }

  private keep(batch: CutBatch): void {
    // Everything from here on is past the bound, or stands in the log already.
    if (batch.number <= this.kept || this.reason !== null) return;
    const most = this.parts.mostRecords ?? MOST_RECORDS;
    if (this.keptRecords + batch.payload.n > most)
      return this.stop(
        `it has made ${most.toLocaleString('en')} records, as many as a sandbox keeps. Cut the capture, for instance with editcap.`,
      );
    this.kept = batch.number;
    this.keptRecords += batch.payload.n;
    this.parts.sink.offer(this.spec.source, batch);
  }

  private isDue({ us }: HeldPacket): boolean {
    const { clock } = this;
    if (this.target !== null) {
      if (us <= this.target) return true;
      this.arrive(this.target);
    }
    if (us <= clock.now) return true;
    if (this.steps === 0 && !(clock.isRunning && clock.speed === 'max')) return false;
    this.steps = Math.max(0, this.steps - 1);
    clock.jump(us);
    return true;
  }

  /** What was sought is reached; it goes on from there as it did before. */
  private arrive(us: number): void {
    this.target = null;
    this.clock.jump(us);
    this.pass.tick(us);
  }

  /** Waits for the packet's time, or for what a person does. */
  private async until({ us }: HeldPacket): Promise<void> {
    const { clock } = this;
    this.pass.tick(Math.min(clock.now, us));
    await this.wait(clock.isRunning ? Math.min(clock.msUntil(us), TICK_MS) : IDLE_MS);
  }

  private async atEnd(): Promise<void> {
    if (!this.ended) {
      this.pass.finish();
      this.digest = this.pass.digest();
      await this.parts.sink.settled();
      this.ended = true;
      [this.target, this.steps] = [null, 0];
      this.clock.stop();
      this.clock.jump(this.spec.lastUs);
      return;
    }
    await this.wait(IDLE_MS);
  }

  /** Ends early when somebody does something. */
  private async wait(ms: number): Promise<void> {
    const { signal } = this.ring;
    if (!signal.aborted) await this.parts.wall.sleep(ms, signal);
    if (this.ring.signal.aborted) this.ring = new AbortController();
    else if (!this.clock.isRunning) this.stop('nobody has steered it for 30 minutes');
  }

  private wake(): void {
    this.ring.abort();
  }
}

/** What went wrong, without the places of this host. */
const faultOf = ({ code, message }: NodeJS.ErrnoException): string =>
  code === 'ENOENT' ? 'the file of the capture is not there any more' : message;
