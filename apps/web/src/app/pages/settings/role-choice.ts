import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import { roleInShort, ROLES } from '../../format/roles';
import type { Role, RoleRow } from '../../graphql/generated/operations';
import { WireText } from '../../ui/wire-text';

let made = 0;

/** A role that somebody is given. */
export interface GivenRole {
  readonly role: Role;
  /** Id of the custom role that rests on it; null = none. */
  readonly customRole: string | null;
}

/** A role alone, without a custom one on it. */
export const plainRole = (role: Role): GivenRole => ({ role, customRole: null });

/** One of the roles, with what it may do, or one of the custom roles that rest on them. */
@Component({
  selector: 'wl-role-choice',
  imports: [WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <fieldset>
      <legend class="label">{{ legend() }}</legend>
      @for (one of shown(); track one.role) {
        <label [class.chosen]="isChosen(one.role, null)">
          <input
            type="radio"
            [name]="group"
            [value]="one.role"
            [checked]="isChosen(one.role, null)"
            (change)="choose(one.role, null)"
          />
          <span class="name">{{ one.label }}</span>
          <span class="may">{{ one.may }}{{ one.masked ? '; addresses and names masked' : '' }}</span>
        </label>
      }
      @for (one of customs(); track one.id) {
        <label [class.chosen]="isChosen(one.base, one.id)">
          <input
            type="radio"
            [name]="group"
            [value]="one.id"
            [checked]="isChosen(one.base, one.id)"
            (change)="choose(one.base, one.id)"
          />
          <span class="name"><wl-wire [text]="one.name" /></span>
          <span class="may">{{ short(one.base, one.without) }}</span>
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
      grid-template-columns: 16px minmax(104px, auto) minmax(0, 1fr);
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
      max-width: 200px;
      font-weight: 600;
    }
    .may {
      color: var(--text-2);
    }
  `,
})
export class RoleChoice implements FormValueControl<GivenRole> {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly value = model.required<GivenRole>();
  /** Custom roles that may be chosen. */
  readonly customs = input<readonly RoleRow[]>([]);
  readonly legend = input('Role');
  /** Which may be chosen; all of them when absent. */
  readonly among = input<readonly Role[]>();
  protected readonly group = `role-${++made}`;
  protected readonly shown = computed(() => ROLES.filter(({ role }) => this.among()?.includes(role) ?? true));
  protected readonly short = roleInShort;

  /** Where it is wrong. */
  focus(options?: FocusOptions): void {
    this.host.nativeElement.querySelector<HTMLInputElement>('input:checked')?.focus(options);
  }

  protected isChosen(role: Role, customRole: string | null): boolean {
    const { value } = this;
    return role === value().role && customRole === value().customRole;
  }

  protected choose(role: Role, customRole: string | null): void {
    this.value.set({ role, customRole });
  }
}
