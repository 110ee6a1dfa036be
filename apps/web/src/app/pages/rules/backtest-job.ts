import { DestroyRef, type Signal, computed, effect, inject, signal, untracked } from '@angular/core';
import { ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { LiveSocket } from '../../core/api/live-socket';
import {
  BacktestProgress,
  BacktestRule,
  type BacktestFields,
  CancelBacktest,
  LatestBacktest,
} from '../../graphql/generated/operations';
import type { BacktestOrderOf } from './backtest-order';

const UNDER_WAY: readonly string[] = ['waiting', 'running'];

/** The person's back-test of one rule: the newest there is, followed while it is under way. */
export class BacktestJob {
  private readonly gateway = inject(Gateway);
  private readonly socket = inject(LiveSocket);
  private readonly held = signal<BacktestFields | undefined>(undefined);
  private stop: (() => void) | undefined;
  private asked: AbortController | undefined;

  /** The newest; undefined while there is none. */
  readonly now: Signal<BacktestFields | undefined> = this.held.asReadonly();
  readonly underWay = computed(() => UNDER_WAY.includes(this.held()?.state ?? ''));
  readonly problem = signal<ApiError | undefined>(undefined);
  /** The order is on its way. */
  readonly busy = signal(false);
  /** The first answer is awaited. */
  readonly first = signal(true);

  /** `rule`: whose; undefined = of none. */
  constructor(private readonly rule: () => string | undefined) {
    effect(() => {
      const id = rule();
      untracked(() => void this.look(id));
    });
    inject(DestroyRef).onDestroy(() => this.leave());
  }

  /** Begins one, of the version that `version` answers; undefined = not now. */
  async begin(version: () => Promise<number | undefined>, order: BacktestOrderOf): Promise<void> {
    const id = this.rule();
    if (id === undefined || this.busy()) return;
    await this.order(async () => {
      const number = await version();
      if (number === undefined) return;
      const rule = this.rule() ?? id;
      const { done } = await this.gateway.run(BacktestRule, { id: rule, version: number, ...order });
      this.take(rule, done);
    });
  }

  async cancel(): Promise<void> {
    const job = this.held();
    if (!job) return;
    await this.order(async () => {
      const { done } = await this.gateway.run(CancelBacktest, { id: job.id });
      this.take(job.rule, done);
    });
  }

  private async look(id: string | undefined): Promise<void> {
    this.leave();
    this.held.set(undefined);
    this.problem.set(undefined);
    this.first.set(id !== undefined);
    if (id === undefined) return;
    const asked = (this.asked = new AbortController());
    try {
      const { backtest } = await this.gateway.run(LatestBacktest, { rule: id }, asked.signal);
      if (asked.signal.aborted) return;
      if (backtest && !this.held()) this.take(id, backtest);
    } catch (error) {
      if (!asked.signal.aborted) this.problem.set(toApiError(error));
    }
    this.first.set(false);
  }

  private async order(work: () => Promise<void>): Promise<void> {
    this.busy.set(true);
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      this.problem.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }

  /** Shows it when its rule is still the one that is looked at, and follows it while it is under way. */
  private take(rule: string, job: BacktestFields): void {
    if (rule !== this.rule()) return;
    this.first.set(false);
    this.held.set(job);
    if (!UNDER_WAY.includes(job.state)) return this.leave();
    if (this.stop) this.leave();
    this.stop = this.socket.subscribe(BacktestProgress, () => ({ id: job.id }), {
      frames: (frames) => {
        const newest = frames.at(-1)?.backtestProgress;
        if (!newest || this.held()?.id !== newest.id) return;
        this.held.set(newest);
        if (!UNDER_WAY.includes(newest.state)) this.leave();
      },
      state: (state) => {
        if (state.kind !== 'refused') return;
        this.problem.set(state.error);
        this.leave();
      },
    });
  }

  private leave(): void {
    this.asked?.abort();
    this.stop?.();
    this.stop = undefined;
  }
}
