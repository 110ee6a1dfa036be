import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, ElementRef, inject, signal, viewChild } from '@angular/core';
import { Past } from '../core/past';
import { RangeState } from '../core/range-state';
import { frozenLink, relativeLink } from '../core/share-link';
import { Icon } from '../ui/icon';
import { Menu, type MenuItem } from '../ui/menu';
import { Popover } from '../ui/popover';

const SHOWN_MS = 4_000;

/** Copies the address of what is seen: as it moves on, or frozen as it is now. */
@Component({
  selector: 'wl-copy-link',
  imports: [Icon, Menu, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button
      #anchor
      id="copy-link"
      type="button"
      class="icon-button"
      aria-haspopup="menu"
      aria-label="Copy link"
      title="Copy link  (y)"
      (click)="layer.toggle(anchor)"
    >
      <wl-icon [name]="said() === '' ? 'link' : 'check'" />
    </button>
    <div wlPopover #layer="wlPopover" side="end" (opened)="menu().focusFirst()">
      <wl-menu label="Copy link" [items]="items" (chosen)="layer.close()" />
    </div>
    @if (said(); as text) {
      <div class="overlay said" role="status">
        <span>{{ text }}</span>
        @if (byHand(); as link) {
          <input
            #field
            class="field mono"
            readonly
            aria-label="Link"
            [value]="link"
            (focus)="field.select()"
            (blur)="close()"
          />
        }
      </div>
    }
  `,
  styles: `
    :host {
      position: relative;
    }
    .said {
      position: absolute;
      top: calc(100% + 8px);
      right: 0;
      z-index: 4;
      display: flex;
      flex-direction: column;
      gap: var(--space-8);
      padding: var(--space-8) var(--space-12);
      font: var(--type-table);
      white-space: nowrap;
    }
    .said .field {
      width: 360px;
      max-width: 80vw;
    }
  `,
})
export class CopyLink {
  private readonly past = inject(Past);
  private readonly range = inject(RangeState);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  protected readonly menu = viewChild.required(Menu);
  protected readonly said = signal('');
  /** The link itself, where the browser does not let it be copied. */
  protected readonly byHand = signal('');

  protected readonly items: readonly MenuItem[] = [
    { label: 'Relative', icon: 'clock', key: 'r', hint: 'moves on with time', run: () => void this.copyRelative() },
    { label: 'Frozen', icon: 'lock', key: 'f', hint: 'same figures tomorrow', run: () => void this.copyFrozen() },
  ];

  private copyRelative(): Promise<void> {
    return this.copy(relativeLink(location.href), 'Relative link copied');
  }

  private async copyFrozen(): Promise<void> {
    const position = this.past.position() ?? (await this.past.newest().catch(() => undefined));
    if (position === undefined) return this.say('Nothing to freeze: the log is empty or does not answer');
    await this.copy(frozenLink(location.href, this.range.instants(), position), 'Frozen link copied');
  }

  private async copy(link: string, done: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      this.say(done);
    } catch {
      this.byHand.set(link);
      this.said.set('Copy this link');
      setTimeout(() => this.host.querySelector<HTMLInputElement>('input')?.focus());
    }
  }

  protected close(): void {
    this.byHand.set('');
    this.said.set('');
  }

  private say(text: string): void {
    this.byHand.set('');
    this.said.set(text);
    void this.announcer.announce(text);
    setTimeout(() => {
      if (this.said() === text) this.close();
    }, SHOWN_MS);
  }
}
