import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Preferences } from '../../../core/preferences';
import { roleLabel } from '../../../format/roles';
import { formatMoment } from '../../../format/times';
import type { RoleRow } from '../../../graphql/generated/operations';
import { EmptyBox } from '../../../ui/states';
import { WireText } from '../../../ui/wire-text';
import { permissionTitle } from './role-words';

const SHOWN = 3;

/** What somebody wants to do with a role, and the button that he did it with. */
export interface RoleWanted {
  readonly role: RoleRow;
  readonly opener: HTMLElement;
}

/** The custom roles: base, what each takes away, and how many people have it. */
@Component({
  selector: 'wl-role-list',
  imports: [EmptyBox, RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (roles().length === 0) {
      <wl-empty
        title="No custom roles"
        reason="A custom role is one of the roles below without some of its permissions, for people who should do less."
        [widen]="false"
      />
    } @else {
      <table>
        <thead>
          <tr>
            <th scope="col">Role</th>
            <th scope="col">Base</th>
            <th scope="col">Without</th>
            <th scope="col" class="end-cell">People</th>
            <th scope="col">Changed</th>
            <th scope="col"><span class="visually-hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          @for (role of roles(); track role.id) {
            <tr>
              <td class="name">
                <wl-wire [text]="role.name" />
                @if (role.own) {
                  <span class="tag">you</span>
                }
              </td>
              <td>
                <span class="tag">{{ label(role.base) }}</span>
              </td>
              <td [title]="all(role)">
                {{ some(role) }}
                @if (role.without.length > most) {
                  <span class="muted">and {{ role.without.length - most }} more</span>
                }
              </td>
              <td class="end-cell num">
                @if (role.people > 0) {
                  <a routerLink="/settings/users" [attr.aria-label]="role.people + ' people have ' + role.name">{{
                    role.people
                  }}</a>
                } @else {
                  0
                }
              </td>
              <td class="changed">
                <span class="num">{{ moment(role.changedAt) }}</span>
                <span class="second">by <wl-wire [text]="role.changedByName" /></span>
              </td>
              <td class="acts">
                @if (mayWrite()) {
                  <button
                    #edit
                    type="button"
                    class="link"
                    [attr.aria-label]="'Change ' + role.name"
                    (click)="changing.emit({ role, opener: edit })"
                  >
                    Change
                  </button>
                  <button
                    #drop
                    type="button"
                    class="link"
                    [disabled]="role.people > 0"
                    [title]="role.people > 0 ? 'People have it: give them another role first' : ''"
                    [attr.aria-label]="'Remove ' + role.name"
                    (click)="removing.emit({ role, opener: drop })"
                  >
                    Remove
                  </button>
                }
              </td>
            </tr>
          }
        </tbody>
      </table>
    }
  `,
  styleUrl: '../settings.css',
  styles: `
    :host {
      display: block;
      padding: 0;
      overflow-x: auto;
    }
    .changed .second {
      display: block;
      color: var(--text-3);
      font: var(--type-caption);
    }
    .acts,
    .changed .num {
      white-space: nowrap;
    }
    .acts .link + .link {
      margin-left: var(--space-12);
    }
    .link:disabled {
      color: var(--text-3);
      cursor: default;
      text-decoration: none;
    }
  `,
})
export class RoleList {
  private readonly preferences = inject(Preferences);
  readonly roles = input.required<readonly RoleRow[]>();
  readonly mayWrite = input(false);
  /** When the list was read, ms. */
  readonly at = input(0);
  readonly changing = output<RoleWanted>();
  readonly removing = output<RoleWanted>();
  protected readonly label = roleLabel;
  protected readonly most = SHOWN;

  protected some({ without }: RoleRow): string {
    return without.slice(0, SHOWN).map(permissionTitle).join(' · ');
  }

  protected all({ without }: RoleRow): string {
    return without.map(permissionTitle).join(' · ');
  }

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), this.at() || Date.now());
  }
}
