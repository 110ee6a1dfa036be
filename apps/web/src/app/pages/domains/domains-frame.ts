import { ChangeDetectionStrategy, Component } from '@angular/core';
import { RouterOutlet } from '@angular/router';
import { DomainTree } from './domain-tree';

/** The tree of names beside the list of all, or beside the page of one. */
@Component({
  selector: 'wl-domains-frame',
  imports: [DomainTree, RouterOutlet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-domain-tree />
    <div class="page"><router-outlet /></div>
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: 284px minmax(0, 1fr);
      height: 100%;
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
export class DomainsFrame {}
