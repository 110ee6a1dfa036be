import { ChangeDetectionStrategy, Component, computed, ElementRef, inject, input, model } from '@angular/core';
import type { FormValueControl } from '@angular/forms/signals';
import { type Cell, cellMeaning, type Role } from '@wireledger/access';
import { cellText, choicesOf, type PermissionLine } from './role-words';

/** The permissions of a base role; what is not checked is taken away. */
@Component({
  selector: 'wl-role-permissions',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (group of groups(); track group.title) {
      <fieldset>
        <legend>{{ group.title }}</legend>
        @for (line of group.lines; track line.permission) {
          <label [title]="line.permission + ': ' + meaning(line)">
            <input
              type="checkbox"
              [value]="line.permission"
              [checked]="!value().includes(line.permission)"
              (change)="toggle(line)"
            />
            <span>{{ line.title }}</span>
            <span class="cell">{{ text(cellOf(line)) }}</span>
          </label>
        }
      </fieldset>
    }
  `,
  styles: `
    :host {
      display: block;
      max-height: clamp(160px, 24vh, 320px);
      padding: var(--space-8) var(--space-12);
      border: var(--line) solid var(--border);
      border-radius: var(--radius-control);
      overflow: auto;
    }
    fieldset {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(250px, 1fr));
      gap: 0 var(--space-16);
      margin: 0;
      padding: 0;
      border: 0;
    }
    fieldset + fieldset {
      margin-top: var(--space-8);
    }
    legend {
      padding: 0 0 var(--space-2);
      color: var(--text-3);
      font: var(--type-label);
    }
    label {
      display: grid;
      grid-template-columns: 16px minmax(0, 1fr) auto;
      align-items: center;
      gap: var(--space-8);
      min-height: var(--target-min);
      font: var(--type-table);
    }
    input {
      margin: 0;
      accent-color: var(--accent);
    }
    .cell {
      color: var(--text-3);
      font: var(--type-label);
    }
  `,
})
export class RolePermissions implements FormValueControl<readonly string[]> {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef);

  readonly base = input.required<Role>();
  /** What is taken away, in the order of the matrix. */
  readonly value = model.required<readonly string[]>();
  protected readonly groups = computed(() => choicesOf(this.base()));
  protected readonly text = cellText;

  /** Where it is wrong. */
  focus(options?: FocusOptions): void {
    this.host.nativeElement.querySelector('input')?.focus(options);
  }

  protected cellOf({ cells }: PermissionLine): Cell {
    return cells.get(this.base()) ?? '-';
  }

  protected meaning(line: PermissionLine): string {
    const cell = this.cellOf(line);
    return cell === 'L' ? `${cellMeaning(cell)}: ${line.limited}` : cellMeaning(cell);
  }

  protected toggle({ permission }: PermissionLine): void {
    const has = this.value().includes(permission);
    const taken = this.groups()
      .flatMap(({ lines }) => lines)
      .map((line): string => line.permission)
      .filter((one) => (one === permission ? !has : this.value().includes(one)));
    this.value.set(taken);
  }
}
