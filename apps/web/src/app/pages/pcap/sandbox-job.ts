import { DestroyRef, type Signal, effect, inject, signal, untracked } from '@angular/core';
import { ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { LiveSocket } from '../../core/api/live-socket';
import {
  type SandboxFields,
  SandboxReplays,
  SandboxScene,
  StartSandboxReplay,
  SteerSandboxReplay,
  type SteerSandboxReplayVariables,
} from '../../graphql/generated/operations';
import { isOver, type SandboxAlert, type SandboxFlow } from './sandbox-words';

/** What is done to a replay, and where or how fast. */
export type Order = Omit<SteerSandboxReplayVariables, 'id'>;

/** The newest sandbox replay of one capture, followed until it is over. */
export class SandboxJob {
  private readonly gateway = inject(Gateway);
  private readonly socket = inject(LiveSocket);
  private readonly held = signal<SandboxFields | undefined>(undefined);
  private stop: (() => void) | undefined;
  private asked: AbortController | undefined;

  /** Undefined while there is none. */
  readonly now: Signal<SandboxFields | undefined> = this.held.asReadonly();
  readonly flows = signal<readonly SandboxFlow[]>([]);
  readonly alerts = signal<readonly SandboxAlert[]>([]);
  /** False while the sensor does not answer. */
  readonly reachable = signal(true);
  /** What could not be read, and what could not be done. */
  readonly unread = signal<ApiError | undefined>(undefined);
  readonly problem = signal<ApiError | undefined>(undefined);
  readonly busy = signal(false);
  /** The first answer is awaited. */
  readonly first = signal(true);

  /** `capture`: whose; undefined = of none. */
  constructor(private readonly capture: () => string | undefined) {
    effect(() => {
      const id = capture();
      untracked(() => void this.look(id));
    });
    inject(DestroyRef).onDestroy(() => this.leave());
  }

  async begin(speed: number | null): Promise<void> {
    const capture = this.capture();
    if (capture === undefined || this.busy()) return;
    this.busy.set(true);
    await this.work(async () => {
      const { done } = await this.gateway.run(StartSandboxReplay, { capture, speed, paused: false });
      if (this.capture() === capture) this.follow(done);
    });
    this.busy.set(false);
  }

  /** At once, also while another order is on its way. */
  async steer(order: Order): Promise<void> {
    const replay = this.held();
    if (!replay || isOver(replay)) return;
    await this.work(async () => {
      const { done } = await this.gateway.run(SteerSandboxReplay, { id: replay.id, ...order });
      if (this.held()?.id === done.id) this.held.set(done);
    });
  }

  again(): void {
    void this.look(this.capture());
  }

  private async look(id: string | undefined): Promise<void> {
    this.leave();
    this.clear();
    this.held.set(undefined);
    this.problem.set(undefined);
    this.unread.set(undefined);
    this.first.set(id !== undefined);
    if (id === undefined) return;
    const asked = (this.asked = new AbortController());
    try {
      const { sandboxReplays } = await this.gateway.run(SandboxReplays, { capture: id }, asked.signal);
      if (asked.signal.aborted) return;
      const [newest] = sandboxReplays;
      if (newest && !this.held()) this.follow(newest);
    } catch (error) {
      if (asked.signal.aborted) return;
      this.unread.set(toApiError(error));
    }
    this.first.set(false);
  }

  /** What it shows from here on; one that is over is read once. */
  private follow(replay: SandboxFields): void {
    this.leave();
    this.clear();
    this.held.set(replay);
    const { id } = replay;
    this.stop = this.socket.subscribe(SandboxScene, () => ({ id }), {
      frames: (frames) => {
        const frame = frames.at(-1)?.sandboxReplay;
        if (!frame || this.held()?.id !== id) return;
        this.reachable.set(frame.replay !== null);
        if (!frame.replay) return;
        this.held.set(frame.replay);
        this.flows.set(frame.flows);
        this.alerts.set(frame.alerts);
        if (isOver(frame.replay)) this.leave();
      },
      state: (state) => {
        if (state.kind === 'refused') this.problem.set(state.error);
      },
    });
  }

  private clear(): void {
    this.flows.set([]);
    this.alerts.set([]);
    this.reachable.set(true);
  }

  private async work(run: () => Promise<void>): Promise<void> {
    this.problem.set(undefined);
    try {
      await run();
    } catch (error) {
      this.problem.set(toApiError(error));
    }
  }

  private leave(): void {
    this.asked?.abort();
    this.stop?.();
    this.stop = undefined;
  }
}
