import type { LoggedLookup } from '@wireledger/decoders';

const SECOND = 1_000_000;
/** As of packets: a question is unanswered after so long. */
const PATIENCE_US = 10 * SECOND;
/** Lines that tell one answer come together. */
const TOGETHER_US = SECOND;
/** Questions that wait at once; beyond it the oldest is given up early. */
const MAX_PENDING = 10_000;
const MAX_ANSWERS = 64;

/** A question that waits; plain values, so that whoever goes on later takes it up again. */
export interface PendingLookup {
  readonly lookup: LoggedLookup;
  readonly dueUs: number;
}

const fullKey = ({ key, name, qtype }: LoggedLookup): string => `${key} ${name} ${qtype}`;

/** Joins the lines that logs write of a query and of its answer. */
export class LookupJoiner {
  /** In the order in which they were asked. */
  private readonly waiting = new Map<string, PendingLookup>();
  /** The last question of a key, for lines that do not repeat it. */
  private readonly last = new Map<string, string>();

  constructor(private readonly emit: (lookup: LoggedLookup) => void) {}

  get pending(): readonly PendingLookup[] {
    return [...this.waiting.values()];
  }

  set pending(pending: readonly PendingLookup[]) {
    for (const one of pending) this.hold(one);
  }

  /** False when it is an answer that belongs to no question and does not say whose it is. */
  take(lookup: LoggedLookup): boolean {
    switch (lookup.half) {
      case 'both':
        this.emit(lookup);
        return true;
      case 'query':
        this.query(lookup);
        return true;
      case 'answer':
        return this.answer(lookup);
      case 'more':
        return this.more(lookup);
    }
  }

  /** Log time has reached `us`: what waited too long goes as it is. */
  expire(us: number): void {
    for (const [key, { lookup, dueUs }] of this.waiting) if (dueUs <= us) this.release(key, lookup);
  }

  private query(lookup: LoggedLookup): void {
    const key = fullKey(lookup);
    const known = this.stillWaiting(key, lookup.us);
    if (known && known.lookup.responses === 0) {
      this.waiting.set(key, { ...known, lookup: { ...known.lookup, queries: known.lookup.queries + 1 } });
      return;
    }
    if (known) this.release(key, known.lookup);
    this.hold({ lookup, dueUs: lookup.us + PATIENCE_US });
  }

  private answer(lookup: LoggedLookup): boolean {
    const key = fullKey(lookup);
    const asked = this.stillWaiting(key, lookup.us)?.lookup;
    if (!asked) return this.alone(lookup);
    this.release(key, {
      ...lookup,
      ...{ half: 'both', us: asked.us, ends: asked.ends, queries: asked.queries },
      latencyUs: lookup.latencyUs >= 0 ? lookup.latencyUs : Math.max(0, lookup.us - asked.us),
    });
    return true;
  }

  private more(lookup: LoggedLookup): boolean {
    const key = this.last.get(lookup.key);
    const asked = key === undefined ? undefined : this.waiting.get(key)?.lookup;
    if (!asked || key === undefined) {
      if (lookup.ends.src === '') return false;
      this.hold({ lookup, dueUs: lookup.us + TOGETHER_US });
      return true;
    }
    this.waiting.set(key, {
      lookup: {
        ...asked,
        ...{ rcode: Math.max(asked.rcode, lookup.rcode), responses: 1, flags: asked.flags | lookup.flags },
        latencyUs: asked.latencyUs >= 0 || asked.queries === 0 ? asked.latencyUs : Math.max(0, lookup.us - asked.us),
        answers: [...asked.answers, ...lookup.answers].slice(0, MAX_ANSWERS),
      },
      dueUs: lookup.us + TOGETHER_US,
    });
    return true;
  }

  /** The question of a key; one that has waited too long at `us` goes. Lines need not come in the order of their times. */
  private stillWaiting(key: string, us: number): PendingLookup | undefined {
    const known = this.waiting.get(key);
    if (known && known.dueUs <= us) {
      this.release(key, known.lookup);
      return undefined;
    }
    return known;
  }

  private alone(lookup: LoggedLookup): boolean {
    if (lookup.ends.src === '') return false;
    this.emit({ ...lookup, half: 'both' });
    return true;
  }

  private hold(one: PendingLookup): void {
    const key = fullKey(one.lookup);
    if (this.waiting.size >= MAX_PENDING)
      for (const [oldest, { lookup }] of this.waiting) {
        this.release(oldest, lookup);
        break;
      }
    this.waiting.set(key, one);
    this.last.set(one.lookup.key, key);
  }

  private release(key: string, lookup: LoggedLookup): void {
    this.waiting.delete(key);
    if (this.last.get(lookup.key) === key) this.last.delete(lookup.key);
    this.emit(lookup);
  }
}
