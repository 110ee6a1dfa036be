import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';

export type HostTab = '' | 'scores' | 'attacks';

/** Hosts that were seen, what was said about them, or who tried to sign in again and again. */
@Component({
  selector: 'wl-host-tabs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="segmented" role="group" aria-label="What is listed">
      @for (one of tabs; track one.id) {
        <button type="button" [attr.aria-pressed]="tab() === one.id" (click)="show(one.id)">{{ one.label }}</button>
      }
    </div>
  `,
})
export class HostTabs {
  private readonly url = inject(UrlState);
  protected readonly tab = this.url.param('tab');
  protected readonly tabs: readonly { readonly id: HostTab; readonly label: string }[] = [
    { id: '', label: 'Seen' },
    ...(inject(Session).can('alerts.read') ? ([{ id: 'scores', label: 'Scores' }] as const) : []),
    { id: 'attacks', label: 'Attack sessions' },
  ];

  protected show(tab: HostTab): void {
    if (this.tab() === tab) return;
    // Order and search of one list mean nothing in the others.
    this.url.patch({ tab: tab || null, sort: null, search: null, ip: null, sel: null });
  }
}
