import { Injectable, computed, signal } from '@angular/core';

/** What one chart of a page tells the others. */
export interface ChartMember {
  /** Seconds a bucket. */
  readonly bucket: number;
  /** Width of the plot. */
  readonly pixels: number;
}

/** A stretch of time that is being marked, ms; `from` may be the later end while the pointer is left of where it began. */
export interface Marked {
  readonly from: number;
  readonly to: number;
}

const FALLBACK_PIXELS = 800;

/** The charts of the open page: one moment under the cross-line of all, one brush, one tooltip. */
@Injectable({ providedIn: 'root' })
export class ChartGroup {
  private readonly members = signal<ReadonlyMap<object, ChartMember>>(new Map());
  private readonly pointed = signal<{ readonly at: number; readonly by: object } | undefined>(undefined);

  /** Moment under the cross-line, ms. */
  readonly at = computed(() => this.pointed()?.at);
  /** What the brush covers while it is drawn, in every chart. */
  readonly marked = signal<Marked | undefined>(undefined);
  /** Width of the buckets of the page's first chart in seconds; undefined on pages without charts. */
  readonly bucket = computed(() => this.members().values().next().value?.bucket);
  /** Width of the widest plot. */
  readonly pixels = computed(() => {
    const widths = [...this.members().values()].map((one) => one.pixels).filter((width) => width > 0);
    return widths.length === 0 ? FALLBACK_PIXELS : Math.max(...widths);
  });

  /** A chart appears, or was laid out anew. */
  put(member: object, { bucket, pixels }: ChartMember): void {
    const known = this.members().get(member);
    if (known?.bucket === bucket && known.pixels === pixels) return;
    this.members.update((all) => new Map(all).set(member, { bucket, pixels }));
  }

  remove(member: object): void {
    this.members.update((all) => new Map([...all].filter(([one]) => one !== member)));
    this.leave(member);
  }

  point(at: number, by: object): void {
    this.pointed.set({ at, by });
  }

  /** Takes the cross-line away, unless another chart has it by now. */
  leave(by: object): void {
    if (this.pointed()?.by !== by) return;
    this.pointed.set(undefined);
    this.marked.set(undefined);
  }

  /** True for the chart under the pointer or with the focus: only it shows the tooltip. */
  isAt(member: object): boolean {
    return this.pointed()?.by === member;
  }
}
