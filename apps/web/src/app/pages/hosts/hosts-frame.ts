import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { Session } from '../../core/session/session';
import { UrlState } from '../../core/url-state';
import { AttackSessionsPage } from './attack-sessions';
import { HostScoresPage } from './host-scores';
import { HostsPage } from './hosts';

/** The list that the tab names. */
@Component({
  selector: 'wl-hosts-frame',
  imports: [AttackSessionsPage, HostScoresPage, HostsPage],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (tab() === 'attacks') {
      <wl-attack-sessions />
    } @else if (tab() === 'scores' && seesAlerts) {
      <wl-host-scores />
    } @else {
      <wl-hosts />
    }
  `,
  styles: `
    :host {
      display: block;
      height: 100%;
    }
  `,
})
export class HostsFrame {
  protected readonly tab = inject(UrlState).param('tab');
  protected readonly seesAlerts = inject(Session).can('alerts.read');
}
