import { computed, Directive, inject, input } from '@angular/core';
import { FORM_FIELD } from '@angular/forms/signals';
import { problemId, problemOf } from './field-problem';

/** Tells screen readers that a control is wrong, and where it stands why. The control needs an id. */
@Directive({
  // It belongs to every control of a form, as FormField itself does.
  // eslint-disable-next-line @angular-eslint/directive-selector
  selector: 'input[formField], select[formField], textarea[formField]',
  host: { '[attr.aria-invalid]': 'wrong() || null', '[attr.aria-describedby]': 'described()' },
})
export class FieldAria {
  private readonly field = inject(FORM_FIELD);
  /** Ids of what describes it besides. */
  readonly describedBy = input('');
  protected readonly wrong = computed(() => problemOf(this.field.state()) !== '');
  protected readonly described = computed(() => {
    const ids = [this.wrong() ? problemId(this.field.element.id) : '', this.describedBy()];
    return ids.filter((id) => id !== '').join(' ') || null;
  });
}
