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
    if (unknown.length > 0) this.remember(unknown, await this.keys.find(unknown));
    return this.answer(subjects);
  }

  async make(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const unknown = subjects.filter((subject) => !this.remembered(subject));
    if (unknown.length > 0) this.remember(unknown, await this.keys.make(unknown));
    return this.answer(subjects);
  }

  async destroy(subjects: readonly string[], label: string): Promise<void> {
    await this.keys.destroy(subjects, label);
    this.remember(subjects, await this.keys.find(subjects));
  }

  /** Undefined when it has to be looked up; null when there was none. */
  private remembered(subject: string): SubjectKey | null | undefined {
    const known = this.known.get(subject);
    if (!known) return undefined;
    return known.key?.is === 'erased' || this.clock() - known.at < KEYS_FRESH_MS ? known.key : undefined;
  }

  private remember(subjects: readonly string[], found: ReadonlyMap<string, SubjectKey>): void {
    const at = this.clock();
    for (const subject of subjects) {
      this.known.delete(subject);
      this.known.set(subject, { key: found.get(subject) ?? null, at });
    }
    while (this.known.size > MOST) this.known.delete(this.known.keys().next().value as string);
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
