import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { Keys } from '../../core/keys';
import { Preferences } from '../../core/preferences';
import { formatClock, formatDuration, formatMoment } from '../../format/times';
import type { SandboxFields } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import type { Order } from './sandbox-job';
import { SandboxTimeline } from './sandbox-timeline';
import { isOver, nextSpeed, PHASES, type SandboxAlert, SPEEDS, speedWord } from './sandbox-words';

const SECOND = 1000;

/** Play, pause, step, stop, speed and place of a sandbox replay. */
@Component({
  selector: 'wl-sandbox-bar',
  imports: [Icon, SandboxTimeline],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sandbox-bar.html',
  styleUrl: './sandbox-bar.css',
})
export class SandboxBar {
  private readonly preferences = inject(Preferences);
  readonly replay = input.required<SandboxFields>();
  /** Somebody may steer it now. */
  readonly may = input.required<boolean>();
  /** What its rules have raised so far. */
  readonly alerts = input.required<readonly SandboxAlert[]>();
  readonly ordered = output<Order>();
  /** It begins again when it has come to its end, as long as somebody looks. */
  protected readonly loop = signal(false);

  protected readonly speeds = SPEEDS;
  protected readonly speedWord = speedWord;
  /** Where the handle is held, ms after the first packet; null while it is not. */
  protected readonly held = signal<number | null>(null);
  protected readonly over = computed(() => isOver(this.replay()));
  protected readonly plays = computed(() => this.replay().phase === 'playing');
  protected readonly word = computed(() => PHASES[this.replay().phase] ?? this.replay().phase);
  protected readonly from = computed(() => Date.parse(this.replay().firstPacket));
  protected readonly span = computed(() => Math.max(1, Date.parse(this.replay().lastPacket) - this.from()));
  protected readonly place = computed(() => this.held() ?? Date.parse(this.replay().at) - this.from());
  protected readonly share = computed(() => Math.min(100, (this.place() / this.span()) * 100));
  protected readonly clock = computed(() => formatClock(this.from() + this.place(), this.preferences.zone(), true));
  protected readonly ends = computed(() => {
    const zone = this.preferences.zone();
    const of = (time: string): string => formatMoment(Date.parse(time), zone, Date.now(), true);
    return { first: of(this.replay().firstPacket), last: of(this.replay().lastPacket) };
  });
  protected readonly passed = computed(
    () => `${formatDuration(this.place() / SECOND)} of ${formatDuration(this.span() / SECOND)}`,
  );

  constructor() {
    const bind = (keys: string, label: string, run: () => void) => ({
      ...{ keys, label, run, group: 'This page' as const, overrides: true, when: () => this.may() && !this.over() },
    });
    inject(Keys).bind(
      bind('Space', 'Play, pause the replay', () => this.toggle()),
      bind('ArrowRight', 'Step to the next packet', () => this.do('STEP')),
      bind('ArrowLeft', 'A second back', () => this.move(-SECOND)),
      bind('Shift+ArrowRight', 'Ten seconds on', () => this.move(10 * SECOND)),
      bind('Shift+ArrowLeft', 'Ten seconds back', () => this.move(-10 * SECOND)),
      bind('Home', 'To the first packet', () => this.seek(0)),
      bind('End', 'To the end', () => this.seek(this.span())),
      bind(',', 'Slower', () => this.pace(nextSpeed(this.replay().speed, -1))),
      bind('.', 'Faster', () => this.pace(nextSpeed(this.replay().speed, 1))),
      bind('l', 'Loop: begin again at the end', () => this.loop.update((on) => !on)),
    );
    const atEnd = computed(() => this.replay().phase === 'ended');
    effect(() => {
      if (this.loop() && atEnd() && this.may()) untracked(() => this.do('PLAY'));
    });
  }

  protected toggle(): void {
    this.do(this.plays() ? 'PAUSE' : 'PLAY');
  }

  protected do(deed: 'PLAY' | 'PAUSE' | 'STEP' | 'STOP'): void {
    this.ordered.emit({ deed });
  }

  protected pace(speed: number | null): void {
    if (speed !== this.replay().speed) this.ordered.emit({ deed: 'SPEED', speed });
  }

  /** To so many ms after the first packet. */
  protected seek(ms: number): void {
    const { firstPacket, lastPacket } = this.replay();
    // The ends are told to the µs: a browser knows ms alone.
    const at =
      ms <= 0 ? firstPacket : ms >= this.span() ? lastPacket : new Date(Math.round(this.from() + ms)).toISOString();
    this.held.set(null);
    this.ordered.emit({ deed: 'SEEK', at });
  }

  protected move(ms: number): void {
    this.seek(this.place() + ms);
  }

  protected hold(event: Event): void {
    this.held.set((event.target as HTMLInputElement).valueAsNumber);
  }

  /** The handle moves by seconds: its own steps would be a share of the capture. */
  protected press(event: KeyboardEvent): void {
    const by = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (by !== undefined) this.move(by * (event.shiftKey ? 10 : 1) * SECOND);
    else if (event.key === 'Home') this.seek(0);
    else if (event.key === 'End') this.seek(this.span());
    else return;
    event.preventDefault();
  }
}
