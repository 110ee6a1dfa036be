import type { SubjectKey, SubjectKeys } from './subject-keys';

/** A key may be used so long after it was looked up, ms: another process that destroys it is heard of by then. */
export const KEYS_FRESH_MS = 10_000;
const MOST = 10_000;

interface Known {
  readonly key: SubjectKey | null;
  readonly at: number;
}

/** Remembers keys for a few seconds, and for good that one was destroyed. What is destroyed through it is forgotten at once. */
export class CachedSubjectKeys implements SubjectKeys {
  private readonly known = new Map<string, Known>();

  constructor(
    private readonly keys: SubjectKeys,
    /** ms, never decreasing. */
    private readonly clock: () => number = () => performance.now(),
  ) {}

  async find(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const unknown = subjects.filter((subject) => this.remembered(subject) === undefined);
    if (unknown.length > 0) await this.lookUp(unknown, () => this.keys.find(unknown));
    return this.answer(subjects);
  }

  async make(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const unknown = subjects.filter((subject) => !this.remembered(subject));
    if (unknown.length > 0) await this.lookUp(unknown, () => this.keys.make(unknown));
    return this.answer(subjects);
  }

  async destroy(subjects: readonly string[], label: string): Promise<void> {
    await this.keys.destroy(subjects, label);
    await this.lookUp(subjects, () => this.keys.find(subjects));
  }

  /** What is found is as old as the question: a key that was destroyed while the answer was on its way is not used for longer. */
  private async lookUp(subjects: readonly string[], ask: () => ReturnType<SubjectKeys['find']>): Promise<void> {
    const at = this.clock();
    const found = await ask();
    for (const subject of subjects) {
      if (this.known.get(subject)?.key?.is === 'erased') continue;
      this.known.delete(subject);
      this.known.set(subject, { key: found.get(subject) ?? null, at });
    }
    while (this.known.size > MOST) this.known.delete(this.known.keys().next().value as string);
  }

  /** Undefined when it has to be looked up; null when there was none. */
  private remembered(subject: string): SubjectKey | null | undefined {
    const known = this.known.get(subject);
    if (!known) return undefined;
    return known.key?.is === 'erased' || this.clock() - known.at < KEYS_FRESH_MS ? known.key : undefined;
  }

  private answer(subjects: readonly string[]): ReadonlyMap<string, SubjectKey> {
    return new Map(
      subjects.flatMap((subject) => {
        const key = this.known.get(subject)?.key;
        return key ? [[subject, key] as const] : [];
      }),
    );
  }
}
