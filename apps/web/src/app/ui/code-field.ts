import { ChangeDetectionStrategy, Component, ElementRef, input, output, signal, viewChild } from '@angular/core';

/** One field for six digits, or for a recovery code, which fits in either way; paste and password managers work as in any field. */
@Component({
  selector: 'wl-code-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <input
      #field
      class="field mono"
      type="text"
      autocomplete="one-time-code"
      autocapitalize="characters"
      spellcheck="false"
      required
      maxlength="24"
      [id]="fieldId()"
      [class.digits]="!recovery()"
      [attr.inputmode]="recovery() ? 'text' : 'numeric'"
      [attr.placeholder]="recovery() ? 'XXXX-XXXX-XXXX-XXXX' : null"
      [attr.aria-describedby]="describedBy() || null"
      (input)="told()"
    />
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
  readonly fieldId = input.required<string>();
  readonly recovery = input(false);
  readonly describedBy = input('');
  /** What stands in it, after each change. */
  readonly changed = output<string>();
  private readonly text = signal('');

  get value(): string {
    return this.text().trim();
  }

  focus(): void {
    this.field().nativeElement.focus();
  }

  select(): void {
    this.field().nativeElement.select();
  }

  clear(): void {
    this.field().nativeElement.value = '';
    this.told();
  }

  protected told(): void {
    this.text.set(this.field().nativeElement.value);
    this.changed.emit(this.value);
  }
}

/** Whether a text has the shape of six digits, or of a recovery code. */
export const isCode = (text: string): boolean => /^(\d{6}|[A-Z2-7]{16})$/i.test(text.replace(/[\s-]/g, ''));
