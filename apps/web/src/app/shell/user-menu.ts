import { ChangeDetectionStrategy, Component, computed, inject, viewChild } from '@angular/core';
import { Router } from '@angular/router';
import { Preferences, type Theme, THEMES } from '../core/preferences';
import { Session } from '../core/session/session';
import type { IconName } from '../ui/icon-paths';
import { Menu, type MenuItem } from '../ui/menu';
import { Popover } from '../ui/popover';

const ICONS: Readonly<Record<Theme, IconName>> = { light: 'sun', dark: 'moon', system: 'system' };

@Component({
  selector: 'wl-user-menu',
  imports: [Menu, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      #anchor
      type="button"
      class="user"
      aria-haspopup="menu"
      [title]="name() + ', ' + role()"
      (click)="layer.toggle(anchor)"
    >
      {{ initials() }}<span class="visually-hidden">, account</span>
    </button>
    <div wlPopover #layer="wlPopover" side="end" (opened)="menu().focusFirst()">
      <wl-menu [items]="items()" [label]="name() + ', ' + role()" (chosen)="layer.close()" />
    </div>
  `,
  styles: `
    .user {
      display: inline-flex;
      align-items: center;
      justify-content: center;
      width: 28px;
      height: 28px;
      padding: 0;
      border: var(--line) solid var(--border);
      border-radius: var(--radius-round);
      background: var(--sunken);
      color: var(--text-2);
      font: var(--type-caption);
      font-weight: 600;
    }
    .user:hover {
      color: var(--text);
      border-color: var(--border-strong);
    }
  `,
})
export class UserMenu {
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);
  private readonly router = inject(Router);
  protected readonly menu = viewChild.required(Menu);
  protected readonly name = computed(() => this.session.viewer()?.name ?? '');
  protected readonly role = computed(() => (this.session.viewer()?.role ?? '').toLowerCase());
  protected readonly initials = computed(() => {
    const parts = this.name()
      .split(/[\s._-]+/)
      .filter((part) => part !== '');
    const letters =
      parts.length > 1
        ? [parts[0], parts[parts.length - 1]].map((part) => [...(part ?? '')][0] ?? '')
        : [...(parts[0] ?? '?')].slice(0, 2);
    return letters.join('').toUpperCase();
  });

  protected readonly items = computed<readonly MenuItem[]>(() => [
    ...THEMES.map(({ theme, label }) => ({
      label,
      icon: ICONS[theme],
      checked: this.preferences.theme() === theme,
      run: () => this.preferences.theme.set(theme),
    })),
    {
      label: 'Times in UTC',
      icon: 'clock' as const,
      divide: true,
      checked: this.preferences.zone() === 'utc',
      run: () => this.preferences.chooseZone(this.preferences.zone() === 'utc' ? 'local' : 'utc'),
    },
    {
      label: 'Single-letter keys',
      icon: 'keyboard' as const,
      checked: this.preferences.letterKeys(),
      run: () => this.preferences.letterKeys.update((on) => !on),
    },
    { label: 'My account', icon: 'lock' as const, divide: true, run: () => void this.router.navigate(['/account']) },
    { label: 'Sign out', icon: 'sign-out' as const, hint: this.name(), run: () => void this.signOut() },
  ]);

  private async signOut(): Promise<void> {
    await this.session.signOut();
    await this.router.navigate(['/sign-in']);
  }
}
