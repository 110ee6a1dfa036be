import { ChangeDetectionStrategy, Component, ElementRef, input, viewChild } from '@angular/core';
import { type FieldTree, required, type SchemaPath, validate } from '@angular/forms/signals';
import { FORM_PARTS } from './form/form-parts';
import { shortText } from './form/rules';

/**
 * One field for six digits, or for a recovery code, which fits in either way; paste and password managers work as in any field. Its field has
 * `codeRules`, what is wrong with it stands below.
 */
@Component({
  selector: 'wl-code-field',
  imports: [...FORM_PARTS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input
      #field
      class="field mono"
      type="text"
      autocomplete="one-time-code"
      autocapitalize="characters"
      spellcheck="false"
      [id]="fieldId()"
      [class.digits]="!recovery()"
      [attr.inputmode]="recovery() ? 'text' : 'numeric'"
      [attr.placeholder]="recovery() ? 'XXXX-XXXX-XXXX-XXXX' : null"
      [describedBy]="describedBy()"
      [formField]="code()"
    />
    <wl-field-problem [of]="code()" [control]="fieldId()" />
  `,
  styles: `
    :host {
      display: block;
    }
    input {
      width: 100%;
      height: 40px;
    }
    input::placeholder {
      color: var(--text-3);
    }
    .digits {
      height: 48px;
      padding: 0 var(--space-16);
      font-size: 22px;
      letter-spacing: 0.25em;
    }
  `,
})
export class CodeField {
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  readonly code = input.required<FieldTree<string>>();
  readonly fieldId = input.required<string>();
  readonly recovery = input(false);
  readonly describedBy = input('');

  focus(): void {
    this.field().nativeElement.focus();
  }

  select(): void {
    this.field().nativeElement.select();
  }
}

/** Whether a text has the shape of six digits, or of a recovery code. */
const isCode = (text: string): boolean => /^(\d{6}|[A-Z2-7]{16})$/i.test(text.replace(/[\s-]/g, ''));

/** A code that is whole. `recovery`: a recovery code is asked for; one of the app is as good, and the other way round. */
export function codeRules(path: SchemaPath<string>, recovery: () => boolean = () => false): void {
  const words = (): string => (recovery() ? 'The code is not whole.' : 'The code has six digits.');
  required(path, { message: words });
  shortText(path, 24);
  validate(path, ({ value }) => (isCode(value()) ? undefined : { kind: 'unfinished', message: words() }));
}
