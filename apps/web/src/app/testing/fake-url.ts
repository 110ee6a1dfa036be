import { type Signal, computed, signal } from '@angular/core';
import type { UrlState } from '../core/url-state';

/** The address as a plain record: what a component wrote there can be read back. */
export class FakeUrl implements Pick<UrlState, 'param' | 'value' | 'patch' | 'carry'> {
  readonly params = signal<Readonly<Record<string, string>>>({});

  param(key: string): Signal<string> {
    return computed(() => this.params()[key] ?? '');
  }

  value(key: string): string {
    return this.params()[key] ?? '';
  }

  carry(more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> {
    return more;
  }

  patch(changes: Readonly<Record<string, string | null>>): void {
    this.params.update((old) => {
      const next: Record<string, string> = { ...old };
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) delete next[key];
        else next[key] = value;
      }
      return next;
    });
  }
}
