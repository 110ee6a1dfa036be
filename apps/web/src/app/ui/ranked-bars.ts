import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { formatBytes, formatShare, formatShort } from '../format/numbers';
import { protocolColour, protocolName } from '../format/protocols';
import { NameChip } from './name-chip';
import { suppressedNote } from './small-groups';
import { ValueChip } from './value-chip';
import type { ValueKind } from './value-menu';
import { WireText } from './wire-text';

export interface RankedRow {
  readonly key: string;
  readonly value: number;
  readonly share: number;
  readonly unicode?: string | null;
  readonly mixed?: boolean;
}

/** An ordered list with a bar behind each row: widest first, the value and its share at the right. */
@Component({
  selector: 'wl-ranked',
  imports: [NameChip, ValueChip, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ol [attr.aria-label]="label()">
      @for (row of drawn(); track row.key) {
        <li animate.enter="enter">
          <span
            class="bar"
            [class.coloured]="row.colour"
            [style.width.%]="row.width"
            [style.--bar]="row.colour ? 'var(' + row.colour + ')' : null"
          ></span>
          <span class="key">
            @if (kind() === 'plain') {
              <wl-wire [text]="row.shown" />
            } @else if (kind() === 'domain') {
              <wl-name [name]="row.key" [unicode]="row.unicode ?? null" [mixed]="row.mixed ?? false" [mono]="false" />
            } @else {
              <wl-value [kind]="$any(kind())" [value]="row.key" [shown]="row.shown" [mono]="kind() === 'address'" />
            }
            @if (row.note) {
              <span class="note muted">{{ row.note }}</span>
            }
          </span>
          <span class="value num">{{ row.text }}</span>
          <span class="share num">{{ row.percent }}</span>
        </li>
      }
    </ol>
    @if (left(); as note) {
      <p class="left muted">{{ note }}</p>
    }
  `,
  styles: `
    .left {
      margin: 0;
      padding: 0 var(--space-16) var(--space-12);
      font: var(--type-caption);
    }
    /* figures are as wide as the widest one, keys have all the rest */
    ol {
      display: grid;
      grid-template-columns: minmax(0, 1fr) auto auto;
      column-gap: 4px;
      padding: 0 var(--space-8) var(--space-12);
    }
    li {
      position: relative;
      display: grid;
      grid-template-columns: subgrid;
      grid-column: 1 / -1;
      align-items: center;
      height: var(--bar-row);
      padding: 0 var(--space-8);
      font: var(--type-table);
    }
    .bar {
      position: absolute;
      inset: 2px auto 2px 0;
      min-width: 3px;
      border-radius: 2px;
      background: var(--bar-tint);
      transition: width var(--motion-layout);
    }
    .bar.coloured {
      border-left: 3px solid var(--bar);
      background: color-mix(in srgb, var(--bar) 18%, transparent);
    }
    .key {
      position: relative;
      display: flex;
      align-items: baseline;
      gap: var(--space-8);
      min-width: 0;
      overflow: clip;
      overflow-clip-margin: 4px;
      --track-mono: -0.04em;
    }
    .key wl-value,
    .key wl-name {
      min-width: 0;
    }
    .key:has(.note) wl-value {
      flex: none;
    }
    .note {
      overflow: hidden;
      font: var(--type-caption);
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .value,
    .share {
      position: relative;
      text-align: right;
      white-space: nowrap;
    }
    .share {
      padding-left: var(--space-2);
      color: var(--text-2);
      font-size: 12px;
    }
  `,
})
export class RankedBars {
  readonly rows = input.required<readonly RankedRow[]>();
  /** Rows that are left out because fewer than five hosts stand behind each. */
  readonly suppressed = input<number | null | undefined>(null);
  protected readonly left = computed(() => suppressedNote(this.suppressed()));
  /** `plain`: values that nothing can be done with. */
  readonly kind = input.required<ValueKind | 'plain'>();
  readonly unit = input<'bytes' | 'count'>('bytes');
  readonly label = input.required<string>();
  /** What a key means, written small behind it. */
  readonly notes = input<Readonly<Record<string, string>>>({});

  protected readonly drawn = computed(() => {
    const rows = this.rows();
    const most = rows.reduce((max, row) => Math.max(max, row.value), 0) || 1;
    const protocols = this.kind() === 'app';
    return rows.map((row) => ({
      ...row,
      width: (row.value / most) * 100,
      colour: protocols ? protocolColour(row.key) : '',
      shown: protocols ? protocolName(row.key) : row.key,
      note: Object.hasOwn(this.notes(), row.key) ? this.notes()[row.key] : undefined,
      text: this.unit() === 'bytes' ? formatBytes(row.value) : formatShort(row.value),
      percent: formatShare(row.share),
    }));
  });
}
