import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { RouterLink } from '@angular/router';
import { change, formatCount, formatShare, quantity } from '../../format/numbers';
import { Icon } from '../../ui/icon';
import { Sparkline } from '../../ui/sparkline';

/** A greater change says only that there was next to nothing before. */
const MOST_CHANGE = 9.99;

/** One figure: the value now or over the range, its change against the range before, and sixty points. */
@Component({
  selector: 'wl-tile',
  imports: [Icon, RouterLink, Sparkline],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'panel' },
  template: `
    <a class="body" [routerLink]="link()" queryParamsHandling="merge">
      <span class="name">{{ label() }}</span>
      <span class="figure">
        @if (value() === undefined || blank()) {
          <span class="value none">–</span>
        } @else {
          <span class="value num">{{ shown().value }}</span>
          @if (shown().unit) {
            <span class="unit">{{ shown().unit }}</span>
          }
        }
      </span>
      <span class="note">
        @if (note()) {
          {{ note() }}
        } @else {
          @if (now() !== undefined) {
            <span title="Mean of the range">avg {{ mean() }}</span>
          }
          @if (delta(); as d) {
            <wl-icon [name]="d.up ? 'rise' : 'fall'" />
            <span class="num">{{ d.text }}</span>
            @if (now() === undefined) {
              <span class="versus">vs previous {{ span() }}</span>
            }
          } @else if (now() === undefined) {
            <span>no earlier data to compare</span>
          }
        }
      </span>
      @if (!blank()) {
        <wl-sparkline class="spark" [points]="spark()" [from]="from()" [to]="to()" />
      }
    </a>
  `,
  styles: `
    :host {
      position: relative;
    }
    .body {
      display: grid;
      grid-template: 18px 40px 18px / minmax(0, 1fr) auto;
      padding: 10px var(--panel-pad) 12px;
      border-radius: inherit;
      color: inherit;
    }
    .body:hover {
      text-decoration: none;
      background: var(--hover);
    }
    .name {
      grid-column: 1 / 3;
      color: var(--text-2);
      font: var(--type-label);
      white-space: nowrap;
    }
    .figure {
      display: flex;
      align-items: baseline;
      gap: 6px;
      min-width: 0;
      white-space: nowrap;
    }
    .value {
      font: var(--type-display);
      letter-spacing: var(--track-display);
    }
    .none {
      color: var(--text-3);
    }
    .unit {
      color: var(--text-2);
      font: var(--type-body);
    }
    .note {
      grid-column: 1 / 3;
      grid-row: 3;
      display: flex;
      align-items: center;
      gap: 6px;
      overflow: hidden;
      color: var(--text-2);
      font: var(--type-caption);
      white-space: nowrap;
    }
    .note span {
      min-width: 0;
      overflow: hidden;
      text-overflow: ellipsis;
    }
    .note wl-icon {
      --icon-size: 12px;
    }
    .spark {
      grid-column: 2;
      grid-row: 2;
    }
    @media (max-width: 599px) {
      .versus {
        display: none;
      }
    }
    @media (max-width: 1359px) {
      .spark {
        display: none;
      }
    }
  `,
})
export class Tile {
  readonly label = input.required<string>();
  /** '' for a plain count. */
  readonly unit = input('');
  /** Mean over the range. */
  readonly value = input<number>();
  readonly previous = input<number | null>();
  readonly points = input<readonly number[]>([]);
  /** The figure of this very moment, while live. */
  readonly now = input<number>();
  readonly span = input.required<string>();
  /** Ends of the range, ms. */
  readonly from = input<number>();
  readonly to = input<number>();
  readonly link = input.required<string>();
  /** Said instead of the change. */
  readonly note = input('');
  /** Nothing was ever recorded: a zero would be a figure. */
  readonly blank = input(false);

  protected readonly shown = computed(() => this.write(this.now() ?? this.value() ?? 0));
  protected readonly mean = computed(() => {
    const { value, unit } = this.write(this.value() ?? 0);
    return unit === '' ? value : `${value}\u00a0${unit}`;
  });
  protected readonly spark = computed(() => {
    const now = this.now();
    return now === undefined ? this.points() : [...this.points().slice(-59), now];
  });
  protected readonly delta = computed(() => {
    const value = this.value();
    const by = value === undefined ? undefined : change(value, this.previous());
    return by === undefined
      ? undefined
      : { up: by >= 0, text: by > MOST_CHANGE ? '>\u2009999\u00a0%' : formatShare(Math.abs(by)) };
  });

  private write(n: number): { readonly value: string; readonly unit: string } {
    if (this.unit() === '') return { value: formatCount(n), unit: '' };
    if (this.unit().startsWith('/') && n >= 100 && n < 9_999.5) return { value: formatCount(n), unit: this.unit() };
    return quantity(n, this.unit());
  }
}
