import { setTimeout as sleep } from 'node:timers/promises';
import { Pipeline } from '@wireledger/flows';
import type { Frame } from '@wireledger/simulator';
import type { FactsWriter } from '../facts-writer';
import { BatchTally } from '../figures';
import type { SourceFigures } from '../lifecycle';
import { NO_TAP, type PacketTap } from '../packets/packet-tap';
import { untilAborted } from '../within-time';

const ETHERNET = 1;
const MIN_WAIT_US = 2000;
const SECOND = 1_000_000;

/** Feeds simulated frames at their times, as a capture of an interface would. What is in memory when it is killed is lost, as with a capture. */
export class StreamRun {
  private readonly pipeline: Pipeline;
  private readonly tally = new BatchTally();

  constructor(
    readonly source: string,
    private readonly frames: Iterable<Frame>,
    private readonly writer: FactsWriter,
    private readonly signal: AbortSignal,
    private readonly now: () => number = () => Date.now() * 1000,
    private readonly tap: PacketTap = NO_TAP,
  ) {
    this.pipeline = new Pipeline({
      counts: false,
      cut: 1,
      onBatch: (batch) => {
        this.tally.count(batch);
        writer.offer(source, batch);
      },
    });
  }

  get figures(): SourceFigures {
    return this.tally.figures(this.pipeline, null, []);
  }

  /** Runs until aborted or out of frames, the writer has everything then; flows still running then end with `captureEnd`. */
  async run(): Promise<void> {
    for (const frame of this.frames) {
      await this.until(frame.timeUs);
      if (this.signal.aborted) break;
      const { bytes } = frame;
      this.pipeline.packet(bytes, 0, bytes.length, bytes.length, frame.timeUs, ETHERNET, 0);
      this.tap.packet(this.pipeline.decoded, bytes, 0, bytes.length, bytes.length, frame.timeUs, ETHERNET, 0);
      if (this.writer.full) await untilAborted(this.writer.room(), this.signal);
    }
    this.pipeline.finish();
  }

  private async until(us: number): Promise<void> {
    for (;;) {
      const wall = this.now();
      if (us - wall < MIN_WAIT_US || this.signal.aborted) return;
      this.pipeline.tick(wall);
      await sleep(Math.min(us - wall, SECOND - (wall % SECOND) + 1000) / 1000, undefined, {
        signal: this.signal,
      }).catch(() => undefined);
    }
  }
}
