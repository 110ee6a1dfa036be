import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal } from '@angular/core';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { escapeText } from '../../format/hostile';
import { formatCount } from '../../format/numbers';
import { formatMoment } from '../../format/times';
import type { CaptureFields } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { SeverityMark } from '../../ui/severity-mark';
import { ErrorBox } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { SandboxBar } from './sandbox-bar';
import { SandboxComparison } from './sandbox-comparison';
import { type Order, SandboxJob } from './sandbox-job';
import { alertRow, figuresOf, flowRow, isOver } from './sandbox-words';

/** A capture played apart from the history: what it shows stays within its dashed frame. */
@Component({
  selector: 'wl-sandbox-room',
  imports: [ErrorBox, Icon, SandboxBar, SandboxComparison, SeverityMark, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'sandbox-title' },
  templateUrl: './sandbox-room.html',
  styleUrl: './sandbox-room.css',
})
export class SandboxRoom {
  private readonly preferences = inject(Preferences);
  private readonly past = inject(Past);
  readonly capture = input.required<CaptureFields>();

  protected readonly job = new SandboxJob(() => this.capture().id);
  protected readonly may = computed(() => !this.past.on());
  protected readonly over = computed(() => {
    const replay = this.job.now();
    return replay !== undefined && isOver(replay);
  });
  protected readonly figures = computed(() => {
    const replay = this.job.now();
    return replay ? figuresOf(replay) : [];
  });
  protected readonly begun = computed(() => {
    const replay = this.job.now();
    if (!replay) return '';
    const at = formatMoment(Date.parse(replay.startedAt), this.preferences.zone(), Date.now());
    return `Begun ${at} by ${escapeText(replay.startedByName)}`;
  });
  protected readonly flows = computed(() => this.job.flows().map((flow) => flowRow(flow, this.preferences.zone())));
  protected readonly alerts = computed(() => this.job.alerts().map((one) => alertRow(one, this.preferences.zone())));
  protected readonly ofFlows = computed(() => {
    const replay = this.job.now();
    return replay ? ofAll(this.flows().length, replay.flowsOpen + replay.flowsEnded) : '';
  });
  protected readonly ofAlerts = computed(() => ofAll(this.alerts().length, this.job.now()?.alerts ?? 0));
  /** Row that is open. */
  protected readonly opened = signal('');

  constructor() {
    effect(() => {
      this.capture();
      this.opened.set('');
    });
  }

  protected toggle(id: string): void {
    this.opened.update((open) => (open === id ? '' : id));
  }

  protected begin(): void {
    void this.job.begin(1);
  }

  protected steer(order: Order): void {
    void this.job.steer(order);
  }
}

const ofAll = (shown: number, all: number): string =>
  all > shown ? `${formatCount(shown)} newest of ${formatCount(all)}` : formatCount(all);
