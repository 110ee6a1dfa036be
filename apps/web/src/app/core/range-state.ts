import { DestroyRef, Injectable, computed, effect, inject, signal } from '@angular/core';
import type { RangeInput } from '../graphql/generated/operations';
import { ChartGroup } from './chart-group';
import { Past } from './past';
import { Preferences } from './preferences';
import { type RefreshChoice, readRefresh, refreshEvery } from './refresh';
import {
  type Instants,
  type TimeRange,
  absoluteRange,
  isRelative,
  resolveRange,
  shiftRange,
  zoomOut,
} from './time-grammar';
import { DEFAULT_RANGE } from './time-presets';
import { UrlState } from './url-state';

/** The page's time range and live switch, both kept in the address. */
@Injectable({ providedIn: 'root' })
export class RangeState {
  private readonly url = inject(UrlState);
  private readonly preferences = inject(Preferences);
  private readonly from = this.url.param('from');
  private readonly to = this.url.param('to');
  private readonly liveParam = this.url.param('live');
  private readonly refreshParam = this.url.param('refresh');
  private readonly charts = inject(ChartGroup);
  private readonly past = inject(Past);

  /** Moves at the refresh interval while live, and when a range is chosen. */
  readonly now = signal(Date.now());

  readonly range = computed<TimeRange>(() => {
    const chosen = { from: this.from() || DEFAULT_RANGE.from, to: this.to() || DEFAULT_RANGE.to };
    return resolveRange(chosen, Date.now(), this.preferences.zone()) ? chosen : DEFAULT_RANGE;
  });

  /** Neither a range that ends in the past nor the past itself can be live. */
  readonly canBeLive = computed(() => this.range().to === 'now' && !this.past.on());
  readonly live = computed(() => this.canBeLive() && this.liveParam() !== '0');

  readonly instants = computed<Instants>(
    () => {
      // of the past, `now` is the moment that is looked at
      const now = Math.floor((this.past.at() ?? this.now()) / 1000) * 1000;
      const found = resolveRange(this.range(), now, this.preferences.zone());
      return found ?? { from: now - 3_600_000, to: now };
    },
    { equal: (a, b) => a.from === b.from && a.to === b.to },
  );

  /** As the API wants it. */
  readonly input = computed<RangeInput>(() => {
    const { from, to } = this.instants();
    return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  });

  /** Changes when another range is chosen, not when time passes. */
  readonly key = computed(() => `${this.range().from}|${this.range().to}`);

  /** The refresh interval that was chosen: in the address, else the person's own. */
  readonly refreshChoice = computed<RefreshChoice>(
    () => readRefresh(this.refreshParam()) ?? this.preferences.refresh(),
  );
  /** Milliseconds between two reads while live, never finer than a pixel of the charts; undefined = never. */
  readonly refreshMs = computed(() => {
    const { from, to } = this.instants();
    return refreshEvery(this.refreshChoice(), to - from, this.charts.pixels());
  });

  constructor() {
    const move = (): void => {
      if (!document.hidden && this.live() && this.refreshMs() !== undefined) this.now.set(Date.now());
    };
    effect((onCleanup) => {
      const every = this.refreshMs();
      if (every === undefined || !this.live()) return;
      const timer = setInterval(move, every);
      onCleanup(() => clearInterval(timer));
    });
    document.addEventListener('visibilitychange', move);
    inject(DestroyRef).onDestroy(() => document.removeEventListener('visibilitychange', move));
  }

  /** Kept in the address, so that a link says it, and as what the person likes. */
  chooseRefresh(choice: RefreshChoice): void {
    this.preferences.refresh.set(choice);
    this.url.patch({ refresh: choice === 'auto' ? null : choice }, 'replace');
  }

  choose(range: TimeRange): void {
    this.now.set(Date.now());
    this.preferences.rememberRange(`${range.from}|${range.to}`);
    this.url.patch({ from: range.from, to: range.to });
  }

  shift(direction: -1 | 1): void {
    this.choose(shiftRange(this.instants(), direction));
  }

  widen(): void {
    this.choose(zoomOut(this.range(), this.instants(), Date.now()));
  }

  zoomTo(from: number, to: number): void {
    if (to - from >= 1000) this.choose(absoluteRange(from, to));
  }

  setLive(on: boolean): void {
    if (this.past.on()) return;
    this.now.set(Date.now());
    if (on && !this.canBeLive()) this.url.patch({ ...DEFAULT_RANGE, live: null });
    else this.url.patch({ live: on ? null : '0' }, 'replace');
  }

  refresh(): void {
    this.now.set(Date.now());
  }

  isRelative(): boolean {
    return isRelative(this.range().from);
  }
}
