import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { Router } from '@angular/router';
import { type ApiError, toApiError } from '../../core/api/errors';
import { Account } from '../../core/session/account';
import { Departure } from '../../core/session/departure';
import { type Pending, Session } from '../../core/session/session';
import { Mark } from '../../shell/mark';
import { Icon } from '../../ui/icon';
import { SecondStep } from './second-step';

/** Where the sign-in provider sends the browser back to: signs in, links, or confirms, by what it had been sent there for. */
@Component({
  selector: 'wl-callback',
  imports: [Icon, Mark, SecondStep],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <main class="card">
      <div class="product"><wl-mark /> Wireledger</div>
      @if (pending(); as step) {
        <wl-second-step [pending]="step" (done)="goOn()" (back)="toSignIn($event)" />
      } @else if (confirmed()) {
        <h1>Confirmed</h1>
        <p class="to" role="status">
          For five minutes you need not confirm this again in this browser. Go back and do once more what you wanted to
          do.
        </p>
        <p class="ways">
          <button type="button" class="button primary" (click)="goOn()">Go back</button>
        </p>
      } @else if (error(); as problem) {
        <h1>{{ errand.for === 'signIn' ? 'Not signed in' : 'Not confirmed' }}</h1>
        <form>
          <p class="refused" role="alert">
            <wl-icon name="close" /><span
              >{{ problem.message }}
              @if (problem.details.requestId; as id) {
                Request {{ id }}.
              }
            </span>
          </p>
          <button type="button" class="button primary" (click)="errand.for === 'signIn' ? toSignIn() : goOn()">
            {{ errand.for === 'signIn' ? 'Back to sign-in' : 'Go back' }}
          </button>
        </form>
      } @else {
        <h1>One moment</h1>
        <p class="to" role="status">Checking what the provider says …</p>
      }
    </main>
    <footer class="foot">Authorised use only. Every sign-in is recorded.</footer>
  `,
  styleUrl: './access.css',
})
export class CallbackPage {
  private readonly session = inject(Session);
  private readonly account = inject(Account);
  private readonly departure = inject(Departure);
  private readonly router = inject(Router);

  protected readonly errand = this.departure.returned();
  protected readonly pending = signal<Pending | undefined>(undefined);
  protected readonly confirmed = signal(false);
  protected readonly error = signal<ApiError | undefined>(undefined);

  constructor() {
    const query = location.search;
    // out of the address bar and the history as soon as it is read
    history.replaceState(history.state, '', location.pathname);
    void (this.errand.for === 'signIn' ? this.signIn(query) : this.confirm(query)).catch((thrown: unknown) =>
      this.error.set(toApiError(thrown)),
    );
  }

  protected async goOn(): Promise<void> {
    await this.router.navigateByUrl(this.errand.back);
  }

  protected async toSignIn(_problem?: ApiError): Promise<void> {
    await this.router.navigateByUrl('/sign-in');
  }

  private async signIn(query: string): Promise<void> {
    const pending = await this.session.finishAtProvider(query);
    this.departure.signedInThere = true;
    if (pending) this.pending.set(pending);
    else await this.goOn();
  }

  private async confirm(query: string): Promise<void> {
    await this.session.restore();
    if ((await this.account.finishAtProvider(query)) === 'link') await this.goOn();
    else this.confirmed.set(true);
  }
}
