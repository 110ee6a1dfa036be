import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { query } from '../../core/api/query';
import { Keys } from '../../core/keys';
import { declarePage } from '../../core/page';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { formatBytes, formatCount, formatRate, formatShort } from '../../format/numbers';
import { formatAgo } from '../../format/times';
import {
  type LiveCaptureRow,
  LiveCaptures,
  type LiveCapturesResult,
  Sensors,
  StopLiveCapture,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import type { IconName } from '../../ui/icon-paths';
import { EmptyBox, QueryState, ReloadLine } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { CaptureSheet } from './capture-sheet';
import { logRow } from './log-words';
import { PacketStoragePanel } from './packet-storage';
import { RemoteSensors } from './remote-sensors';

const READ_EACH_MS = 2000;

type Spool = LiveCapturesResult['liveCaptures']['spools'][number];

interface SensorState {
  readonly text: string;
  readonly look: string;
  readonly icon: IconName;
}

const STATES: Readonly<Record<string, SensorState>> = {
  live: { text: 'Live', look: 'ok', icon: 'live' },
  idle: { text: 'Silent', look: 'wait', icon: 'pause' },
  stale: { text: 'Long silent', look: 'off', icon: 'clock' },
};

const NOTHING_YET: SensorState = { text: 'No packet yet', look: 'wait', icon: 'clock' };

/** Batches that wait while everything is well: what is on the way at a moment. */
const ON_THE_WAY = 64;

/** How a spool stands. */
function spoolState({ full, problem, waiting }: Omit<Spool, 'sensor' | 'bytes' | 'lost'>): SensorState {
  if (full) return { text: 'Full', look: 'bad', icon: 'close' };
  if (problem !== null) return { text: 'The log does not answer', look: 'wait', icon: 'pause' };
  if (waiting > ON_THE_WAY) return { text: 'Catching up', look: 'wait', icon: 'clock' };
  return { text: 'Up to date', look: 'ok', icon: 'check' };
}

/** The sensors that ever wrote, and what the sensor process of this system listens to. */
@Component({
  selector: 'wl-sensors',
  imports: [CaptureSheet, EmptyBox, Icon, PacketStoragePanel, QueryState, ReloadLine, RemoteSensors, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sensors.html',
  styleUrls: ['../settings/settings.css', './sensors.css'],
})
export class SensorsPage {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly preferences = inject(Preferences);
  private readonly session = inject(Session);

  protected readonly list = query(
    Sensors,
    () => ({}),
    ({ sensors }) => sensors,
  );
  protected readonly listening = query(
    LiveCaptures,
    () => ({}),
    ({ liveCaptures }) => liveCaptures,
  );
  protected readonly sensors = computed(() =>
    (this.list.value() ?? []).map((one) => ({
      ...one,
      state: one.firstSeen === null ? NOTHING_YET : (STATES[one.status] ?? STATES['stale']),
    })),
  );
  protected readonly captures = computed(() => this.listening.value()?.captures ?? []);
  protected readonly collectors = computed(() => this.listening.value()?.collectors ?? []);
  protected readonly logs = computed(() =>
    (this.listening.value()?.logs ?? []).map((one) => logRow(one, this.preferences.zone(), this.listening.at())),
  );
  protected readonly spools = computed(() =>
    (this.listening.value()?.spools ?? []).map((one) => ({ ...one, state: spoolState(one) })),
  );
  protected readonly interfaces = computed(() => this.listening.value()?.interfaces ?? []);
  protected readonly mayCapture = computed(() => this.session.can('capture.write'));
  protected readonly mayEnrol = computed(() => this.session.can('sensors.write'));
  protected readonly starting = signal(false);
  protected readonly opener = signal<HTMLElement | undefined>(undefined);
  protected readonly work = sheetWork();
  protected readonly count = formatCount;
  protected readonly size = formatBytes;

  constructor() {
    declarePage({ title: 'Sensors' });
    if (this.mayCapture())
      inject(Keys).bind({
        ...{ keys: 'Shift+N', label: 'Listen to interfaces', group: 'This page' },
        run: () => this.start(undefined),
      });
    const timer = setInterval(() => this.refresh(), READ_EACH_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(timer));
  }

  protected refresh(): void {
    this.list.reload();
    this.listening.reload();
  }

  protected start(opener: HTMLElement | undefined): void {
    this.opener.set(opener);
    this.starting.set(true);
  }

  protected async stop({ source, sensor }: LiveCaptureRow): Promise<void> {
    const done = await this.work.run(() => this.gateway.run(StopLiveCapture, { source }));
    if (done) await this.announcer.announce(`Stopped listening for ${sensor}`);
    this.refresh();
  }

  /** Bits and packets of its newest second. */
  protected rate(bits: number | null, packets: number | null): string {
    return bits === null
      ? '–'
      : `${formatRate(bits, 'bit/s')} · ${formatShort(packets ?? 0)} ${packets === 1 ? 'packet' : 'packets'}/s`;
  }

  protected seen(at: string | null): string {
    return at === null ? 'never' : formatAgo(Date.parse(at), this.list.at() || Date.now(), this.preferences.zone());
  }
}
