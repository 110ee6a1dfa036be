import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session/session';
import { UrlState } from '../core/url-state';
import { Icon } from '../ui/icon';
import { PAGE_GROUPS, PAGES, type PageLink } from './pages';

/** The pages, as icons or with their names. */
@Component({
  selector: 'wl-rail',
  imports: [Icon, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class.open]': 'open()' },
  template: `
    <nav aria-label="Pages">
      @for (group of groups(); track group.name; let first = $first) {
        @if (!first) {
          <div class="line" role="presentation"></div>
        }
        <ul [attr.aria-label]="group.name">
          @for (page of group.pages; track page.path) {
            <li>
              <a
                class="page"
                [routerLink]="page.path"
                [queryParams]="carry()"
                [class.here]="here() === page"
                [attr.aria-current]="here() === page ? 'page' : null"
                [attr.aria-label]="page.label"
                [title]="open() ? '' : page.label + '  (g ' + page.key + ')'"
              >
                <wl-icon [name]="page.icon" />
                @if (open()) {
                  <span>{{ page.label }}</span>
                }
              </a>
            </li>
          }
        </ul>
      }
    </nav>
    <button
      type="button"
      class="page toggle"
      [attr.aria-label]="open() ? 'Narrow the rail' : 'Widen the rail'"
      [attr.aria-expanded]="open()"
      (click)="preferences.railOpen.set(!open())"
    >
      <wl-icon [name]="open() ? 'left' : 'right'" />
    </button>
  `,
  styles: `
    :host {
      --icon-size: var(--icon-rail);
      display: flex;
      flex-direction: column;
      width: var(--rail);
      padding: 14px 0 var(--space-12);
      border-right: var(--line) solid var(--border);
      background: var(--surface);
    }
    :host(.open) {
      width: var(--rail-open);
    }
    nav {
      flex: 1;
    }
    ul {
      display: flex;
      flex-direction: column;
      gap: var(--space-2);
    }
    .line {
      height: 1px;
      margin: 10px 12px;
      background: var(--grid);
    }
    .page {
      display: flex;
      align-items: center;
      gap: var(--space-12);
      height: 36px;
      margin: 0 10px;
      padding: 0 var(--space-8);
      border: 0;
      border-radius: var(--radius-panel);
      background: none;
      color: var(--text-2);
      font: var(--type-table);
      font-weight: 500;
    }
    .page:hover {
      background: var(--hover);
      color: var(--text);
      text-decoration: none;
    }
    .page.here {
      background: var(--selected);
      color: var(--accent);
    }
    .toggle {
      --icon-size: var(--icon);
      padding: 0 10px;
      color: var(--text-3);
    }
    @media (max-width: 767px) {
      :host,
      :host(.open) {
        width: auto;
        padding: var(--space-4);
        border-top: var(--line) solid var(--border);
        border-right: 0;
      }
      nav,
      ul {
        display: flex;
        flex-direction: row;
        flex: 1;
        justify-content: space-around;
      }
      .line,
      .toggle,
      .page span {
        display: none;
      }
    }
  `,
})
export class Rail {
  private readonly session = inject(Session);
  protected readonly preferences = inject(Preferences);
  protected readonly url = inject(UrlState);
  protected readonly open = this.preferences.railOpen;
  protected readonly carry = computed(() => this.url.carry());
  /** Of the pages whose path leads here the nearest: notifications lie below the settings. */
  protected readonly here = computed(() =>
    PAGES.filter(({ path }) => this.url.path().startsWith(path)).reduce<PageLink | undefined>(
      (nearest, page) => (page.path.length > (nearest?.path.length ?? 0) ? page : nearest),
      undefined,
    ),
  );
  protected readonly groups = computed(() => {
    const may = new Set(this.session.viewer()?.permissions ?? []);
    return PAGE_GROUPS.map((name) => ({
      name,
      pages: PAGES.filter((page) => page.group === name && may.has(page.permission)),
    })).filter((group) => group.pages.length > 0);
  });
}
