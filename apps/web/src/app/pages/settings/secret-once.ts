import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Icon } from '../../ui/icon';

/** Something that is shown this one time: with a button that copies it, and left only when it is stored. */
@Component({
  selector: 'wl-secret-once',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="secret">
      <input #field class="mono" readonly [attr.aria-label]="label()" [value]="secret()" (focus)="field.select()" />
      <button type="button" class="button primary" (click)="copy()">
        <wl-icon [name]="copied() ? 'check' : 'copy'" />{{ copied() ? 'Copied' : 'Copy' }}
      </button>
    </div>
    <p class="once">
      <wl-icon name="warning" /><span>{{ warning() }}</span>
    </p>
    <div class="foot">
      <label><input type="checkbox" [checked]="stored()" (change)="stored.set(!stored())" /> I have stored it</label>
      <button type="button" class="button" [disabled]="!stored()" (click)="done.emit()">Done</button>
    </div>
  `,
  styles: `
    .secret {
      display: flex;
      align-items: center;
      gap: var(--space-8);
      padding: var(--space-8);
      border: var(--line) solid var(--border);
      border-radius: var(--radius-control);
      background: var(--sunken);
    }
    .secret input {
      flex: 1;
      min-width: 0;
      height: var(--control);
      padding: 0 var(--space-4);
      border: 0;
      background: none;
      color: var(--text);
      text-overflow: ellipsis;
    }
    .once {
      display: flex;
      gap: var(--space-8);
      margin: var(--space-12) 0;
      color: var(--sev-medium-text);
      font: var(--type-table);
    }
    .once wl-icon {
      margin-top: 1px;
    }
    .foot {
      display: flex;
      align-items: center;
      justify-content: space-between;
      font: var(--type-table);
    }
    .foot label {
      display: flex;
      align-items: center;
      gap: var(--space-8);
    }
    .foot input {
      accent-color: var(--accent);
    }
  `,
})
export class SecretOnce {
  private readonly announcer = inject(LiveAnnouncer);
  private readonly field = viewChild.required<ElementRef<HTMLInputElement>>('field');

  readonly secret = input.required<string>();
  /** What it is, for those who hear it. */
  readonly label = input.required<string>();
  readonly warning = input.required<string>();
  readonly done = output();
  protected readonly copied = signal(false);
  protected readonly stored = signal(false);

  protected async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.secret());
      this.copied.set(true);
      await this.announcer.announce('Copied');
    } catch {
      // Not allowed here: selected, so that the person copies it himself.
      this.field().nativeElement.focus();
    }
  }
}
