import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { RouterLink } from '@angular/router';
import { Preferences } from '../../core/preferences';
import { Session } from '../../core/session/session';
import { escapeText } from '../../format/hostile';
import { formatBytes, formatCount } from '../../format/numbers';
import { formatDuration, formatMoment } from '../../format/times';
import type { CaptureFields } from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { MaskedNote } from '../../ui/masked-note';
import { WireText } from '../../ui/wire-text';
import { type CaptureState, formOf, rangeOf, spanOf } from './capture-words';

/** What the chosen capture holds, and what can be done with it. */
@Component({
  selector: 'wl-capture-detail',
  imports: [Icon, MaskedNote, RouterLink, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel', role: 'region', 'aria-labelledby': 'capture-title' },
  templateUrl: './capture-detail.html',
  styleUrl: './capture-detail.css',
})
export class CaptureDetail {
  private readonly session = inject(Session);
  private readonly preferences = inject(Preferences);
  readonly capture = input.required<CaptureFields>();
  readonly state = input.required<CaptureState>();
  /** Nothing can be changed, as in the past. */
  readonly closed = input.required<boolean>();
  readonly busy = input.required<boolean>();
  readonly imported = output();
  readonly stopped = output();
  readonly taken = output();
  /** A part of it is wanted; the button that said so. */
  readonly cutOut = output<HTMLElement>();
  readonly removed = output<HTMLElement>();

  protected readonly mayImport = computed(() => this.session.can('pcap.import') && !this.closed());
  protected readonly mayTake = computed(() => this.session.can('packets.download'));
  protected readonly mayDelete = computed(
    () =>
      !this.closed() &&
      (this.session.asksForFactor('pcap.delete') || (this.session.can('pcap.delete') && this.capture().mine)),
  );
  protected readonly running = computed(() => this.state().look === 'busy');
  protected readonly range = computed(() => rangeOf(this.capture()));
  protected readonly importWord = computed(() =>
    this.state().icon === 'pause' ? 'Go on importing' : 'Import into history',
  );

  protected readonly figures = computed(() => {
    const { packets, flows, bytes, sizeBytes } = this.capture();
    const span = spanOf(this.capture());
    return [
      { label: 'Packets', text: formatCount(packets) },
      { label: 'Flows', text: formatCount(flows) },
      { label: 'On the wire', text: formatBytes(bytes) },
      { label: 'Span', text: span === null ? '—' : formatDuration(span) },
      { label: 'File', text: formatBytes(sizeBytes) },
    ];
  });

  protected readonly facts = computed(() => {
    const { firstPacket, lastPacket, linkTypes, uploadedByName, uploadedAt, importedByName, importedAt } =
      this.capture();
    return [
      { label: 'First packet', text: this.moment(firstPacket) },
      { label: 'Last packet', text: this.moment(lastPacket) },
      { label: 'Link types', text: linkTypes.join(', ') || '—' },
      { label: 'Form', text: formOf(this.capture()) },
      { label: 'Given', text: `${this.moment(uploadedAt)} by ${escapeText(uploadedByName)}` },
      ...(importedByName === null
        ? []
        : [{ label: 'Import', text: `${this.moment(importedAt)} by ${escapeText(importedByName)}` }]),
    ];
  });

  private moment(time: string | null): string {
    return time === null ? '—' : formatMoment(Date.parse(time), this.preferences.zone(), Date.now(), true);
  }
}
