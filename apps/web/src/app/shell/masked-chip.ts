import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, effect, inject, signal } from '@angular/core';
import { toApiError } from '../core/api/errors';
import { Gateway } from '../core/api/gateway';
import { Preferences } from '../core/preferences';
import { Session } from '../core/session/session';
import { formatClock } from '../format/times';
import { HideAddresses, RevealAddresses } from '../graphql/generated/operations';
import { Icon } from '../ui/icon';
import { PageReload } from './page-reload';

/** Says that addresses are masked, and shows them for a while to who may see them; then until when, and the way back. */
@Component({
  selector: 'wl-masked-chip',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (until(); as moment) {
      <button type="button" class="button shown" [disabled]="busy()" [title]="shownTitle()" (click)="hide()">
        <wl-icon name="eye" /><span class="num">Shown until {{ moment }}</span>
        <span class="visually-hidden">, mask again</span>
      </button>
    } @else if (mayReveal()) {
      <button
        type="button"
        class="button"
        [disabled]="busy()"
        title="Addresses and names are masked. Show them for ten minutes, with a code and a reason"
        (click)="reveal()"
      >
        <wl-icon name="eye-off" />Masked
      </button>
    }
  `,
  styles: `
    :host {
      display: contents;
    }
    .shown {
      border-color: var(--accent);
      color: var(--accent);
    }
  `,
})
export class MaskedChip {
  private readonly session = inject(Session);
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly preferences = inject(Preferences);
  private readonly page = inject(PageReload);
  protected readonly busy = signal(false);

  protected readonly mayReveal = computed(
    () => this.session.viewer()?.masked === true && this.session.can('privacy.reveal'),
  );
  private readonly end = computed(() => {
    const viewer = this.session.viewer();
    return viewer && !viewer.masked && viewer.revealedUntil !== null ? Date.parse(viewer.revealedUntil) : undefined;
  });
  protected readonly until = computed(() => {
    const end = this.end();
    return end === undefined ? '' : formatClock(end, this.preferences.zone()).slice(0, 5);
  });
  protected readonly shownTitle = computed(
    () => `Addresses and names are shown to you until ${this.until()}. Press to mask them again`,
  );

  constructor() {
    // What is on the screen in clear goes when the time is over.
    effect((onCleanup) => {
      const end = this.end();
      if (end === undefined) return;
      const timer = setTimeout(() => this.page.reload(), Math.max(0, end - Date.now()) + 500);
      onCleanup(() => clearTimeout(timer));
    });
  }

  protected reveal(): Promise<void> {
    return this.then(() => this.gateway.run(RevealAddresses, {}));
  }

  protected hide(): Promise<void> {
    return this.then(() => this.gateway.run(HideAddresses, {}));
  }

  /** The whole page is read again: everything on it was answered under the other rule. */
  private async then(work: () => Promise<unknown>): Promise<void> {
    if (this.busy()) return;
    this.busy.set(true);
    try {
      await work();
      this.page.reload();
    } catch (thrown) {
      await this.announcer.announce(toApiError(thrown).message, 'assertive');
    } finally {
      this.busy.set(false);
    }
  }
}
