import { randomBytes } from 'node:crypto';

import type { SubjectKey, SubjectKeys } from './subject-keys';

/** Keys for unit tests. Hand the same one to two logs, and they are two processes of one system. */
export class InMemorySubjectKeys implements SubjectKeys {
  private readonly keys = new Map<string, SubjectKey>();

  find(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    const found = subjects.flatMap((subject) => {
      const key = this.keys.get(subject);
      return key ? [[subject, key] as const] : [];
    });
    return Promise.resolve(new Map(found));
  }

  make(subjects: readonly string[]): Promise<ReadonlyMap<string, SubjectKey>> {
    for (const subject of subjects)
      if (!this.keys.has(subject)) this.keys.set(subject, { is: 'key', key: randomBytes(32) });
    return this.find(subjects);
  }

  destroy(subjects: readonly string[], label: string): Promise<void> {
    for (const subject of subjects)
      if (this.keys.get(subject)?.is !== 'erased') this.keys.set(subject, { is: 'erased', label });
    return Promise.resolve();
  }
}
