import { DestroyRef, computed, inject, signal } from '@angular/core';
import { ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { CancelHunt, type HuntFields, OneHunt } from '../../graphql/generated/operations';
import { isUnderWay } from './hunt-words';

/** While one is under way it is looked at again so often, ms. */
const LOOK_MS = 700;

/** One look back, followed until it is over. */
export class HuntJob {
  private readonly gateway = inject(Gateway);
  private readonly held = signal<HuntFields | null>(null);
  private timer: ReturnType<typeof setTimeout> | undefined;
  private turn = 0;

  readonly now = this.held.asReadonly();
  readonly underWay = computed(() => {
    const hunt = this.held();
    return hunt !== null && isUnderWay(hunt);
  });
  readonly busy = signal(false);
  readonly problem = signal<ApiError | null>(null);

  /** `over` hears when one that was under way is over. */
  constructor(private readonly over: (hunt: HuntFields) => void) {
    inject(DestroyRef).onDestroy(() => this.leave());
  }

  /** Follows the one that `ask` begins or finds. */
  async follow(ask: () => Promise<HuntFields>): Promise<void> {
    if (this.busy()) return;
    this.leave();
    const { turn } = this;
    this.busy.set(true);
    this.problem.set(null);
    try {
      const hunt = await ask();
      if (turn === this.turn) this.take(hunt, turn);
    } catch (error) {
      this.problem.set(toApiError(error));
    } finally {
      this.busy.set(false);
    }
  }

  cancel(): Promise<void> {
    const id = this.held()?.id;
    if (id === undefined) return Promise.resolve();
    return this.follow(async () => (await this.gateway.run(CancelHunt, { id })).done);
  }

  /** Shows none any more. */
  forget(): void {
    this.leave();
    this.held.set(null);
  }

  private leave(): void {
    this.turn++;
    clearTimeout(this.timer);
  }

  private take(hunt: HuntFields, turn: number): void {
    const was = this.underWay();
    this.held.set(hunt);
    if (isUnderWay(hunt)) this.timer = setTimeout(() => void this.look(hunt.id, turn), LOOK_MS);
    else if (was) this.over(hunt);
  }

  private async look(id: string, turn: number): Promise<void> {
    try {
      const { hunt } = await this.gateway.run(OneHunt, { id });
      if (turn === this.turn) this.take(hunt, turn);
    } catch (error) {
      if (turn === this.turn) this.problem.set(toApiError(error));
    }
  }
}
