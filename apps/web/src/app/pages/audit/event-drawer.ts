import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { query } from '../../core/api/query';
import { formatPosition } from '../../core/past';
import { RangeState } from '../../core/range-state';
import { formatMoment } from '../../format/times';
import { EventPage, StreamChanges } from '../../graphql/generated/operations';
import { Drawer } from '../../ui/drawer';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { eventWords, shortHash } from './audit-words';
import { FieldDiff } from './field-diff';
import { plainSpaces } from './integrity-words';

/** One event as it stands in the log: payload, metadata, its links, and what it changed. */
@Component({
  selector: 'wl-event-drawer',
  imports: [Drawer, FieldDiff, Icon, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './event-drawer.html',
  styleUrl: './audit-drawer.css',
})
export class EventDrawer {
  private readonly range = inject(RangeState);
  readonly stream = input.required<string>();
  readonly revision = input.required<number>();
  readonly closed = output();
  readonly step = output<1 | -1>();
  readonly followed = output<string>();
  readonly listed = output<string>();

  private readonly key = computed(() => `${this.stream()}@${this.revision()}`);
  protected readonly detail = query(
    EventPage,
    () => ({ stream: this.stream(), revision: this.revision() }),
    (result) => result.event,
    this.key,
  );
  /** Revision that this one is compared with; the one before it until another is chosen. */
  protected readonly from = linkedSignal(() => this.revision() - 1);
  protected readonly change = query(
    StreamChanges,
    () => ({ stream: this.stream(), from: this.from(), to: this.revision() }),
    (result) => result.streamChange,
    () => `${this.key()}-${this.from()}`,
  );

  protected readonly head = computed(() => {
    const found = this.detail.value();
    if (!found) return undefined;
    const { event } = found;
    const time = (at: string): string =>
      plainSpaces(
        `${formatMoment(Date.parse(at), 'utc', this.range.now(), true)}.${at.slice(20, 26).padEnd(6, '0')} UTC`,
      );
    return {
      title: eventWords(event.type),
      position: formatPosition(event.position),
      facts: [
        { label: 'Actor', text: event.actorName },
        { label: 'Happened', text: time(event.at) },
        { label: 'Recorded', text: time(event.recordedAt) },
        { label: 'Event', text: event.id },
        { label: 'Correlation', text: event.correlation },
        { label: 'Caused by', text: event.causation },
        { label: 'Version', text: `${event.version} of its payload` },
      ],
      prev: shortHash(found.prev),
      hash: shortHash(found.hash),
    };
  });

  protected readonly payload = computed(() => (this.detail.value()?.data ?? '').split('\n'));

  /** Compares with the version before the one that is compared with now; from the oldest again with the newest before. */
  compareOlder(): void {
    this.from.update((from) => (from > -1 ? from - 1 : this.revision() - 1));
  }
}
