import { Injectable, computed, effect, inject, signal } from '@angular/core';
import { type Density, readDensity } from './densities';
import { REFRESH_CHOICES, type RefreshChoice } from './refresh';
import { store, stored } from './stored';
import { UrlState } from './url-state';
import { type Zone, readZone } from './zones';

export type Theme = 'light' | 'dark' | 'system';

/** The themes as they are offered. */
export const THEMES: readonly { readonly theme: Theme; readonly label: string }[] = [
  { theme: 'light', label: 'Light' },
  { theme: 'dark', label: 'Dark' },
  { theme: 'system', label: 'As the system' },
];

const oneOf = <T extends string>(value: string | null, allowed: readonly T[], fallback: T): T =>
  allowed.find((one) => one === value) ?? fallback;

/** What one person likes on this machine. Nothing of it is secret. */
@Injectable({ providedIn: 'root' })
export class Preferences {
  readonly theme = signal<Theme>(oneOf(stored('theme'), ['light', 'dark', 'system'], 'system'));
  private readonly url = inject(UrlState);
  private readonly linkedZone = this.url.param('tz');
  private readonly ownZone = signal<Zone>(readZone(stored('zone') ?? '') ?? 'utc');
  /** Zone of all times: the address's, else the person's. */
  readonly zone = computed<Zone>(() => readZone(this.linkedZone()) ?? this.ownZone());
  /** How often a range that moves is read again, unless the address says otherwise. */
  readonly refresh = signal<RefreshChoice>(oneOf(stored('refresh'), REFRESH_CHOICES, 'auto'));
  /** Single-letter keys can be switched off (WCAG 2.1.4). */
  readonly letterKeys = signal(stored('keys') !== 'off');
  /** Height of rows in all tables, px; undefined: each table has its own. One that was chosen for a table goes before it. */
  readonly density = signal<Density | undefined>(readDensity(stored('density')));
  readonly railOpen = signal(stored('rail') === 'open');
  readonly recentRanges = signal<readonly string[]>(readList('ranges'));

  constructor() {
    effect(() => {
      const theme = this.theme();
      store('theme', theme);
      if (theme === 'system') delete document.documentElement.dataset['theme'];
      else document.documentElement.dataset['theme'] = theme;
    });
    effect(() => store('zone', this.ownZone()));
    effect(() => store('refresh', this.refresh()));
    effect(() => store('keys', this.letterKeys() ? 'on' : 'off'));
    effect(() => store('density', this.density() === undefined ? null : String(this.density())));
    effect(() => store('rail', this.railOpen() ? 'open' : 'closed'));
    effect(() => store('ranges', JSON.stringify(this.recentRanges())));
  }

  /** From now on all times in this zone; one that the address named gives way. */
  chooseZone(zone: Zone): void {
    this.ownZone.set(zone);
    if (this.linkedZone() !== '') this.url.patch({ tz: null }, 'replace');
  }

  /** Puts a range (`from|to`) first in the list of the last five. */
  rememberRange(text: string): void {
    this.recentRanges.update((list) => [text, ...list.filter((one) => one !== text)].slice(0, 5));
  }
}

function readList(key: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(stored(key) ?? '[]');
    return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string').slice(0, 5) : [];
  } catch {
    return [];
  }
}
