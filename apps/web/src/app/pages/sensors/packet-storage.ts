import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatAgo } from '../../format/times';
import { type PacketStorageMode, PacketStorageState } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { StorageSheet } from './storage-sheet';
import { storageLabel } from './storage-words';

const READ_EACH_MS = 5000;
/** Whole packets are more than one wants to have without noticing. */
const LOOKS: Readonly<Record<PacketStorageMode, string>> = { OFF: 'off', HEADERS: 'ok', FULL: 'wait' };

/** What is kept of packets and how much room it takes, for whoever runs sensors. */
@Component({
  selector: 'wl-packet-storage',
  imports: [Icon, QueryState, StorageSheet, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './packet-storage.html',
  styleUrls: ['../settings/settings.css', './sensors.css', './packet-storage.css'],
})
export class PacketStoragePanel {
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);

  protected readonly mayTurn = this.session.can('capture.payload');
  protected readonly state = query(
    PacketStorageState,
    () => ({}),
    ({ packetStorage }) => packetStorage,
  );
  protected readonly mode = computed(() => this.state.value()?.mode);
  protected readonly look = computed(() => LOOKS[this.mode() ?? 'OFF']);
  protected readonly label = computed(() => storageLabel(this.mode() ?? 'OFF'));
  protected readonly store = computed(() => this.state.value()?.store);
  /** The sensor has not taken over the setting yet. */
  protected readonly behind = computed(() => {
    const store = this.store();
    return store !== null && store !== undefined && store.mode !== this.mode();
  });
  protected readonly share = computed(() => {
    const store = this.store();
    return store ? Math.min(100, (store.bytes / store.limitBytes) * 100) : 0;
  });
  protected readonly changing = signal(false);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly count = formatCount;
  protected readonly size = formatBytes;

  constructor() {
    const timer = setInterval(() => this.state.reload(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected open(opener: HTMLElement): void {
    this.opener.set(opener);
    this.changing.set(true);
  }

  protected ago(at: string | null): string {
    return at === null ? '–' : formatAgo(Date.parse(at), this.state.at() || Date.now(), this.preferences.zone());
  }
}
