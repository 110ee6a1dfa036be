import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { UrlState } from '../../core/url-state';
import { DomainTree } from './domain-tree';
import { LookupsPage } from './lookups';

/** The tree of names beside the list of all, or beside the page of one; or the lookups one by one. */
@Component({
  selector: 'wl-domains-frame',
  imports: [DomainTree, LookupsPage, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (lookups()) {
      <wl-lookups />
    } @else {
      <wl-domain-tree />
      <div class="page"><router-outlet /></div>
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 284px minmax(0, 1fr);
      height: 100%;
    }
    wl-lookups {
      grid-column: 1 / -1;
      min-width: 0;
      min-height: 0;
    }
    .page {
      position: relative;
      min-width: 0;
      min-height: 0;
      overflow: auto;
    }
    @media (max-width: 1023px) {
      :host {
        grid-template-columns: minmax(0, 1fr);
      }
      wl-domain-tree {
        display: none;
      }
    }
  `,
})
export class DomainsFrame {
  private readonly url = inject(UrlState);
  private readonly tab = this.url.param('tab');
  protected readonly lookups = computed(() => this.tab() === 'lookups' && this.url.path() === '/domains');
}
