import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { LiveSocket, type LiveState } from '../../core/api/live-socket';
import { query } from '../../core/api/query';
import { liveWhere } from '../../core/filters';
import { Keys } from '../../core/keys';
import { Page, declarePage } from '../../core/page';
import { PageFilter } from '../../core/page-filter';
import { Past } from '../../core/past';
import { Preferences } from '../../core/preferences';
import { UrlState } from '../../core/url-state';
import type { Zone } from '../../core/zones';
import { readList } from '../../core/url-grammar';
import { type LiveKind, LiveTail, Sensors } from '../../graphql/generated/operations';
import { formatCount } from '../../format/numbers';
import { formatClock, zoneName } from '../../format/times';
import { DataTable } from '../../ui/data-table';
import { Icon } from '../../ui/icon';
import { NameChip } from '../../ui/name-chip';
import { Pills } from '../../ui/pills';
import { ErrorBox } from '../../ui/states';
import { Cell, Notice } from '../../ui/table/cells';
import { tableLayout } from '../../ui/table/table-layout';
import { TableTools } from '../../ui/table/table-tools';
import { ValueChip } from '../../ui/value-chip';
import { LiveBuffer } from './live-buffer';
import { LiveDrawer } from './live-drawer';
import { EXTRA, liveColumns } from './live-columns';
import { type LiveView, viewEntry } from './live-rows';

const KINDS: readonly { readonly kind: LiveKind; readonly label: string }[] = [
  { kind: 'FLOW', label: 'Flow' },
  { kind: 'DNS', label: 'DNS' },
];
const LIMITS = [50, 100, 200, 500];
/** Longest silence between two spoken summaries. */
const SPEAK_MS = 15_000;

@Component({
  selector: 'wl-live',
  imports: [Cell, DataTable, ErrorBox, Icon, LiveDrawer, NameChip, Notice, Pills, TableTools, ValueChip],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './live.html',
  styleUrl: './live.css',
})
export class LivePage {
  protected readonly filter = inject(PageFilter);
  protected readonly past = inject(Past);
  private readonly url = inject(UrlState);
  private readonly preferences = inject(Preferences);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly table = viewChild(DataTable);

  protected readonly kindNames = KINDS;
  protected readonly limits = LIMITS;
  protected readonly selected = this.url.param('sel');
  private readonly kindsParam = this.url.param('kinds');
  private readonly limitParam = this.url.param('limit');
  private readonly liveParam = this.url.param('live');

  protected readonly kinds = computed<readonly LiveKind[]>(() => {
    const chosen = readList(this.kindsParam()).filter((one): one is LiveKind => one === 'FLOW' || one === 'DNS');
    return chosen.length === 0 ? ['FLOW', 'DNS'] : chosen;
  });
  protected readonly limit = computed(() => LIMITS.find((one) => String(one) === this.limitParam()) ?? 200);

  private readonly buffer = new LiveBuffer();
  private readonly version = signal(0);
  protected readonly state = signal<LiveState>({ kind: 'connecting' });
  protected readonly away = signal(false);
  protected readonly pausedAt = signal(0);

  /** Why the list stands still; '' while it moves. */
  protected readonly pause = computed(() =>
    this.liveParam() === '0'
      ? 'by you'
      : this.selected() !== ''
        ? 'because a row was opened'
        : this.away()
          ? 'because you scrolled away from the newest row'
          : '',
  );

  protected readonly rows = computed<readonly LiveView[]>(() => {
    this.version();
    const zone = this.preferences.zone();
    return this.buffer.entries.map((entry) => cached(entry, zone, viewEntry));
  });
  protected readonly waiting = computed(() => {
    this.version();
    return this.buffer.waiting;
  });
  protected readonly figures = computed(() => {
    this.version();
    const { received, matching, shown, sampledOut } = this.buffer.counters;
    return [
      { label: 'Received', value: formatCount(received) },
      { label: 'Matching', value: formatCount(matching) },
      { label: 'Shown', value: formatCount(shown) },
      { label: 'Sampled out', value: formatCount(sampledOut) },
    ];
  });
  protected readonly beats = computed(() => {
    this.version();
    const beats = this.buffer.beats;
    const most = Math.max(1, ...beats.map((beat) => beat.matching));
    const zone = this.preferences.zone();
    const last = beats.at(-1)?.at;
    const pad = Array.from({ length: 60 - beats.length }, (_, index) => ({
      key: -index - 1,
      height: 0,
      paused: false,
      gap: false,
    }));
    return {
      most: formatCount(most),
      from: last === undefined ? '' : formatClock(beats.length < 60 ? last - 60_000 : (beats[0]?.at ?? last), zone),
      to: last === undefined ? '' : formatClock(last, zone),
      bars: [
        ...pad,
        ...beats.map((beat) => ({
          key: beat.at,
          height: (beat.matching / most) * 100,
          paused: beat.paused,
          gap: beat.gap,
        })),
      ],
    };
  });
  protected readonly silent = computed(() => {
    this.version();
    const { received, matching } = this.buffer.counters;
    if (this.state().kind !== 'live') return 'Waiting for the first frame.';
    return matching === 0 && received > 0
      ? `Nothing matches, while ${formatCount(received)} records arrive each second.`
      : 'Connected. No record has arrived yet.';
  });
  protected readonly chosen = computed(() => {
    const id = this.selected();
    return id === '' ? undefined : this.rows().find((row) => row.id === id)?.item;
  });
  protected readonly zone = computed(() => zoneName(this.preferences.zone(), Date.now()));
  protected readonly pausedText = computed(() => formatClock(this.pausedAt(), this.preferences.zone()));
  protected readonly attempt = computed(() => {
    const state = this.state();
    return state.kind === 'reconnecting' ? state.attempt : 0;
  });
  protected readonly refused = computed(() => {
    const state = this.state();
    return state.kind === 'refused' ? state.error : undefined;
  });

  protected readonly layout = tableLayout<LiveView>({
    page: 'live',
    columns: () => liveColumns(this.zone()),
    density: 28,
  });
  protected readonly extra = EXTRA;
  protected readonly kindOf = (view: LiveView): string => view.kind;
  /** What is listened to: other conditions begin without marks. */
  protected readonly result = computed(() => JSON.stringify([this.filter.conditions(), this.kinds()]));

  constructor() {
    declarePage(
      { title: 'Live tail' },
      {
        placeholder: 'Filter by address, port, protocol, app or name',
        fields: ['ip', 'port', 'proto', 'app', 'sensor', 'name'],
      },
    );
    const page = inject(Page);
    const sensors = query(
      Sensors,
      () => ({}),
      (result) => result.sensors,
    );
    effect(() => page.sensors.set((sensors.value() ?? []).map((sensor) => sensor.name)));
    inject(Keys).bind(
      { keys: 'Space', label: 'Pause, resume', group: 'This page', overrides: true, run: () => this.toggle() },
      { keys: 'Escape', label: 'Close the drawer', group: 'This page', run: () => this.close() },
    );
    const socket = inject(LiveSocket);
    effect((onCleanup) => {
      const where = { ...liveWhere(this.filter.conditions()), kinds: this.kinds(), limit: this.limit() };
      untracked(() => {
        this.buffer.clear();
        this.version.update((n) => n + 1);
      });
      if (this.past.on()) return;
      onCleanup(
        socket.subscribe(LiveTail, () => ({ where, after: this.buffer.cursor }), {
          frames: (frames) => {
            const held = untracked(this.pause) !== '';
            for (const frame of frames) this.buffer.push(frame.liveTail, held);
            this.version.update((n) => n + 1);
          },
          state: (state) => {
            if (state.kind === 'refused') this.buffer.clear();
            this.state.set(state);
          },
        }),
      );
    });
    effect(() => {
      if (this.pause() !== '') untracked(() => this.pausedAt.set(Date.now()));
      else {
        this.buffer.release();
        untracked(() => this.version.update((n) => n + 1));
      }
    });
    const speak = setInterval(() => {
      const { received, matching } = this.buffer.counters;
      void this.announcer.announce(
        `${received} records a second, ${matching} match${this.pause() === '' ? '' : `, paused, ${this.buffer.waiting} waiting`}`,
      );
    }, SPEAK_MS);
    inject(DestroyRef).onDestroy(() => clearInterval(speak));
  }

  protected viewOf(row: unknown): LiveView {
    return row as LiveView;
  }

  protected open(id: string): void {
    this.url.patch({ sel: id }, 'replace');
  }

  protected close(): void {
    if (this.selected() === '') return;
    this.url.patch({ sel: null }, 'replace');
    this.table()?.focus();
  }

  protected step(by: 1 | -1): void {
    const rows = this.rows().filter((row) => !row.notice);
    const next = rows[rows.findIndex((row) => row.id === this.selected()) + by];
    if (next) this.open(next.id);
  }

  protected toggle(): void {
    if (this.pause() === '') this.url.patch({ live: '0' }, 'replace');
    else this.resume();
  }

  protected resume(): void {
    this.table()?.toTop();
    this.away.set(false);
    this.url.patch({ live: null, sel: null }, 'replace');
  }

  protected toggleKind(kind: LiveKind): void {
    const now = this.kinds();
    const next = now.includes(kind) ? now.filter((one) => one !== kind) : [...now, kind];
    this.url.patch({ kinds: next.length === 0 || next.length === KINDS.length ? null : next.join(',') });
  }

  protected setLimit(value: string): void {
    this.url.patch({ limit: value === '200' ? null : value });
  }
}

const views = new WeakMap<object, { readonly zone: string; readonly view: LiveView }>();

/** A row is written once: the list is walked with every frame. */
function cached<T extends object>(entry: T, zone: Zone, make: (entry: T, zone: Zone) => LiveView): LiveView {
  const known = views.get(entry);
  if (known?.zone === zone) return known.view;
  const view = make(entry, zone);
  views.set(entry, { zone, view });
  return view;
}
