import argon2 from 'argon2';
import { DomainError } from '@wireledger/kernel';

/** argon2id cost: memory in KiB. About 100 to 250 ms on a server core. */
export interface HashCost {
  readonly memoryCost: number;
  readonly timeCost: number;
}

const COST: HashCost = { memoryCost: 64 * 1024, timeCost: 2 };
/** Hashes at the same time, and waiting: beyond that, callers are told to come back. */
const AT_ONCE = 2;
const WAITING = 32;
/** Beyond these, for browsers that are known: they come first, and a flood of strangers leaves room for them. */
const WAITING_KNOWN = 8;

/** Hashes passwords with argon2id; work is bounded so that a flood of sign-ins takes neither all memory nor all cores. */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private dummy: Promise<string> | null = null;

  constructor(private readonly cost: HashCost = COST) {}

  async hash(password: string): Promise<string> {
    return this.bounded(() => argon2.hash(password, { type: argon2.argon2id, parallelism: 1, ...this.cost }));
  }

  /** False for null (an unknown user) too, after the same work. `first`: before all others that wait. @throws DomainError BUSY */
  async verify(hash: string | null, password: string, first = false): Promise<boolean> {
    this.dummy ??= this.hash('nobody has this password');
    const against = hash ?? (await this.dummy);
    const matches = await this.bounded(() => argon2.verify(against, password), first);
    return matches && hash !== null;
  }

  private async bounded<T>(work: () => Promise<T>, first = false): Promise<T> {
    if (this.running >= AT_ONCE) {
      if (this.waiting.length >= (first ? WAITING + WAITING_KNOWN : WAITING))
        throw new DomainError('BUSY', 'Too many sign-ins at this moment. Try again in a few seconds.');
      await new Promise<void>((resolve) => (first ? this.waiting.unshift(resolve) : this.waiting.push(resolve)));
    }
    this.running++;
    try {
      return await work();
    } finally {
      this.running--;
      this.waiting.shift()?.();
    }
  }
}
