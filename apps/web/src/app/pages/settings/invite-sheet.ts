import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { givenRoleLabel } from '../../format/roles';
import { isNarrowed, NO_SCOPE, readScope } from '../../format/scopes';
import { formatMoment } from '../../format/times';
import { InviteUser, RenewInvitation, RoleList, type UserRow } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules, shortText, wanted } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { ScopeWords } from '../../ui/scope-text';
import { plainRole, RoleChoice } from './role-choice';
import { ScopeEntry, scopeRules } from './scope-fields';
import { SecretOnce } from './secret-once';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';

interface Given {
  readonly link: string;
  readonly expiresAt: string;
  readonly entity: UserRow;
}

/** Invites a person, or makes a new link for one who has not come yet; the link is shown once. */
@Component({
  selector: 'wl-invite-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField, RoleChoice, ScopeEntry, ScopeWords, SecretOnce],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog
      [heading]="heading()"
      [subject]="given()?.entity?.name ?? user()?.name ?? ''"
      [opener]="opener()"
      (closed)="closed.emit()"
    >
      @if (given(); as got) {
        <dl class="facts">
          <dt>Role</dt>
          <dd>{{ got.entity.details ? label(got.entity.details) : '' }}</dd>
          <dt>Sees</dt>
          <dd><wl-scope [scope]="got.entity.details?.scope ?? null" /></dd>
          <dt>Good until</dt>
          <dd class="num">{{ moment(got.expiresAt) }}</dd>
        </dl>
        <wl-secret-once
          label="Link of the invitation"
          [secret]="got.link"
          warning="Shown once. Only its hash is stored. Whoever has the link sets the password: send it on a way that nobody else reads."
          (done)="dialog().close()"
        />
      } @else if (user()) {
        <form [formRoot]="renewal">
          <p class="lead">The link that was given out before is good no more.</p>
          @if (work.problem(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span>{{ problem }}</span>
            </p>
          }
          <div class="actions">
            <button type="button" class="button" (click)="dialog().close()">Cancel</button>
            <button type="submit" class="button primary" [disabled]="work.busy()">Make a new link</button>
          </div>
        </form>
      } @else {
        <form [formRoot]="entry">
          @if (work.problem(); as problem) {
            <p class="refused" role="alert">
              <wl-icon name="close" /><span>{{ problem }}</span>
            </p>
          }
          <div class="entry">
            <label class="label" for="invite-name">User</label>
            <input
              id="invite-name"
              class="field"
              autocomplete="off"
              autocapitalize="off"
              spellcheck="false"
              [formField]="entry.name"
            />
            <wl-field-problem [of]="entry.name" control="invite-name" />
            <p class="hint">The name that the person signs in with.</p>
          </div>
          <wl-role-choice [formField]="entry.given" [customs]="customs.value() ?? []" />
          <details>
            <summary>Sees {{ narrowed() ? 'a part of the traffic' : 'all traffic' }}</summary>
            <p class="hint">Everything the person sees meets all of these. Empty fields allow all.</p>
            <wl-scope-fields [scope]="entry.scope" />
          </details>
          <wl-reason-field fieldId="invite-reason" [reason]="entry.reason" />
          <div class="actions">
            <button type="button" class="button" (click)="dialog().close()">Cancel</button>
            <button type="submit" class="button primary" [disabled]="work.busy()">Make the link</button>
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
export class InviteSheet {
  private readonly gateway = inject(Gateway);
  private readonly preferences = inject(Preferences);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  /** The invited person whose link is to be replaced; nobody = somebody new is invited. */
  readonly user = input<UserRow>();
  readonly closed = output();
  readonly changed = output();

  protected readonly work = sheetWork();
  private readonly asked = signal({
    ...{ name: '', given: plainRole('ANALYST') },
    ...{ scope: NO_SCOPE, reason: '' },
  });
  // The button is not off until all is filled in: Enter right behind the last key would come before it is on.
  protected readonly entry = entryForm(
    this.asked,
    ({ name, scope, reason }) => {
      wanted(name, 'A name is wanted.');
      shortText(name, 64);
      scopeRules(scope);
      reasonRules(reason);
    },
    () => this.invite(),
    () => this.work.forget(),
  );
  /** Nothing is entered for a new link. */
  protected readonly renewal = entryForm(
    signal({}),
    () => undefined,
    () => this.renew(),
    () => this.work.forget(),
  );
  protected readonly customs = query(
    RoleList,
    () => (this.user() ? undefined : {}),
    ({ roles }) => roles,
  );
  protected readonly given = signal<Given | undefined>(undefined);
  protected readonly narrowed = computed(() => isNarrowed(this.asked().scope));
  protected readonly label = givenRoleLabel;
  protected readonly heading = computed(() => {
    if (this.given()) return 'Link for';
    return this.user() ? 'New link for' : 'Invite a user';
  });

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), Date.now());
  }

  private async invite(): Promise<void> {
    const { name, given, scope, reason } = this.asked();
    this.show(
      await this.work.run(
        async () => (await this.gateway.run(InviteUser, { name, ...given, reason, scope: readScope(scope) })).done,
      ),
    );
  }

  private async renew(): Promise<void> {
    const id = this.user()?.id;
    if (id === undefined) return;
    this.show(await this.work.run(async () => (await this.gateway.run(RenewInvitation, { id })).done));
  }

  private show(given: Given | undefined): void {
    if (!given) return;
    this.given.set(given);
    this.changed.emit();
  }
}
