import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import { type FieldTree, type SchemaPathTree, validate } from '@angular/forms/signals';
import { problemOfPorts, type ScopeText } from '../../format/scopes';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { shortText } from '../../ui/form/rules';

let made = 0;

const FIELDS: readonly { readonly name: keyof ScopeText; readonly label: string; readonly example: string }[] = [
  { name: 'ip', label: 'Addresses', example: '10.1.0.0/16, 2001:db8::/32' },
  { name: 'port', label: 'Ports', example: '53, 443' },
  { name: 'proto', label: 'Protocols', example: 'tcp, udp' },
  { name: 'sensor', label: 'Sensors', example: 'edge-1, dc-2' },
];

/** What the API takes; all that it alone knows, such as what an address is, it says itself. */
export function scopeRules(scope: SchemaPathTree<ScopeText>): void {
  for (const { name } of FIELDS) shortText(scope[name], 4000);
  validate(scope.port, ({ value }) => {
    const message = problemOfPorts(value());
    return message === '' ? undefined : { kind: 'port', message };
  });
}

/** The conditions that everything must meet which somebody sees. Empty fields allow all. */
@Component({
  selector: 'wl-scope-fields',
  imports: [...FORM_PARTS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (one of fields; track one.name) {
      <label class="label" [for]="id + one.name">{{ one.label }}</label>
      <input
        class="field mono"
        [id]="id + one.name"
        [formField]="scope()[one.name]"
        [placeholder]="one.example"
        autocapitalize="off"
        autocomplete="off"
        spellcheck="false"
      />
      <wl-field-problem [of]="scope()[one.name]" [control]="id + one.name" />
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 84px minmax(0, 1fr);
      align-items: center;
      gap: var(--space-8);
    }
    wl-field-problem {
      grid-column: 2;
      margin-top: calc(-1 * var(--space-8));
    }
  `,
})
export class ScopeEntry {
  readonly scope = input.required<FieldTree<ScopeText>>();
  protected readonly fields = FIELDS;
  protected readonly id = `scope-${++made}-`;
}
