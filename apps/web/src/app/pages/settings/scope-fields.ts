import { ChangeDetectionStrategy, Component, model } from '@angular/core';
import type { ScopeText } from '../../format/scopes';

let made = 0;

const FIELDS: readonly { readonly name: keyof ScopeText; readonly label: string; readonly example: string }[] = [
  { name: 'ip', label: 'Addresses', example: '10.1.0.0/16, 2001:db8::/32' },
  { name: 'port', label: 'Ports', example: '53, 443' },
  { name: 'proto', label: 'Protocols', example: 'tcp, udp' },
  { name: 'sensor', label: 'Sensors', example: 'edge-1, dc-2' },
];

/** The conditions that everything must meet which somebody sees. Empty fields allow all. */
@Component({
  selector: 'wl-scope-fields',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @for (one of fields; track one.name) {
      <label class="label" [for]="id + one.name">{{ one.label }}</label>
      <input
        class="field mono"
        [id]="id + one.name"
        [value]="scope()[one.name]"
        [placeholder]="one.example"
        autocapitalize="off"
        autocomplete="off"
        spellcheck="false"
        maxlength="4000"
        (input)="set(one.name, $event)"
      />
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 84px minmax(0, 1fr);
      align-items: center;
      gap: var(--space-8);
    }
  `,
})
export class ScopeEntry {
  readonly scope = model.required<ScopeText>();
  protected readonly fields = FIELDS;
  protected readonly id = `scope-${++made}-`;

  protected set(name: keyof ScopeText, event: Event): void {
    const { value } = event.target as HTMLInputElement;
    this.scope.update((scope) => ({ ...scope, [name]: value }));
  }
}
