import { Injectable, computed, inject, signal } from '@angular/core';
import { Session } from '../../core/session/session';
import { store, stored } from '../../core/stored';

const KEPT = 50;
const LONGEST = 4096;

/** The last expressions that a person used on this machine, the newest first. */
@Injectable({ providedIn: 'root' })
export class ExpressionHistory {
  private readonly session = inject(Session);
  private readonly key = computed(() => `expressions.${this.session.viewer()?.id ?? ''}`);
  /** Read again whenever something was added. */
  private readonly added = signal(0);

  readonly recent = computed<readonly string[]>(() => {
    this.added();
    return read(stored(this.key()));
  });

  remember(text: string): void {
    if (text === '' || this.session.viewer() === null) return;
    const next = [text, ...this.recent().filter((one) => one !== text)].slice(0, KEPT);
    store(this.key(), JSON.stringify(next));
    this.added.update((n) => n + 1);
  }
}

/** Whatever stands in the browser's storage, as expressions. */
function read(text: string | null): readonly string[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]');
    if (!Array.isArray(found)) return [];
    return found.filter((one): one is string => typeof one === 'string' && one.length <= LONGEST).slice(0, KEPT);
  } catch {
    return [];
  }
}
