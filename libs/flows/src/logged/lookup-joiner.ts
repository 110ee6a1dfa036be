import type { LoggedAnswer, LoggedLookup } from '@wireledger/decoders';

const SECOND = 1_000_000;
/** As of packets: a question is unanswered after so long. */
const PATIENCE_US = 10 * SECOND;
/** Lines that tell one answer come together. */
const TOGETHER_US = SECOND;
/** Questions that wait at once; beyond it the oldest is given up early. */
const MAX_PENDING = 10_000;
const MAX_ANSWERS = 64;
/** Questions of one key that a line is compared with. */
const MAX_ALIKE = 64;

/** A question that waits; plain values, so that whoever goes on later takes it up again. */
export interface PendingLookup {
  readonly lookup: LoggedLookup;
  readonly dueUs: number;
}

const fullKey = ({ key, name, qtype, ends }: LoggedLookup): string =>
  `${key} ${name} ${qtype} ${ends.src} ${ends.srcPort}`;

const isEqual = (one: LoggedAnswer, other: LoggedAnswer): boolean => one.every((value, i) => value === other[i]);

/** Joins the lines that logs write of a query and of its answer. */
export class LookupJoiner {
  /** In the order in which they were asked. */
  private readonly waiting = new Map<string, PendingLookup>();
  /** The questions of a key, in the order in which they were asked, for lines that do not repeat them. */
  private readonly alike = new Map<string, Set<string>>();

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
    // Lines of one answer come together: after this one no more of them do.
    for (const other of this.questionsOf(lookup.key)) if (other.responses > 0) this.release(fullKey(other), other);
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
    const asked = this.questionsOf(lookup.key);
    // Of its own type, or, where it says none, who still has no answer.
    const first =
      asked.find(({ qtype }) => qtype === lookup.qtype) ??
      asked.find(({ responses }) => responses === 0) ??
      asked.at(-1);
    if (!first) {
      if (lookup.ends.src === '') return false;
      this.hold({ lookup, dueUs: lookup.us + TOGETHER_US });
      return true;
    }
    // Everyone who waits for it has it: it is asked for once.
    for (const one of asked) if (one.qtype === first.qtype && one.name === first.name) this.add(one, lookup);
    return true;
  }

  private add(asked: LoggedLookup, { us, rcode, flags, answers }: LoggedLookup): void {
    this.waiting.set(fullKey(asked), {
      lookup: {
        ...asked,
        ...{ rcode: Math.max(asked.rcode, rcode), responses: 1, flags: asked.flags | flags },
        latencyUs: asked.latencyUs >= 0 || asked.queries === 0 ? asked.latencyUs : Math.max(0, us - asked.us),
        // Asked for twice after all, it is told twice.
        answers: [...asked.answers, ...answers.filter((one) => !asked.answers.some((two) => isEqual(one, two)))].slice(
          0,
          MAX_ANSWERS,
        ),
      },
      dueUs: us + TOGETHER_US,
    });
  }

  /** What waits of a key, oldest first. */
  private questionsOf(key: string): LoggedLookup[] {
    const found: LoggedLookup[] = [];
    for (const one of this.alike.get(key) ?? []) {
      if (found.length === MAX_ALIKE) break;
      const waits = this.waiting.get(one);
      if (waits) found.push(waits.lookup);
    }
    return found;
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
    const alike = this.alike.get(one.lookup.key) ?? new Set();
    this.alike.set(one.lookup.key, alike.add(key));
  }

  private release(key: string, lookup: LoggedLookup): void {
    this.waiting.delete(key);
    const alike = this.alike.get(lookup.key);
    alike?.delete(key);
    if (alike?.size === 0) this.alike.delete(lookup.key);
    this.emit(lookup);
  }
}
