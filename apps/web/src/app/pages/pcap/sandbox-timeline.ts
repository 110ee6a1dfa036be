import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal } from '@angular/core';
import { query } from '../../core/api/query';
import { Preferences } from '../../core/preferences';
import { escapeText } from '../../format/hostile';
import { formatCount } from '../../format/numbers';
import { formatClock, formatDuration } from '../../format/times';
import { CaptureDensity } from '../../graphql/generated/operations';
import { SeverityMark } from '../../ui/severity-mark';
import { barsOf, bucketWords, densityWords } from './density-words';
import type { SandboxAlert } from './sandbox-words';

const BUCKETS = 240;
/** Marks that stand closer than this share of the width are one. */
const APART = 0.012;

/** Packets of the capture over its time, the played part in colour, with the alerts of the replay above. A click goes there. */
@Component({
  selector: 'wl-sandbox-timeline',
  imports: [SeverityMark],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './sandbox-timeline.html',
  styleUrl: './sandbox-timeline.css',
})
export class SandboxTimeline {
  private readonly preferences = inject(Preferences);
  readonly capture = input.required<string>();
  /** First packet and time from it to the last, ms. */
  readonly from = input.required<number>();
  readonly span = input.required<number>();
  /** Played part, 0 to 100. */
  readonly share = input.required<number>();
  readonly alerts = input.required<readonly SandboxAlert[]>();
  readonly may = input.required<boolean>();
  /** Somebody wants to go there: ms after the first packet. */
  readonly sought = output<number>();

  protected readonly state = query(
    CaptureDensity,
    () => ({ capture: this.capture(), buckets: BUCKETS }),
    ({ captureDensity }) => captureDensity,
    () => this.capture(),
  );
  protected readonly bars = computed(() => {
    const density = this.state.value();
    return density ? barsOf(density) : '';
  });
  protected readonly count = computed(() => this.state.value()?.packets.length ?? 1);
  protected readonly most = computed(() => formatCount(Math.max(0, ...(this.state.value()?.packets ?? []))));
  protected readonly label = computed(() => {
    const density = this.state.value();
    return density ? densityWords(density, this.preferences.zone()) : '';
  });
  protected readonly width = computed(() => {
    const density = this.state.value();
    return density ? `${formatDuration(density.widthSeconds)} a bar` : '';
  });
  /** Bucket under the pointer; -1 when there is none. */
  protected readonly over = signal(-1);
  protected readonly told = computed(() => {
    const density = this.state.value();
    const at = this.over();
    return density && at >= 0 ? bucketWords(density, at, this.preferences.zone()) : '';
  });
  protected readonly marks = computed(() => {
    const marks: { readonly at: number; readonly level: string; readonly text: string }[] = [];
    const byTime = [...this.alerts()].sort((a, b) => a.first.localeCompare(b.first) || a.id.localeCompare(b.id));
    for (const { first, severity, title } of byTime) {
      const at = Math.min(1, Math.max(0, (Date.parse(first) - this.from()) / this.span()));
      const before = marks.at(-1);
      if (before && at - before.at < APART && before.level === severity) continue;
      const clock = formatClock(Date.parse(first), this.preferences.zone());
      marks.push({ at, level: severity, text: `${escapeText(title)}, ${clock}` });
    }
    return marks;
  });

  protected hover({ offsetX, currentTarget }: MouseEvent): void {
    const { clientWidth } = currentTarget as HTMLElement;
    this.over.set(Math.min(this.count() - 1, Math.max(0, Math.floor((offsetX / clientWidth) * this.count()))));
  }

  protected go({ button, offsetX, currentTarget }: MouseEvent): void {
    const { clientWidth } = currentTarget as HTMLElement;
    if (button === 0 && this.may()) this.sought.emit((offsetX / clientWidth) * this.span());
  }
}
