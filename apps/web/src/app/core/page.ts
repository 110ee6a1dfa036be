import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { ValueActions } from '../ui/value-menu';
import { PageFilter, type PageFilterSetup } from './page-filter';

export interface PageHead {
  readonly title: string;
  /** Pages above this one: label and path. */
  readonly parent?: { readonly label: string; readonly path: string };
}

/** What the open page tells the shell. */
@Injectable({ providedIn: 'root' })
export class Page {
  readonly head = signal<PageHead>({ title: '' });
  /** Sensors that are known, for completion. */
  readonly sensors = signal<readonly string[]>([]);
}

/** Called by a page as it is made: its title, and what its filter field does. */
export function declarePage(head: PageHead, filter?: PageFilterSetup): void {
  const page = inject(Page);
  const filters = inject(PageFilter);
  const actions = inject(ValueActions);
  page.head.set(head);
  filters.setup.set(filter);
  actions.filter.set(filter ? filters : undefined);
  inject(DestroyRef).onDestroy(() => {
    if (page.head() !== head) return;
    filters.setup.set(undefined);
    actions.filter.set(undefined);
  });
}
