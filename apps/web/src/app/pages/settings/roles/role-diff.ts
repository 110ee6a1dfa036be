import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { diffOf, isSame, permissionTitle } from './role-words';

/** What differs between two lists of permissions that are taken away. */
@Component({
  selector: 'wl-role-diff',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (same()) {
      <p class="muted">{{ none() }}</p>
    } @else {
      <ul>
        @for (one of diff().taken; track one) {
          <li class="taken">
            <span aria-hidden="true">−</span> {{ title(one) }}<span class="visually-hidden">: taken away</span>
          </li>
        }
        @for (one of diff().given; track one) {
          <li class="given">
            <span aria-hidden="true">+</span> {{ title(one) }}<span class="visually-hidden">: given back</span>
          </li>
        }
      </ul>
    }
  `,
  styles: `
    ul {
      columns: 2;
      column-gap: var(--space-24);
      font: var(--type-table);
    }
    li {
      break-inside: avoid;
    }
    li > span[aria-hidden] {
      display: inline-block;
      width: 12px;
      font-weight: 600;
    }
    .taken > span[aria-hidden] {
      color: var(--error);
    }
    .given > span[aria-hidden] {
      color: var(--ok);
    }
    p {
      font: var(--type-table);
    }
  `,
})
export class RoleDiff {
  readonly before = input.required<readonly string[]>();
  readonly after = input.required<readonly string[]>();
  /** Said when nothing differs. */
  readonly none = input('Nothing');
  protected readonly diff = computed(() => diffOf(this.before(), this.after()));
  protected readonly same = computed(() => isSame(this.diff()));
  protected readonly title = permissionTitle;
}
