import { ChangeDetectionStrategy, Component, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import { ROLES } from '../../format/roles';
import type { Role } from '../../graphql/generated/operations';

/** Some of the roles, each with a box. */
@Component({
  selector: 'wl-role-boxes',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (one of roles; track one.role) {
      <label>
        <input
          type="checkbox"
          [checked]="value().includes(one.role)"
          [disabled]="disabled() || always().includes(one.role)"
          (change)="toggle(one.role)"
        />
        {{ one.label }}
        @if (always().includes(one.role)) {
          <span class="muted">always</span>
        }
      </label>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: var(--space-4);
    }
    label {
      display: inline-flex;
      align-items: center;
      gap: var(--space-8);
    }
    input {
      margin: 0;
      accent-color: var(--accent);
    }
  `,
})
export class RoleBoxes implements FormValueControl<readonly Role[]> {
  readonly value = model.required<readonly Role[]>();
  readonly disabled = input(false);
  /** Which cannot be taken out. */
  readonly always = input<readonly Role[]>([]);
  protected readonly roles = ROLES;

  protected toggle(role: Role): void {
    this.value.update((chosen) => (chosen.includes(role) ? chosen.filter((one) => one !== role) : [...chosen, role]));
  }
}
