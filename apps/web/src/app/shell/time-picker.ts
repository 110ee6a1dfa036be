import { ChangeDetectionStrategy, Component, computed, inject, signal, viewChild } from '@angular/core';
import { ChartGroup } from '../core/chart-group';
import { Preferences } from '../core/preferences';
import { RangeState } from '../core/range-state';
import { REFRESH_CHOICES, readRefresh } from '../core/refresh';
import { type TimeRange, resolveRange } from '../core/time-grammar';
import { PRESETS } from '../core/time-presets';
import { readZone, zoneNames } from '../core/zones';
import { describeRange, describeSpan, formatDuration, formatMoment, zoneName } from '../format/times';
import { Icon } from '../ui/icon';
import { Popover } from '../ui/popover';
import { Calendar } from './calendar';

/** Range of the page: presets, typed values, calendar, recent ranges, one window back and forth. */
@Component({
  selector: 'wl-time-picker',
  imports: [Calendar, Icon, Popover],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './time-picker.html',
  styleUrl: './time-picker.css',
})
export class TimePicker {
  protected readonly range = inject(RangeState);
  protected readonly preferences = inject(Preferences);
  private readonly charts = inject(ChartGroup);
  private readonly layer = viewChild.required<Popover>('layer');

  protected readonly presets = PRESETS;
  protected readonly from = signal('');
  protected readonly to = signal('');
  protected readonly shown = signal(false);
  private readonly openedAt = signal(Date.now());

  protected readonly label = computed(() =>
    describeRange(this.range.range(), this.range.instants(), this.preferences.zone(), this.range.now()),
  );
  /** The resolved range and the width of the charts' buckets, for the tooltip and assistive technology. */
  protected readonly resolved = computed(() => {
    const at = this.range.instants();
    const bucket = this.charts.bucket();
    const buckets = bucket === undefined ? '' : `, ${formatDuration(bucket)} buckets`;
    return `${describeSpan(at, this.preferences.zone(), 0)} ${zoneName(this.preferences.zone(), at.to)}${buckets}`;
  });
  protected readonly zone = computed(() => zoneName(this.preferences.zone(), this.openedAt()));
  protected readonly zones = zoneNames().filter((name) => name !== 'UTC');
  protected readonly ownZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  protected readonly refreshChoices = REFRESH_CHOICES.map((choice) => ({
    choice,
    label: { off: 'Off', '5s': '5 s', '15s': '15 s', '1m': '1 min', '5m': '5 min', auto: 'Auto' }[choice],
  }));
  /** What the chosen interval comes to here. */
  protected readonly refreshText = computed(() => {
    if (!this.range.canBeLive()) return 'This range does not move';
    const every = this.range.refreshMs();
    if (every === undefined) return 'Only on demand: Shift R';
    const text = `Every ${formatDuration(Math.round(every / 1000))}`;
    const finer = { '5s': 5_000, '15s': 15_000, '1m': 60_000, '5m': 300_000 } as const;
    const choice = this.range.refreshChoice();
    const held = choice !== 'auto' && choice !== 'off' && every > finer[choice];
    return `${text}${held ? ', one pixel of this range' : ''}${this.range.live() ? '' : ', once live'}`;
  });
  protected readonly typed = computed(() => {
    const found = resolveRange({ from: this.from(), to: this.to() }, this.openedAt(), this.preferences.zone());
    if (!found) return undefined;
    return { ...found, text: formatDuration((found.to - found.from) / 1000) };
  });
  protected readonly problem = computed(() => {
    if (this.typed()) return '';
    const zone = this.preferences.zone();
    const now = this.openedAt();
    const ok = (text: string): boolean => resolveRange({ from: text, to: '9999-01-01' }, now, zone) !== undefined;
    if (!ok(this.from())) return 'From is not a time: try now-6h or 12 Nov 06:00';
    return ok(this.to()) ? 'From must be before To' : 'To is not a time: try now or 12 Nov 10:00';
  });
  protected readonly recent = computed(() =>
    this.preferences.recentRanges().map((text) => {
      const [from = '', to = ''] = text.split('|');
      const range: TimeRange = { from, to };
      return {
        text,
        range,
        label: describeRange(
          range,
          resolveRange(range, this.openedAt(), this.preferences.zone()),
          this.preferences.zone(),
          this.openedAt(),
        ),
      };
    }),
  );

  protected begin(): void {
    this.fill();
    this.shown.set(true);
    setTimeout(() => document.getElementById('range-from')?.focus());
  }

  protected fill(): void {
    this.openedAt.set(Date.now());
    const { from, to } = this.range.range();
    const write = (text: string, at: number): string =>
      text.startsWith('now')
        ? text
        : formatMoment(at, this.preferences.zone(), Date.now(), true).replaceAll('\u00a0', ' ');
    this.from.set(write(from, this.range.instants().from));
    this.to.set(write(to, this.range.instants().to));
  }

  /** The interval in the picker's button. */
  protected readonly every = computed(() => {
    const every = this.range.refreshMs();
    return every === undefined ? 'held' : formatDuration(Math.round(every / 1000));
  });

  protected pickZone(text: string): void {
    const zone = readZone(text);
    if (zone === undefined) return;
    this.preferences.chooseZone(zone);
    this.fill();
  }

  protected pickRefresh(text: string): void {
    this.range.chooseRefresh(readRefresh(text) ?? 'auto');
  }

  protected pickDays(days: { readonly from: number; readonly to: number }): void {
    const write = (at: number): string =>
      formatMoment(at, this.preferences.zone(), Date.now()).replaceAll('\u00a0', ' ');
    this.from.set(write(days.from));
    this.to.set(write(days.to));
  }

  protected take(range: TimeRange): void {
    this.range.choose(range);
    this.layer().close();
  }

  protected apply(event: Event): void {
    event.preventDefault();
    const found = this.typed();
    if (!found) return;
    const keep = (text: string, at: number): string =>
      text.trim().startsWith('now') ? text.trim() : new Date(at).toISOString();
    this.take({ from: keep(this.from(), found.from), to: keep(this.to(), found.to) });
  }
}
