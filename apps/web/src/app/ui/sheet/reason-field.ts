import { ChangeDetectionStrategy, Component, input, model } from '@angular/core';

/** Asks why somebody does something: at most 500 characters, which stand in the audit trail. */
@Component({
  selector: 'wl-reason-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="entry">
      <label class="label" [for]="fieldId()">{{ label() }}</label>
      <textarea
        #field
        class="field"
        required
        maxlength="500"
        [id]="fieldId()"
        [value]="value()"
        (input)="value.set(field.value)"
      ></textarea>
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
  readonly value = model.required<string>();
}
