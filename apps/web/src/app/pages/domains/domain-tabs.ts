import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { UrlState } from '../../core/url-state';

/** Names that were asked for, or the lookups one by one. */
@Component({
  selector: 'wl-domain-tabs',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="segmented" role="group" aria-label="What is listed">
      <button type="button" [attr.aria-pressed]="!lookups()" (click)="show(null)">Names</button>
      <button type="button" [attr.aria-pressed]="lookups()" (click)="show('lookups')">Lookups</button>
    </div>
  `,
})
export class DomainTabs {
  private readonly url = inject(UrlState);
  private readonly tab = this.url.param('tab');
  protected readonly lookups = computed(() => this.tab() === 'lookups');

  protected show(tab: 'lookups' | null): void {
    if (this.lookups() === (tab === 'lookups')) return;
    // Order, search, expression and selection of one list mean nothing in the other.
    this.url.patch({ tab, sort: null, search: null, name: null, ip: null, q: null, off: null, sel: null });
  }
}
