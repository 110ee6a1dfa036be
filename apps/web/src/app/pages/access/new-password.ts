import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  type Signal,
  signal,
  viewChild,
} from '@angular/core';
import { type FieldTree, maxLength, required, type SchemaPath, validate } from '@angular/forms/signals';
import { Session, SHORTEST_PASSWORD } from '../../core/session/session';
import { problemOf } from '../../ui/form/field-problem';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';

/** Fewest characters of a password, as the security settings have it. To be called while a form is made. */
export function passwordLength(): Signal<number> {
  const shortest = signal(SHORTEST_PASSWORD);
  // Where it cannot be asked, the API says it when the password is sent.
  void inject(Session)
    .door()
    .then(
      (door) => shortest.set(door.passwordLength),
      () => undefined,
    );
  return shortest;
}

const isLongEnough = (password: string, shortest: number): boolean => [...password].length >= shortest;

/** A password that is being chosen: it is long enough. What else is wanted, the API says itself. */
export function newPasswordRules(path: SchemaPath<string>, shortest: Signal<number>): void {
  const message = (): string => `The password needs at least ${shortest()} characters.`;
  required(path, { message });
  maxLength(path, 128, { message: 'A password has at most 128 characters.' });
  validate(path, ({ value }) =>
    isLongEnough(value(), shortest()) ? undefined : { kind: 'unfinished', message: message() },
  );
}

/** The field for a password that is being chosen: shown or hidden, with what is still missing of it. */
@Component({
  selector: 'wl-new-password',
  imports: [...FORM_PARTS, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="label" [for]="fieldId()">{{ label() }}</label>
    <div class="entry">
      <input
        #field
        class="field"
        autocomplete="new-password"
        [id]="fieldId()"
        [type]="shown() ? 'text' : 'password'"
        [describedBy]="fieldId() + '-hint'"
        [formField]="password()"
      />
      <button
        type="button"
        class="icon-button"
        [attr.aria-label]="shown() ? 'Hide password' : 'Show password'"
        (click)="shown.set(!shown())"
      >
        <wl-icon [name]="shown() ? 'eye-off' : 'eye'" />
      </button>
    </div>
    <wl-field-problem [of]="password()" [control]="fieldId()" />
    <p class="hint" [id]="fieldId() + '-hint'" [class.good]="enough()">{{ hint() }}</p>
  `,
  styles: `
    :host {
      display: block;
    }
    .label {
      display: block;
      margin-bottom: 7px;
    }
    .entry {
      position: relative;
      margin-bottom: var(--space-8);
    }
    .field {
      width: 100%;
      height: 40px;
    }
    .icon-button {
      position: absolute;
      top: 6px;
      right: 8px;
    }
    wl-field-problem {
      margin-top: calc(-1 * var(--space-4));
    }
    .hint {
      margin-bottom: var(--space-24);
      color: var(--text-3);
      font: var(--type-caption);
    }
    .hint.good {
      color: var(--ok);
    }
  `,
})
export class NewPassword {
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');
  /** Has `newPasswordRules`. */
  readonly password = input.required<FieldTree<string>>();
  /** See `passwordLength`. */
  readonly shortest = input.required<number>();
  readonly fieldId = input('password');
  readonly label = input('Password');

  protected readonly shown = signal(false);
  protected readonly enough = computed(() => isLongEnough(this.password()().value(), this.shortest()));
  protected readonly hint = computed(() => {
    if (this.enough()) return 'Long enough';
    const easiest = 'A sentence is easiest to keep.';
    return problemOf(this.password()()) === '' ? `At least ${this.shortest()} characters. ${easiest}` : easiest;
  });

  focus(): void {
    this.field().nativeElement.focus();
  }

  select(): void {
    this.field().nativeElement.select();
  }
}
