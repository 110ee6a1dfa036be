import { ChangeDetectionStrategy, Component, computed, inject, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Connection } from '../core/connection';
import { Page } from '../core/page';
import { PageFilter } from '../core/page-filter';
import { Past } from '../core/past';
import { RangeState } from '../core/range-state';
import { UrlState } from '../core/url-state';
import { formatAge } from '../format/times';
import { Icon } from '../ui/icon';
import { WireText } from '../ui/wire-text';
import { AsOfChip } from './as-of-chip';
import { CopyLink } from './copy-link';
import { FilterField } from './filter-field';
import { Mark } from './mark';
import { MaskedChip } from './masked-chip';
import { TimePicker } from './time-picker';
import { UserMenu } from './user-menu';

@Component({
  selector: 'wl-topbar',
  imports: [AsOfChip, CopyLink, FilterField, Icon, Mark, MaskedChip, RouterLink, TimePicker, UserMenu, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'banner' },
  templateUrl: './top-bar.html',
  styleUrl: './top-bar.css',
})
export class TopBar {
  protected readonly page = inject(Page);
  protected readonly filter = inject(PageFilter);
  protected readonly past = inject(Past);
  protected readonly range = inject(RangeState);
  protected readonly url = inject(UrlState);
  private readonly connection = inject(Connection);
  readonly help = output();
  readonly palette = output();

  protected readonly carry = computed(() => this.url.carry());
  protected readonly status = computed(() => {
    const state = this.connection.state();
    switch (state.kind) {
      case 'ok':
        return {
          icon: 'check',
          tone: 'ok',
          text: `${state.latencyMs} ms`,
          title: 'Connected. Round trip to the server',
        } as const;
      case 'reconnecting':
        return {
          icon: 'refresh',
          tone: 'accent',
          text: `Reconnecting, try ${state.attempt}`,
          title: 'The connection was lost',
        } as const;
      case 'offline':
        return {
          icon: 'close',
          tone: 'error',
          text: `Offline, ${formatAge(this.range.now() - this.connection.lastAnswer())}`,
          title: 'The server does not answer. What you see is as old as this says',
        } as const;
      default:
        return { icon: 'clock', tone: 'muted', text: '', title: 'Connecting' } as const;
    }
  });
}
