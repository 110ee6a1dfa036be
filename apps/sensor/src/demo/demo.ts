import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Logger } from '@wireledger/platform';
import { endless } from '@wireledger/simulator';
import { captureStarted, captureStopped, CUT_OFF, DEMO_SENSOR, gapReported } from '../lifecycle';
import type { PacketTaps } from '../packets/packet-tap';
import type { ReplayEvent, Replays } from '../replay/replays';
import { withinTime } from '../within-time';
import type { Writers } from '../writers';
import type { DemoState, DemoStateFile } from './demo-state';
import { SAMPLE_SECONDS, writeSample } from './sample';
import { StreamRun } from './stream-run';

const RATE = 40;
/** Whoever switches it off waits so long for the log to have all of it. */
const SETTLE_MS = 2000;
/** The sample's last five minutes are played at 1×, the rest is there at once. */
const PLAYED_S = 300;

/**
 * Living demo traffic: once a replay of the 30-minute sample (25 minutes at once, the rest at 1×), then a gentle simulated stream without end,
 * each start of it a new source. A person can switch it off and on.
 */
export class Demo {
  private abort: AbortController | null = null;
  private work: Promise<void> = Promise.resolve();

  constructor(
    private readonly folder: string,
    private readonly state: DemoStateFile,
    private readonly parts: { readonly writers: Writers; readonly replays: Replays; readonly taps: PacketTaps },
    private readonly logger: Logger,
  ) {}

  /** Goes on where it was, unless it is switched off. */
  resume(): void {
    if (!this.state.read().off) this.launch();
  }

  async set(running: boolean): Promise<void> {
    const state = this.state.read();
    if (running === !state.off && running === (this.abort !== null)) return;
    if (running) {
      this.state.write({ ...state, off: false });
      if (!this.abort) this.launch();
      return;
    }
    this.state.write({ ...state, off: true });
    if (state.phase === 'sample' && state.source && this.parts.replays.isRunning(state.source))
      await this.parts.replays.stop(state.source);
    await this.close();
  }

  /** Ends the stream in good order; a running sample stays resumable. */
  async close(): Promise<void> {
    this.abort?.abort();
    await this.work;
    this.abort = null;
  }

  private launch(): void {
    const abort = new AbortController();
    this.abort = abort;
    this.work = this.run(abort.signal).catch((error: unknown) => this.logger.error({ err: error }, 'the demo ended'));
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { phase } = this.state.read();
    if (phase === 'new') {
      const file = path.join(this.folder, 'sample.pcap');
      if (!existsSync(file)) await writeSample(file);
      const request = { file, sensor: DEMO_SENSOR, speed: 1, timestamps: 'now', fromS: SAMPLE_SECONDS - PLAYED_S };
      const { source, done } = await this.parts.replays.start(request);
      this.state.write({ ...this.state.read(), phase: 'sample', source });
      if (!(await this.sampleEnded(done, signal))) return;
    } else if (phase === 'sample') {
      const source = this.state.read().source ?? '';
      const done = this.parts.replays.ending(source);
      if (done && !(await this.sampleEnded(done, signal))) return;
    }
    if (!signal.aborted) await this.stream(signal);
  }

  private async sampleEnded(done: Promise<ReplayEvent>, signal: AbortSignal): Promise<boolean> {
    const aborted = new Promise<null>((resolve) =>
      signal.addEventListener('abort', () => resolve(null), { once: true }),
    );
    const end = await Promise.race([done, aborted]);
    return end?.type === 'completed' || end?.type === 'failed';
  }

  private async stream(signal: AbortSignal): Promise<void> {
    const writer = this.parts.writers.of(DEMO_SENSOR);
    const before: DemoState = this.state.read();
    const startUs = Date.now() * 1000;
    const source = randomUUID();
    const replaced = before.phase === 'stream' ? before.source : null;
    if (replaced) {
      const gap = { fromUs: writer.taken(replaced).occ || startUs, toUs: startUs, dropped: 0 };
      void writer.tell(gapReported({ source: replaced, sensor: DEMO_SENSOR }, gap, CUT_OFF));
      writer.forget(replaced);
    }
    const live = { source, sensor: DEMO_SENSOR, startedUs: startUs, interfaces: ['simulator'] };
    void writer.tell(captureStarted(live, replaced));
    this.state.write({ ...this.state.read(), phase: 'stream', source });
    const frames = endless({ seed: Number(BigInt(`0x${source.slice(0, 8)}`)), startUs, rate: RATE });
    // Nobody asked for made packets to be stored.
    const tap = await this.parts.taps.tap({ source, sensor: DEMO_SENSOR }, { store: false });
    const run = new StreamRun(source, frames, writer, signal, undefined, tap);
    await run.run();
    void writer.tell(captureStopped(live, run.figures, 'stopped'));
    writer.forget(source);
    this.state.write({ ...this.state.read(), source: null });
    await withinTime(writer.settled(), SETTLE_MS);
  }
}
