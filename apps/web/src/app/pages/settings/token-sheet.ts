import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { KINDS, roleLabel, ROLES } from '../../format/roles';
import { isNarrowed, NO_SCOPE, readScope } from '../../format/scopes';
import { formatMoment } from '../../format/times';
import { CreateToken, type Role, type TokenRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { ScopeWords } from '../../ui/scope-text';
import { RoleChoice } from './role-choice';
import { ScopeEntry } from './scope-fields';
import { SecretOnce } from './secret-once';
import { TOKEN_DAYS } from './token-days';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';

interface Made {
  readonly text: string;
  readonly entity: TokenRow;
}

/** Makes a token, of the viewer's own or of a service, and shows it once. */
@Component({
  selector: 'wl-token-sheet',
  imports: [Dialog, Icon, ReasonField, RoleChoice, ScopeEntry, ScopeWords, SecretOnce],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog
      [heading]="made() ? 'Ready: token' : 'New token'"
      [subject]="made()?.entity?.name ?? ''"
      [opener]="opener()"
      (closed)="closed.emit()"
    >
      @if (made(); as got) {
        <dl class="facts">
          <dt>May</dt>
          <dd>{{ mayOf(got.entity) }}</dd>
          <dt>Sees</dt>
          <dd><wl-scope [scope]="got.entity.scope" /></dd>
          <dt>Ends</dt>
          <dd class="num">{{ moment(got.entity.expiresAt) }}</dd>
        </dl>
        <wl-secret-once
          label="Token"
          [secret]="got.text"
          warning="Shown once. Only its hash is stored, nobody can read it again."
          (done)="dialog().close()"
        />
      } @else {
        <form (submit)="create($event)">
          @if (work.problem(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span>{{ problem }}</span>
            </p>
          }
          <div class="entry">
            <label class="label" for="token-name">Name</label>
            <input
              id="token-name"
              class="field"
              autocomplete="off"
              spellcheck="false"
              required
              maxlength="64"
              [value]="name()"
              (input)="name.set(valueOf($event))"
            />
            <p class="hint">What uses it, and where.</p>
          </div>
          @if (all()) {
            <div class="segmented" role="group" aria-label="Whom it speaks for">
              <button type="button" [attr.aria-pressed]="!service()" (click)="service.set(false)">Me</button>
              <button type="button" [attr.aria-pressed]="service()" (click)="service.set(true)">A service</button>
            </div>
          }
          @if (service()) {
            <div class="entry">
              <label class="label" for="token-kind">Kind</label>
              <select id="token-kind" class="field" (change)="kind.set(valueOf($event))">
                @for (one of kinds; track one.kind) {
                  <option [value]="one.kind" [selected]="one.kind === kind()">{{ one.label }}</option>
                }
              </select>
              <p class="hint">{{ kindMay() }}</p>
            </div>
          } @else {
            <wl-role-choice [(role)]="role" [among]="roles()" />
          }
          <details>
            <summary>Sees {{ narrowed() ? 'a part of the traffic' : all() ? 'all traffic' : 'what you see' }}</summary>
            <p class="hint">Everything the token sees meets all of these. Empty fields allow all that you see.</p>
            <wl-scope-fields [(scope)]="scope" />
          </details>
          <div class="entry">
            <label class="label" for="token-days">Ends after</label>
            <select id="token-days" class="field" (change)="days.set(+valueOf($event))">
              @for (one of choices; track one) {
                <option [value]="one" [selected]="one === days()">{{ one }} days</option>
              }
            </select>
          </div>
          @if (all()) {
            <wl-reason-field fieldId="token-reason" [(value)]="reason" />
          }
          <div class="actions">
            <button type="button" class="button" (click)="dialog().close()">Cancel</button>
            <button type="submit" class="button primary" [disabled]="work.busy()">Make the token</button>
          </div>
        </form>
      }
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    .facts {
      margin-bottom: var(--space-12);
    }
    .segmented {
      align-self: flex-start;
    }
    details {
      font: var(--type-table);
    }
    summary {
      width: fit-content;
      color: var(--text-2);
    }
    details .hint {
      margin-bottom: var(--space-8);
    }
  `,
})
export class TokenSheet {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly closed = output();
  readonly changed = output();

  protected readonly kinds = KINDS;
  protected readonly choices = TOKEN_DAYS;
  /** Administrators make tokens for services too, and say why. */
  protected readonly all = computed(() => this.session.can('users.write'));
  /** An administrator hands out every role; an analyst his own and the one that does less. */
  protected readonly roles = computed<readonly Role[]>(() =>
    this.all() ? ROLES.map(({ role }) => role) : ['ANALYST', 'VIEWER'],
  );

  protected readonly work = sheetWork();
  protected readonly name = signal('');
  protected readonly service = signal(false);
  protected readonly role = signal<Role>('VIEWER');
  protected readonly kind = signal(KINDS[0]?.kind ?? '');
  protected readonly kindMay = computed(() => KINDS.find(({ kind }) => kind === this.kind())?.may ?? '');
  protected readonly scope = signal(NO_SCOPE);
  protected readonly days = signal<number>(90);
  protected readonly reason = signal('');
  protected readonly made = signal<Made | undefined>(undefined);
  protected readonly narrowed = computed(() => isNarrowed(this.scope()));

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
  }

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), Date.now());
  }

  protected mayOf({ role, kind }: TokenRow): string {
    return role === null ? (KINDS.find((one) => one.kind === kind)?.may ?? kind ?? '') : `As ${roleLabel(role)}`;
  }

  protected async create(event: Event): Promise<void> {
    event.preventDefault();
    const made = await this.work.run(async () => {
      // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
      if (this.name().trim() === '') throw new RangeError('A name is wanted.');
      if (this.all() && this.reason().trim() === '') throw new RangeError('A reason is wanted.');
      const whom = this.service() ? { kind: this.kind() } : { role: this.role() };
      const why = this.all() ? { reason: this.reason() } : {};
      const asked = { name: this.name(), days: this.days(), scope: readScope(this.scope()), ...whom, ...why };
      return (await this.gateway.run(CreateToken, asked)).done;
    });
    if (!made) return;
    this.made.set(made);
    this.changed.emit();
  }
}
