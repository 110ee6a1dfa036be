import { ChangeDetectionStrategy, Component, inject, input, output, signal } from '@angular/core';
import { form, FormField } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { RotateToken, type TokenRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { SecretOnce } from './secret-once';
import { TOKEN_DAYS } from './token-days';

/** Puts a new token in the place of one, and shows it once. */
@Component({
  selector: 'wl-rotate-sheet',
  imports: [Dialog, FormField, ReasonSheet, SecretOnce],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (made(); as text) {
      <wl-dialog #shown heading="Ready: token" [subject]="token().name" [opener]="opener()" (closed)="closed.emit()">
        <wl-secret-once
          label="Token"
          [secret]="text"
          warning="Shown once. Only its hash is stored, nobody can read it again. The one before is good no more."
          (done)="shown.close()"
        />
      </wl-dialog>
    } @else {
      <wl-reason-sheet
        heading="Replace"
        [subject]="token().name || 'the token'"
        [opener]="opener()"
        word="Replace the token"
        [send]="rotate"
        (closed)="left()"
      >
        <p class="lead">
          A new token with the same name and rights. This one is refused at once; its live connections and exports end.
        </p>
        <div class="entry">
          <label class="label" for="rotate-days">The new one ends after</label>
          <select id="rotate-days" class="field" [formField]="entry.days">
            @for (one of choices; track one) {
              <option [value]="one">{{ one }} days</option>
            }
          </select>
        </div>
      </wl-reason-sheet>
    }
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class RotateSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly token = input.required<TokenRow>();
  readonly closed = output();
  readonly changed = output();

  protected readonly choices = TOKEN_DAYS;
  /** Stands in the form of the reason, which sends it. */
  protected readonly entry = form(signal({ days: '90' }));
  protected readonly made = signal<string | undefined>(undefined);

  /** The sheet of the reason closes by itself when it is done: then the new token is shown in its place. */
  protected left(): void {
    if (this.made() === undefined) this.closed.emit();
  }

  protected readonly rotate = async (reason: string): Promise<void> => {
    const { done } = await this.gateway.run(RotateToken, {
      id: this.token().id,
      days: Number(this.entry.days().value()),
      reason,
    });
    this.made.set(done.text);
    this.changed.emit();
  };
}
