import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { FORM_PARTS } from '../form/form-parts';

/** Asks why somebody does something, which stands in the audit trail; its field has `reasonRules`. */
@Component({
  selector: 'wl-reason-field',
  imports: [...FORM_PARTS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="entry">
      <label class="label" [for]="fieldId()">{{ label() }}</label>
      <textarea class="field" [id]="fieldId()" [formField]="reason()"></textarea>
      <wl-field-problem [of]="reason()" [control]="fieldId()" />
    </div>
  `,
  styleUrl: './sheet.css',
  styles: `
    :host {
      display: block;
    }
  `,
})
export class ReasonField {
  readonly fieldId = input.required<string>();
  readonly label = input('Reason, goes to the audit trail');
  readonly reason = input.required<FieldTree<string>>();
}
