import { type AppendReq, type AppendResult, InvalidAppend } from '@wireledger/event-sourcing';
import type { Logger } from '@wireledger/platform';

import type { SensorLog, WriterTail } from './sensor-log';

const RETRY_MS = [100, 250, 500, 1000, 2000, 5000] as const;

/** Wall clock of the day's stream name and of retries; a port so that midnight can be tested. */
export interface WriterClock {
  now(): number;
  sleep(ms: number): Promise<void>;
  /** Resolves when `now` can be believed; absent where it always can. @throws Error when it cannot be found out at this moment */
  known?(): Promise<void>;
}

/** The event log as the writer of a sensor asks it: again and again until it answers, or until the sensor ends. */
export class PatientLog {
  /** What it last said instead of answering; null while it answers. */
  problem: string | null = null;
  private closed = false;
  private wake: () => void = () => undefined;
  private readonly closing = new Promise<void>((resolve) => (this.wake = resolve));

  constructor(
    private readonly sensor: string,
    private readonly log: SensorLog,
    private readonly clock: WriterClock,
    private readonly logger: Pick<Logger, 'warn' | 'error'>,
  ) {}

  /** The clock that streams are named by, once it can be believed; ms since 1970 UTC. */
  async now(): Promise<number> {
    await this.patiently(async () => this.clock.known?.());
    return this.clock.now();
  }

  tail(stream: string): Promise<WriterTail | 'absent'> {
    return this.patiently(() => this.log.tail(stream));
  }

  /** Null when the log says that it is no append at all; nothing was written then. */
  async append(request: AppendReq): Promise<AppendResult | null> {
    try {
      const [result] = await this.patiently(() => this.log.append([request]));
      return result as AppendResult;
    } catch (error) {
      if (!(error instanceof InvalidAppend)) throw error;
      this.logger.error({ err: error, sensor: this.sensor, stream: request.stream }, 'the event log refused an append');
      return null;
    }
  }

  /** Does something until it works. @throws what it throws when the sensor ends, and InvalidAppend */
  async patiently<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        const result = await call();
        this.problem = null;
        return result;
      } catch (error) {
        if (this.closed || error instanceof InvalidAppend) throw error;
        this.problem = (error as Error).message;
        const wait = RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)] as number;
        if (attempt === 3)
          this.logger.warn({ err: error, sensor: this.sensor }, 'the event log does not answer; trying on');
        await Promise.race([this.clock.sleep(wait), this.closing]);
        if (this.closed) throw error;
      }
    }
  }

  /** No more tries. */
  close(): void {
    this.closed = true;
    this.wake();
  }
}
