import { ChangeDetectionStrategy, Component, ElementRef, computed, inject, signal, viewChild } from '@angular/core';
import { isAddress } from '../core/filters';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session/session';
import { PRESETS } from '../core/time-presets';
import { RangeState } from '../core/range-state';
import { UrlState } from '../core/url-state';
import { Icon } from '../ui/icon';
import type { IconName } from '../ui/icon-paths';
import { WireText } from '../ui/wire-text';
import { PAGES } from './pages';

interface Entry {
  readonly group: string;
  readonly label: string;
  readonly icon: IconName;
  readonly hint: string;
  readonly run: () => void;
}

/** Goes anywhere from the keyboard: pages, a host, a domain, a range, a setting. */
@Component({
  selector: 'wl-palette',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dialog #dialog class="overlay" aria-label="Go to anything" closedby="any" (close)="text.set('')">
      <div class="search">
        <wl-icon name="search" />
        <input
          #box
          type="text"
          role="combobox"
          aria-label="Page, address or domain"
          aria-controls="palette-list"
          aria-expanded="true"
          [attr.aria-activedescendant]="'entry-' + active()"
          autocomplete="off"
          spellcheck="false"
          maxlength="255"
          placeholder="Page, address or domain"
          [value]="text()"
          (input)="type(box.value)"
          (keydown)="press($event)"
        />
        <span class="kbd" aria-hidden="true">Esc</span>
      </div>
      <div id="palette-list" role="listbox" aria-label="Results" class="list">
        @for (entry of entries(); track $index; let index = $index) {
          @if (index === 0 || entry.group !== entries()[index - 1]?.group) {
            <div class="group muted" role="presentation">{{ entry.group }}</div>
          }
          <div
            role="option"
            class="entry"
            tabindex="-1"
            [id]="'entry-' + index"
            [attr.aria-selected]="index === active()"
            [class.active]="index === active()"
            (click)="take(entry)"
            (keydown.enter)="take(entry)"
            (pointermove)="active.set(index)"
          >
            <wl-icon [name]="entry.icon" />
            <wl-wire [text]="entry.label" />
            <span class="muted hint">{{ entry.hint }}</span>
          </div>
        } @empty {
          <p class="none second">Nothing fits.</p>
        }
      </div>
      <div class="foot" aria-hidden="true">
        <span class="kbd">↑</span><span class="kbd">↓</span> move <span class="kbd">Enter</span> open
        <span class="count">{{ entries().length }} {{ entries().length === 1 ? 'result' : 'results' }}</span>
      </div>
    </dialog>
  `,
  styleUrl: './palette.css',
})
export class Palette {
  private readonly url = inject(UrlState);
  private readonly range = inject(RangeState);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);
  private readonly dialog = viewChild.required<ElementRef<HTMLDialogElement>>('dialog');
  protected readonly text = signal('');
  protected readonly active = signal(0);

  protected readonly entries = computed<readonly Entry[]>(() => {
    const text = this.text().trim();
    const lower = text.toLowerCase();
    const may = this.session.viewer()?.permissions ?? [];
    const found: Entry[] = [];
    if (isAddress(text) && !text.includes('/')) {
      found.push({
        group: 'Entities',
        label: text,
        icon: 'hosts',
        hint: 'Host',
        run: () => this.url.go(['/hosts', text]),
      });
      found.push({
        group: 'Entities',
        label: text,
        icon: 'flows',
        hint: 'Flows of this address',
        run: () => this.url.go(['/flows'], { ip: text }),
      });
    } else if (text.includes('.') && !/\s/.test(text)) {
      found.push({
        group: 'Entities',
        label: text,
        icon: 'domains',
        hint: 'Domain',
        run: () => this.url.go(['/domains', lower]),
      });
    }
    for (const page of PAGES)
      if (may.includes(page.permission))
        found.push({
          group: 'Pages',
          label: page.label,
          icon: page.icon,
          hint: `g ${page.key}`,
          run: () => this.url.go([page.path]),
        });
    for (const preset of PRESETS)
      found.push({
        group: 'Time',
        label: preset.label,
        icon: 'clock',
        hint: '',
        run: () => this.range.choose(preset.range),
      });
    for (const theme of ['light', 'dark', 'system'] as const)
      found.push({
        group: 'Settings',
        label: `Theme ${theme}`,
        icon: theme === 'dark' ? 'moon' : theme === 'light' ? 'sun' : 'system',
        hint: '',
        run: () => this.preferences.theme.set(theme),
      });
    const fits = found.filter((entry) => entry.group === 'Entities' || entry.label.toLowerCase().includes(lower));
    if (text !== '' && found[0]?.group !== 'Entities') {
      fits.push({
        group: 'Search',
        label: text,
        icon: 'search',
        hint: 'in domain names',
        run: () => this.url.go(['/domains'], { search: text }),
      });
      fits.push({
        group: 'Search',
        label: text,
        icon: 'search',
        hint: 'in hosts',
        run: () => this.url.go(['/hosts'], { search: text }),
      });
    }
    return text === '' ? fits.filter((entry) => entry.group !== 'Settings') : fits;
  });

  open(): void {
    const dialog = this.dialog().nativeElement;
    if (dialog.open) return;
    this.type('');
    dialog.showModal();
  }

  protected type(value: string): void {
    this.text.set(value);
    this.active.set(0);
  }

  protected take(entry: Entry): void {
    this.dialog().nativeElement.close();
    entry.run();
  }

  protected press(event: KeyboardEvent): void {
    const count = this.entries().length;
    const entry = this.entries()[this.active()];
    if (event.key === 'ArrowDown') this.active.update((n) => (n + 1) % Math.max(1, count));
    else if (event.key === 'ArrowUp') this.active.update((n) => (n - 1 + count) % Math.max(1, count));
    else if (event.key === 'Enter' && entry) this.take(entry);
    else return;
    event.preventDefault();
    document.getElementById(`entry-${this.active()}`)?.scrollIntoView({ block: 'nearest' });
  }
}
