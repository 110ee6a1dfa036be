import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { declarePage } from '../core/page';
import { ApiError } from '../core/api/errors';
import { Session } from '../core/session/session';
import { UrlState } from '../core/url-state';
import { PAGES, SETTINGS_AREAS } from '../shell/pages';
import { ErrorBox } from '../ui/states';
import { WireText } from '../ui/wire-text';

@Component({
  selector: 'wl-not-found',
  imports: [ErrorBox, RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (closed(); as page) {
      <wl-error [what]="page.label" [error]="page.error" />
    } @else {
      <h2>There is no such page</h2>
      <p class="second mono"><wl-wire [text]="url.path()" [fit]="false" /></p>
      <p>
        <a routerLink="/domains" [queryParams]="{ search: term }">Look for it in domain names</a> ·
        <a routerLink="/overview">Overview</a>
      </p>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      gap: var(--space-12);
      padding: var(--space-48) var(--space-24);
    }
  `,
})
export class NotFoundPage {
  private readonly session = inject(Session);
  protected readonly url = inject(UrlState);
  protected readonly term = decodeURIComponentSafely(
    this.url
      .path()
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? '',
  );

  /** The page is there, but not for this viewer. */
  protected readonly closed = computed(() => {
    const area = SETTINGS_AREAS.find(({ path }) => this.url.path().startsWith(path));
    const page = area ?? PAGES.find(({ path }) => this.url.path().startsWith(path));
    if (!page || (area?.whole ? this.session.canAll(page.permission) : this.session.can(page.permission))) return null;
    const { label, permission } = page;
    return { label, error: new ApiError('FORBIDDEN', 'This page is closed to you.', { permission }) };
  });

  constructor() {
    declarePage({ title: this.closed()?.label ?? 'Not found' });
  }
}

function decodeURIComponentSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
