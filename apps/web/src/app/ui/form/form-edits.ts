import { Directive, inject } from '@angular/core';
import { FormRoot } from '@angular/forms/signals';
import { forgetRefusal } from './entry-form';

/** What the API said against an entry form is said no more once somebody goes on entering, in whichever of its controls. */
@Directive({
  // It belongs to every form, as FormRoot itself does.
  // eslint-disable-next-line @angular-eslint/directive-selector
  selector: 'form[formRoot]',
  host: { '(input)': 'entered()' },
})
export class FormEdits {
  private readonly form = inject<FormRoot<unknown>>(FormRoot);

  protected entered(): void {
    forgetRefusal(this.form.fieldTree());
  }
}
