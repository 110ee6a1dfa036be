import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { applyWhen } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { KINDS, roleLabel, ROLES } from '../../format/roles';
import { isNarrowed, NO_SCOPE, readScope } from '../../format/scopes';
import { formatMoment } from '../../format/times';
import { CreateToken, type Role, type TokenRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules, shortText, wanted } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { ScopeWords } from '../../ui/scope-text';
import { plainRole, RoleChoice } from './role-choice';
import { ScopeEntry, scopeRules } from './scope-fields';
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
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField, RoleChoice, ScopeEntry, ScopeWords, SecretOnce],
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
        <form [formRoot]="entry">
          @if (work.problem(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span>{{ problem }}</span>
            </p>
          }
          <div class="entry">
            <label class="label" for="token-name">Name</label>
            <input id="token-name" class="field" autocomplete="off" spellcheck="false" [formField]="entry.name" />
            <wl-field-problem [of]="entry.name" control="token-name" />
            <p class="hint">What uses it, and where.</p>
          </div>
          @if (all()) {
            <div class="segmented" role="group" aria-label="Whom it speaks for">
              <button type="button" [attr.aria-pressed]="!asked().service" (click)="entry.service().value.set(false)">
                Me
              </button>
              <button type="button" [attr.aria-pressed]="asked().service" (click)="entry.service().value.set(true)">
                A service
              </button>
            </div>
          }
          @if (asked().service) {
            <div class="entry">
              <label class="label" for="token-kind">Kind</label>
              <select id="token-kind" class="field" [formField]="entry.kind">
                @for (one of kinds; track one.kind) {
                  <option [value]="one.kind">{{ one.label }}</option>
                }
              </select>
              <p class="hint">{{ kindMay() }}</p>
            </div>
          } @else {
            <wl-role-choice [formField]="entry.given" [among]="roles()" />
          }
          <details>
            <summary>Sees {{ narrowed() ? 'a part of the traffic' : all() ? 'all traffic' : 'what you see' }}</summary>
            <p class="hint">Everything the token sees meets all of these. Empty fields allow all that you see.</p>
            <wl-scope-fields [scope]="entry.scope" />
          </details>
          <div class="entry">
            <label class="label" for="token-days">Ends after</label>
            <select id="token-days" class="field" [formField]="entry.days">
              @for (one of choices; track one) {
                <option [value]="one">{{ one }} days</option>
              }
            </select>
          </div>
          @if (all()) {
            <wl-reason-field fieldId="token-reason" [reason]="entry.reason" />
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
  protected readonly asked = signal({
    ...{ name: '', service: false, kind: KINDS[0]?.kind ?? '', days: '90', reason: '' },
    ...{ given: plainRole('VIEWER'), scope: NO_SCOPE },
  });
  // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
  protected readonly entry = entryForm(
    this.asked,
    (asked) => {
      wanted(asked.name, 'A name is wanted.');
      shortText(asked.name, 64);
      scopeRules(asked.scope);
      applyWhen(asked.reason, () => this.all(), reasonRules);
    },
    () => this.create(),
    () => this.work.forget(),
  );
  protected readonly kindMay = computed(() => KINDS.find(({ kind }) => kind === this.asked().kind)?.may ?? '');
  protected readonly made = signal<Made | undefined>(undefined);
  protected readonly narrowed = computed(() => isNarrowed(this.asked().scope));

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), Date.now());
  }

  protected mayOf({ role, kind }: TokenRow): string {
    return role === null ? (KINDS.find((one) => one.kind === kind)?.may ?? kind ?? '') : `As ${roleLabel(role)}`;
  }

  private async create(): Promise<void> {
    const { name, service, kind, given, scope, days, reason } = this.asked();
    const whom = service ? { kind } : { role: given.role };
    const why = this.all() ? { reason } : {};
    const wish = { name, days: Number(days), scope: readScope(scope), ...whom, ...why };
    const made = await this.work.run(async () => (await this.gateway.run(CreateToken, wish)).done);
    if (!made) return;
    this.made.set(made);
    this.changed.emit();
  }
}
