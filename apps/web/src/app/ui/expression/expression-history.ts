import { Injectable, inject, signal } from '@angular/core';
import type { FilterKind } from '@wireledger/filter';
import { Session } from '../../core/session/session';
import { store, stored } from '../../core/stored';

const KEPT = 50;
const LONGEST = 4096;

/** The last expressions that a person used on this machine about each kind of records, the newest first. */
@Injectable({ providedIn: 'root' })
export class ExpressionHistory {
  private readonly session = inject(Session);
  /** Read again whenever something was added. */
  private readonly added = signal(0);

  recent(kind: FilterKind): readonly string[] {
    this.added();
    return read(stored(this.key(kind)));
  }

  remember(text: string, kind: FilterKind): void {
    if (text === '' || this.session.viewer() === null) return;
    const next = [text, ...this.recent(kind).filter((one) => one !== text)].slice(0, KEPT);
    store(this.key(kind), JSON.stringify(next));
    this.added.update((n) => n + 1);
  }

  private key(kind: FilterKind): string {
    const key = `expressions.${this.session.viewer()?.id ?? ''}`;
    return kind === 'flow' ? key : `${key}.${kind}`;
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
