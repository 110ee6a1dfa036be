/** How fast packet time runs: 0.1 to 1000 times as fast as it was recorded, or as fast as the machine can. */
export type Speed = number | 'max';

/** Wall clock and waiting; a port so that hours can be tested in a moment. */
export interface WallClock {
  /** µs since 1970 UTC. */
  now(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/**
 * Packet time of a sandbox, µs. It stands while nobody plays, runs `speed` times as fast as the wall clock while somebody does, and at `max`
 * stands where the last packet put it.
 */
export class VirtualClock {
  private anchorUs: number;
  private anchorWall: number;
  private running = false;

  constructor(
    startUs: number,
    private pace: Speed,
    private readonly wall: () => number,
  ) {
    this.anchorUs = startUs;
    this.anchorWall = wall();
  }

  get speed(): Speed {
    return this.pace;
  }

  get isRunning(): boolean {
    return this.running;
  }

  /** Whole µs. */
  get now(): number {
    if (!this.running || this.pace === 'max') return this.anchorUs;
    return Math.floor(this.anchorUs + Math.max(0, this.wall() - this.anchorWall) * this.pace);
  }

  start(): void {
    this.jump(this.now);
    this.running = true;
  }

  stop(): void {
    this.jump(this.now);
    this.running = false;
  }

  setSpeed(speed: Speed): void {
    this.jump(this.now);
    this.pace = speed;
  }

  /** It is `us` now. */
  jump(us: number): void {
    this.anchorUs = us;
    this.anchorWall = this.wall();
  }

  /** Wall time until it is `us`, in ms; Infinity while it stands. */
  msUntil(us: number): number {
    if (!this.running) return Infinity;
    return this.pace === 'max' ? 0 : Math.max(0, us - this.now) / this.pace / 1000;
  }
}
