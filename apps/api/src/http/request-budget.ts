/** How many requests may come at once, and how many a second in the long run. */
export interface BudgetRule {
  readonly burst: number;
  readonly perSecond: number;
}

/** A person's or a program's: a page of the console asks some ten questions, a tool that is in a hurry some a second. */
export const REQUESTS: BudgetRule = { burst: 1200, perSecond: 20 };

/** Sensors of one network: each sends some requests a second, some hundred when it catches up. Each has a budget of its own besides. */
export const BATCHES: BudgetRule = { burst: 6000, perSecond: 300 };

/** Events that one token tells of by HTTP: thousands a second in the long run. */
export const EVENTS: BudgetRule = { burst: 20_000, perSecond: 5000 };

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

  /** Takes a request of the key, or `cost` of what is counted: 0, or seconds to wait when there is not enough left. What is greater than the bucket passes when that is full. */
  take(key: string, cost = 1): number {
    const { burst, perSecond } = this.rule;
    const now = this.clock();
    const known = this.byKey.get(key);
    const left = known ? Math.min(burst, known.left + ((now - known.at) / 1000) * perSecond) : burst;
    // Deleted first, so that the map stays in order of last use and the oldest key is dropped when it is full.
    this.byKey.delete(key);
    const needed = Math.min(cost, burst);
    this.byKey.set(key, { left: left < needed ? left : left - cost, at: now });
    if (this.byKey.size > MAX_KEYS) this.byKey.delete(this.byKey.keys().next().value as string);
    return left < needed ? Math.max(1, Math.ceil((needed - left) / perSecond)) : 0;
  }
}
