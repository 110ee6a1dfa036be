import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  inject,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Account } from '../../core/session/account';
import { Session } from '../../core/session/session';
import { Icon } from '../../ui/icon';

const SHORTEST = 12;

/** Changes the viewer's password; every other session of his ends with it. */
@Component({
  selector: 'wl-password-form',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="submit($event)" aria-labelledby="password-title">
      <div aria-live="polite">
        @if (done(); as text) {
          <p class="said"><wl-icon name="check" />{{ text }}</p>
        }
      </div>
      @if (error(); as problem) {
        <p class="said bad" role="alert"><wl-icon name="close" />{{ problem.message }}</p>
      }
      <input
        class="visually-hidden"
        autocomplete="username"
        [value]="name()"
        readonly
        tabindex="-1"
        aria-hidden="true"
      />
      <label class="label" for="current">Current password</label>
      <input
        #current
        id="current"
        class="field"
        type="password"
        autocomplete="current-password"
        required
        maxlength="128"
      />
      <label class="label" for="next">New password</label>
      <input
        #next
        id="next"
        class="field"
        type="password"
        autocomplete="new-password"
        required
        maxlength="128"
        aria-describedby="next-hint"
        (input)="length.set(next.value.length)"
      />
      <p class="hint" id="next-hint" [class.good]="enough()">
        {{ enough() ? 'Long enough' : 'At least ' + shortest + ' characters. A sentence is easiest to keep.' }}
      </p>
      <button type="submit" class="button primary" [disabled]="busy() || !enough()">Change password</button>
    </form>
  `,
  styleUrl: './account.css',
  styles: ':host { padding: 0; }',
})
export class PasswordForm {
  private readonly account = inject(Account);
  private readonly session = inject(Session);
  private readonly current = viewChild.required<ElementRef<HTMLInputElement>>('current');
  private readonly next = viewChild.required<ElementRef<HTMLInputElement>>('next');

  readonly changed = output();
  protected readonly name = computed(() => this.session.viewer()?.name ?? '');
  protected readonly shortest = SHORTEST;
  protected readonly busy = signal(false);
  protected readonly length = signal(0);
  protected readonly enough = computed(() => this.length() >= SHORTEST);
  protected readonly error = signal<ApiError | undefined>(undefined);
  protected readonly done = signal<string | undefined>(undefined);

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy() || !this.enough()) return;
    this.busy.set(true);
    this.error.set(undefined);
    this.done.set(undefined);
    const [current, next] = [this.current().nativeElement, this.next().nativeElement];
    try {
      const ended = await this.account.changePassword(current.value, next.value);
      this.done.set(
        `Password changed${ended > 0 ? `; ${ended} other ${ended === 1 ? 'session' : 'sessions'} ended` : ''}.`,
      );
      current.value = next.value = '';
      this.length.set(0);
      this.changed.emit();
    } catch (error) {
      this.error.set(toApiError(error));
      current.select();
    } finally {
      this.busy.set(false);
    }
  }
}
