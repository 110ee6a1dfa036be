/** How many requests may come at once, and how many a second in the long run. */
export interface BudgetRule {
  readonly burst: number;
  readonly perSecond: number;
}

/** A person's or a program's: a page of the console asks some ten questions, a tool that is in a hurry some a second. */
export const REQUESTS: BudgetRule = { burst: 1200, perSecond: 20 };

/** Sensors of one network: each sends some requests a second, some hundred when it catches up. Each has a budget of its own besides. */
export const BATCHES: BudgetRule = { burst: 6000, perSecond: 300 };

interface Bucket {
  left: number;
  at: number;
}

const MAX_KEYS = 50_000;

/** Requests of one user, token or network, counted in a bucket that fills again with time. In memory, bounded. */
export class RequestBudget {
  private readonly byKey = new Map<string, Bucket>();

  /** @param clock ms, of a clock that nobody sets */
  constructor(
    private readonly rule: BudgetRule = REQUESTS,
    private readonly clock: () => number = () => performance.now(),
  ) {}

  /** Takes one request of the key: 0, or seconds to wait when there is none left. */
  take(key: string): number {
    const { burst, perSecond } = this.rule;
    const now = this.clock();
    const known = this.byKey.get(key);
    const left = known ? Math.min(burst, known.left + ((now - known.at) / 1000) * perSecond) : burst;
    // Deleted first, so that the map stays in order of last use and the oldest key is dropped when it is full.
    this.byKey.delete(key);
    this.byKey.set(key, { left: left < 1 ? left : left - 1, at: now });
    if (this.byKey.size > MAX_KEYS) this.byKey.delete(this.byKey.keys().next().value as string);
    return left < 1 ? Math.max(1, Math.ceil((1 - left) / perSecond)) : 0;
  }
}
