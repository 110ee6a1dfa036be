import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterLink, RouterOutlet } from '@angular/router';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { SETTINGS_AREAS } from '../../shell/pages';
import { Icon } from '../../ui/icon';

/** The areas of the settings that this viewer has, and the one that is open. */
@Component({
  selector: 'wl-settings',
  imports: [Icon, RouterLink, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <nav aria-label="Settings">
      <ul>
        @for (area of areas(); track area.path) {
          <li>
            <a
              [routerLink]="area.path"
              [queryParams]="carry()"
              [class.here]="url.path().startsWith(area.path)"
              [attr.aria-current]="url.path().startsWith(area.path) ? 'page' : null"
              ><wl-icon [name]="area.icon" />{{ area.label }}</a
            >
          </li>
        }
      </ul>
    </nav>
    <div class="area"><router-outlet /></div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 216px minmax(0, 1fr);
      min-height: 100%;
    }
    nav {
      padding: var(--space-16) var(--space-8);
      border-right: var(--line) solid var(--border);
      background: var(--surface);
    }
    ul {
      display: flex;
      flex-direction: column;
      gap: var(--space-2);
    }
    a {
      display: flex;
      align-items: center;
      gap: var(--space-12);
      height: 34px;
      padding: 0 var(--space-12);
      border-radius: var(--radius-control);
      color: var(--text-2);
      font: var(--type-table);
      font-weight: 500;
    }
    a:hover {
      background: var(--hover);
      color: var(--text);
      text-decoration: none;
    }
    a.here {
      background: var(--selected);
      color: var(--accent);
    }
    @media (max-width: 1023px) {
      :host {
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto minmax(0, 1fr);
      }
      nav {
        padding: var(--space-8);
        border-right: 0;
        border-bottom: var(--line) solid var(--border);
      }
      ul {
        flex-flow: row wrap;
      }
    }
  `,
})
export class SettingsFrame {
  private readonly session = inject(Session);
  protected readonly url = inject(UrlState);
  protected readonly carry = computed(() => this.url.carry());
  protected readonly areas = computed(() =>
    SETTINGS_AREAS.filter(({ permission, whole }) =>
      whole ? this.session.canAll(permission) : this.session.can(permission),
    ),
  );
}
