import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { formatCount } from '../../format/numbers';
import { formatAgo, formatMoment } from '../../format/times';
import { RemoteSensorList, type RemoteSensorRow, type RemoteSensorState } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { clockWords } from './clock-words';
import { EnrolSheet } from './enrol-sheet';
import { RevokeSensorSheet } from './revoke-sensor-sheet';

const READ_EACH_MS = 5000;

const STATES: Readonly<
  Record<RemoteSensorState, { readonly text: string; readonly look: string; readonly icon: IconName }>
> = {
  INVITED: { text: 'Waits for its key', look: 'wait', icon: 'clock' },
  ENROLLED: { text: 'Enrolled', look: 'ok', icon: 'check' },
  EXPIRED: { text: 'Code not used', look: 'off', icon: 'clock' },
  REVOKED: { text: 'Revoked', look: 'off', icon: 'lock' },
};

/** Sensors on other machines: enrolled, looked at and revoked. */
@Component({
  selector: 'wl-remote-sensors',
  imports: [EmptyBox, EnrolSheet, Icon, QueryState, ReloadLine, RevokeSensorSheet, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './remote-sensors.html',
  styleUrls: ['../settings/settings.css', './sensors.css'],
  styles: `
    :host {
      padding: 0;
    }
    .panel-head .end {
      margin-left: auto;
    }
    .acts {
      white-space: nowrap;
    }
    .acts .link + .link {
      margin-left: var(--space-12);
    }
  `,
})
export class RemoteSensors {
  private readonly preferences = inject(Preferences);

  protected readonly list = query(
    RemoteSensorList,
    () => ({}),
    ({ remoteSensors }) => remoteSensors,
  );
  protected readonly rows = computed(() =>
    (this.list.value() ?? []).map((one) => ({
      ...one,
      shown: STATES[one.state],
      clock: clockWords(one.clockSkewMs),
    })),
  );
  protected readonly enrolling = signal<{ readonly name: string } | undefined>(undefined);
  protected readonly leaving = signal<RemoteSensorRow | undefined>(undefined);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly count = formatCount;

  constructor() {
    const timer = setInterval(() => this.list.reload(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  /** `name`: '' for a new one. */
  protected enrol(name: string, opener: HTMLElement): void {
    this.opener.set(opener);
    this.enrolling.set({ name });
  }

  protected revoke(sensor: RemoteSensorRow, opener: HTMLElement): void {
    this.opener.set(opener);
    this.leaving.set(sensor);
  }

  protected heard(at: string | null): string {
    return at === null ? '–' : formatAgo(Date.parse(at), this.now(), this.preferences.zone());
  }

  protected moment(text: string): string {
    return formatMoment(Date.parse(text), this.preferences.zone(), this.now());
  }

  private now(): number {
    return this.list.at() || Date.now();
  }
}
