import { ChangeDetectionStrategy, Component, computed, input, model } from '@angular/core';
import { ROLES } from '../../format/roles';
import type { Role } from '../../graphql/generated/operations';

let made = 0;

/** One of the roles, with what it may do. */
@Component({
  selector: 'wl-role-choice',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset>
      <legend class="label">Role</legend>
      @for (one of shown(); track one.role) {
        <label [class.chosen]="one.role === role()">
          <input
            type="radio"
            [name]="group"
            [value]="one.role"
            [checked]="one.role === role()"
            (change)="role.set(one.role)"
          />
          <span class="name">{{ one.label }}</span>
          <span class="may">{{ one.may }}{{ one.masked ? '; addresses and names masked' : '' }}</span>
        </label>
      }
    </fieldset>
  `,
  styles: `
    fieldset {
      margin: 0;
      padding: 0;
      border: 0;
    }
    legend {
      margin-bottom: 6px;
      padding: 0;
    }
    label {
      display: grid;
      grid-template-columns: 16px 104px minmax(0, 1fr);
      align-items: baseline;
      gap: var(--space-8);
      padding: 7px var(--space-12);
      border: var(--line) solid var(--border);
      font: var(--type-table);
    }
    label + label {
      border-top: 0;
    }
    label:first-of-type {
      border-radius: var(--radius-control) var(--radius-control) 0 0;
    }
    label:last-of-type {
      border-radius: 0 0 var(--radius-control) var(--radius-control);
    }
    label.chosen {
      background: var(--selected);
    }
    input {
      margin: 0;
      accent-color: var(--accent);
      transform: translateY(2px);
    }
    .name {
      font-weight: 600;
    }
    .may {
      color: var(--text-2);
    }
  `,
})
export class RoleChoice {
  readonly role = model.required<Role>();
  /** Which may be chosen; all of them when absent. */
  readonly among = input<readonly Role[]>();
  protected readonly group = `role-${++made}`;
  protected readonly shown = computed(() => ROLES.filter(({ role }) => this.among()?.includes(role) ?? true));
}
