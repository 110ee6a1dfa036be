import { Injectable, type Signal, computed, inject, signal } from '@angular/core';
import { NavigationEnd, type Params, Router } from '@angular/router';
import { GRAMMAR_VERSION, type UrlParams, carried, migrate } from './url-grammar';

/** The query part of the address: everything that changes what a person sees is there. */
@Injectable({ providedIn: 'root' })
export class UrlState {
  private readonly router = inject(Router);
  private readonly all = signal<UrlParams>({});
  /** Path without query: `/flows`. */
  readonly path = signal('/');

  constructor() {
    this.read();
    this.router.events.subscribe((event) => {
      if (event instanceof NavigationEnd) this.read();
    });
  }

  /** One parameter, '' when absent. Equal texts do not wake readers. */
  param(key: string): Signal<string> {
    return computed(() => this.all()[key] ?? '');
  }

  value(key: string): string {
    return this.all()[key] ?? '';
  }

  /**
   * Changes parameters; null removes one. `push` makes a step that Back undoes, `replace` does not: filters and ranges
   * push, selection replaces.
   */
  patch(changes: Readonly<Record<string, string | null>>, mode: 'push' | 'replace' = 'push'): void {
    void this.router.navigate([], {
      queryParams: { v: GRAMMAR_VERSION, ...changes },
      queryParamsHandling: 'merge',
      replaceUrl: mode === 'replace',
    });
  }

  /** What goes along to another page: range, live switch, sensor. */
  carry(more: Params = {}): Params {
    return { ...carried(this.all()), ...more };
  }

  go(path: readonly string[], more: Params = {}): void {
    void this.router.navigate([...path], { queryParams: this.carry(more) });
  }

  private read(): void {
    const tree = this.router.parseUrl(this.router.url);
    this.path.set(this.router.url.split(/[?#]/)[0] ?? '/');
    this.all.set(migrate(tree.queryParams));
  }
}
