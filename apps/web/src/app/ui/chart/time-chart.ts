import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { ChartGroup } from '../../core/chart-group';
import { Preferences } from '../../core/preferences';
import { formatRate } from '../../format/numbers';
import { formatDuration, formatMoment } from '../../format/times';
import type { Painter } from './kit';
import {
  type ChartColours,
  type ChartData,
  type ChartLook,
  bucketAt,
  readingsAt,
  recordedSpan,
  stretchOf,
} from './model';
import { ChartTooltip } from './tooltip';
import { ChartTable } from './chart-table';

/** Presses shorter than this are clicks, not brushes. */
const BRUSH_MIN_PX = 6;
/** Parts without a record are marked from this width on, and named from that on. */
const BLANK_MIN_PX = 32;
const BLANK_WORDS_PX = 140;

/** A chart over time: stacked areas or bars, mirrored below zero when bands have a `down`, one cross-line and one brush with the page's other charts. */
@Component({
  selector: 'wl-time-chart',
  imports: [ChartTooltip, ChartTable],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './time-chart.html',
  styleUrl: './time-chart.css',
})
export class TimeChart {
  private readonly preferences = inject(Preferences);
  protected readonly group = inject(ChartGroup);
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  private readonly canvas = viewChild.required<ElementRef<HTMLElement>>('canvas');
  private readonly probe = viewChild.required<ElementRef<HTMLElement>>('probe');

  readonly data = input.required<ChartData>();
  readonly kind = input<ChartLook['kind']>('area');
  readonly stacked = input(true);
  readonly from = input.required<number>();
  readonly to = input.required<number>();
  readonly unit = input('bit/s');
  readonly partial = input(false);
  /** Names of the two sides of a mirrored chart. */
  readonly sides = input<readonly [up: string, down: string]>(['In', 'Out']);
  /** One sentence: what the chart shows, for those who cannot see it. */
  readonly summary = input.required<string>();
  /** Said in the empty plot. */
  readonly nothing = input('');
  /** Said in the hatched parts at both ends where nothing was recorded; '' = no such part is marked. */
  readonly hatched = input('');
  readonly asTable = input(false);
  readonly legend = input(true);
  readonly brushed = output<{ readonly from: number; readonly to: number }>();

  private readonly painter = signal<Painter | undefined>(undefined);
  private readonly themeTick = signal(0);
  private readonly drawn = signal(0);
  protected readonly off = signal<ReadonlySet<string>>(new Set());
  /** Bucket where the keys' brush began. */
  private anchor = -1;
  /** Bucket under the page's cross-line, -1 without one. */
  protected readonly cursor = computed(() => {
    const at = this.group.at();
    return at === undefined ? -1 : bucketAt(this.data(), at);
  });
  /** The tooltip belongs to the chart that is pointed at; the others show the line. */
  protected readonly told = computed(() => this.cursor() >= 0 && this.group.isAt(this));
  /** What the page's brush covers here, px. */
  protected readonly brush = computed(() => {
    this.drawn();
    const marked = this.group.marked();
    const painter = this.painter();
    if (!marked || !painter) return undefined;
    const [start, end] = [Math.min(marked.from, marked.to), Math.max(marked.from, marked.to)];
    if (start >= this.to() || end <= this.from()) return undefined;
    const left = painter.xOf(Math.max(start, this.from()));
    return { left, width: painter.xOf(Math.min(end, this.to())) - left };
  });
  /** Span of the brush in words, while it is drawn. */
  protected readonly brushText = computed(() => {
    const marked = this.group.marked();
    return marked && this.group.isAt(this) ? formatDuration(Math.round(Math.abs(marked.to - marked.from) / 1000)) : '';
  });

  protected readonly shown = computed<ChartData>(() => {
    const data = this.data();
    return this.off().size === 0 ? data : { ...data, bands: data.bands.filter((band) => !this.off().has(band.key)) };
  });
  protected readonly mirrored = computed(() => this.data().bands.some((band) => band.down));
  protected readonly empty = computed(() => this.nothing() !== '' && this.data().bands.length === 0);
  protected readonly readings = computed(() =>
    this.cursor() < 0 ? [] : readingsAt(this.shown(), this.cursor()).slice(0, 10),
  );
  protected readonly moment = computed(() => {
    const at = this.data().times[this.cursor()];
    return at === undefined ? '' : formatMoment(at, this.preferences.zone(), Date.now(), this.data().bucket < 60);
  });
  protected readonly cursorX = computed(() => {
    this.drawn();
    const at = this.data().times[this.cursor()];
    return at === undefined ? 0 : (this.painter()?.xOf(at + this.data().bucket * 500) ?? 0);
  });
  protected readonly pale = computed(() => {
    this.drawn();
    const last = this.data().times.at(-1);
    const painter = this.painter();
    if (!painter || last === undefined || !this.partial() || this.kind() !== 'area') return undefined;
    const left = painter.xOf(Math.max(this.from(), last - this.data().bucket * 500));
    return { left, width: Math.max(0, painter.xOf(this.to()) - left) };
  });
  /** Where nothing was recorded before the first and after the last packet: hatched, so that it is not read as zero. */
  protected readonly blanks = computed(() => {
    this.drawn();
    const painter = this.painter();
    const span = this.hatched() === '' ? undefined : recordedSpan(this.data(), this.from(), this.to());
    if (!painter || !span) return [];
    const margin = this.data().bucket * 1000;
    return [
      { from: this.from(), to: span.first - margin / 2 },
      { from: span.last + margin / 2, to: this.to() },
    ]
      .map(({ from, to }) => ({ left: painter.xOf(from), width: painter.xOf(to) - painter.xOf(from) }))
      .filter(({ width }) => width >= BLANK_MIN_PX)
      .map((area) => ({ ...area, words: area.width >= BLANK_WORDS_PX ? this.hatched() : '' }));
  });
  protected readonly spoken = computed(() =>
    !this.told()
      ? ''
      : `${this.moment()}: ${this.readings()
          .map((one) => `${one.label} ${formatRate(one.up, this.unit())}`)
          .join(', ')}${this.brushText() ? `; ${this.brushText()} marked, Enter narrows to it` : ''}`,
  );

  constructor() {
    let alive = true;
    const media = matchMedia('(prefers-color-scheme: dark)');
    const retheme = (): void => this.themeTick.update((n) => n + 1);
    media.addEventListener('change', retheme);
    const resize = new ResizeObserver(() => {
      this.painter()?.resize();
      this.drawn.update((n) => n + 1);
    });
    effect(() => {
      this.drawn();
      this.group.put(this, { bucket: this.data().bucket, pixels: this.canvas().nativeElement.clientWidth });
    });
    inject(DestroyRef).onDestroy(() => {
      alive = false;
      media.removeEventListener('change', retheme);
      resize.disconnect();
      this.painter()?.dispose();
      this.group.remove(this);
    });
    effect(() => {
      const element = this.canvas().nativeElement;
      if (this.painter()) return;
      void import('./kit').then(({ createPainter }) => {
        if (!alive || this.painter()) return;
        this.painter.set(createPainter(element));
        resize.observe(element);
      });
    });
    effect(() => {
      this.themeTick();
      this.preferences.theme();
      const painter = this.painter();
      const data = this.shown();
      const look: ChartLook = {
        kind: this.kind(),
        stacked: this.stacked(),
        partial: this.partial(),
        zone: this.preferences.zone(),
        from: this.from(),
        to: this.to(),
      };
      if (!painter) return;
      // the theme attribute of the page is written by an effect too: colours are read after it
      queueMicrotask(() => {
        if (!alive) return;
        painter.draw(data, look, this.colours());
        requestAnimationFrame(() => this.drawn.update((n) => n + 1));
      });
    });
  }

  protected toggle(key: string): void {
    this.off.update((off) => {
      const next = new Set(off);
      if (!next.delete(key)) next.add(key);
      return next;
    });
  }

  protected move(event: PointerEvent): void {
    const at = this.painter()?.timeAt(this.xIn(event));
    if (at === undefined || Number.isNaN(at)) return;
    this.group.point(at, this);
    const marked = this.group.marked();
    if (marked && event.buttons % 2 === 1) this.group.marked.set({ from: marked.from, to: at });
  }

  protected press(event: PointerEvent): void {
    const at = this.painter()?.timeAt(this.xIn(event));
    if (event.button !== 0 || at === undefined || Number.isNaN(at)) return;
    this.group.point(at, this);
    this.group.marked.set({ from: at, to: at });
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
  }

  protected release(): void {
    const width = this.brush()?.width ?? 0;
    const marked = this.group.marked();
    this.group.marked.set(undefined);
    if (!marked || width < BRUSH_MIN_PX) return;
    const of = (at: number): number => bucketAt(this.data(), Math.max(this.from(), Math.min(this.to() - 1, at)));
    this.narrow(of(marked.from), of(marked.to));
  }

  protected leave(event: PointerEvent): void {
    if (event.buttons === 0) this.group.leave(this);
  }

  protected blur(): void {
    this.anchor = -1;
    this.group.leave(this);
  }

  /** Arrows move the cross-line, with Shift they draw the brush, Enter or `z` narrows the range to it. */
  protected key(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const last = this.data().times.length - 1;
    const here = this.cursor() < 0 ? last : this.cursor();
    const next = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key];
    if (next !== undefined && last >= 0) this.step(Math.max(0, Math.min(last, next)), here, event.shiftKey);
    else if ((event.key === 'Enter' || event.key === 'z') && this.anchor >= 0) {
      const from = this.anchor;
      this.blur();
      this.narrow(from, here);
    } else if (event.key === 'Escape' && this.group.isAt(this)) this.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private step(next: number, here: number, marking: boolean): void {
    this.group.point((this.data().times[next] ?? 0) + this.data().bucket * 500, this);
    if (!marking) this.anchor = -1;
    else if (this.anchor < 0) this.anchor = here;
    this.group.marked.set(marking ? stretchOf(this.data(), this.anchor, next) : undefined);
  }

  private narrow(a: number, b: number): void {
    if (a >= 0 && b >= 0) this.brushed.emit(stretchOf(this.data(), a, b));
  }

  private xIn(event: PointerEvent): number {
    return event.clientX - this.canvas().nativeElement.getBoundingClientRect().left;
  }

  /** Tokens as the canvas needs them: the browser resolves `light-dark()` only in a real property. */
  private colours(): ChartColours {
    const probe = this.probe().nativeElement;
    const read = (token: string): string => {
      probe.style.color = `var(${token})`;
      return getComputedStyle(probe).color;
    };
    const bands: Record<string, string> = {};
    for (const band of this.data().bands) bands[band.colour] ??= read(band.colour);
    return { text: read('--text-3'), grid: read('--grid'), zero: read('--border-strong'), bands };
  }

  protected get width(): number {
    return this.host.clientWidth;
  }
}
