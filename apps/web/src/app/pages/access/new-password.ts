import {
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Session, SHORTEST_PASSWORD } from '../../core/session/session';
import { Icon } from '../../ui/icon';

/** The field for a password that is being chosen: shown or hidden, with what is still missing of it. */
@Component({
  selector: 'wl-new-password',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <label class="label" [for]="fieldId()">{{ label() }}</label>
    <div class="entry">
      <input
        #field
        class="field"
        name="password"
        autocomplete="new-password"
        required
        maxlength="128"
        [id]="fieldId()"
        [type]="shown() ? 'text' : 'password'"
        [attr.aria-describedby]="fieldId() + '-hint'"
        (input)="told()"
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
    <p class="hint" [id]="fieldId() + '-hint'" [class.good]="enough()">
      {{ enough() ? 'Long enough' : 'At least ' + shortest() + ' characters. A sentence is easiest to keep.' }}
    </p>
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
  readonly fieldId = input('password');
  readonly label = input('Password');
  /** What stands in it, after each change. */
  readonly changed = output<string>();

  /** Fewest characters, as the security settings have it. */
  protected readonly shortest = signal(SHORTEST_PASSWORD);
  protected readonly shown = signal(false);
  private readonly text = signal('');
  protected readonly enough = computed(() => this.tooShort(this.text()) === '');

  constructor() {
    // Where it cannot be asked, the API says it when the password is sent.
    void inject(Session)
      .door()
      .then(
        ({ passwordLength }) => this.shortest.set(passwordLength),
        () => undefined,
      );
  }

  /** What a form says about a password that is too short to be sent; '' = it is not. What else is wanted, the API says itself. */
  tooShort(password: string): string {
    const shortest = this.shortest();
    return [...password].length >= shortest ? '' : `The password needs at least ${shortest} characters.`;
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
    this.changed.emit(this.text());
  }
}
