import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
} from '@angular/core';
import { type Zone, instantOf } from '../core/zones';
import { partsOf } from '../format/times';
import { Icon } from '../ui/icon';

const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** One month of days: two presses choose a range of whole days. Arrows, Home, End and Page keys move, Enter chooses. */
@Component({
  selector: 'wl-calendar',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '(keydown)': 'press($event)' },
  template: `
    <div class="head">
      <button type="button" class="icon-button" aria-label="Earlier month" (click)="turn(-1)">
        <wl-icon name="left" />
      </button>
      <span class="strong" aria-live="polite">{{ title() }}</span>
      <button type="button" class="icon-button" aria-label="Later month" (click)="turn(1)">
        <wl-icon name="right" />
      </button>
    </div>
    <table role="grid" [attr.aria-label]="title()">
      <thead>
        <tr>
          @for (name of names; track name) {
            <th scope="col">{{ name }}</th>
          }
        </tr>
      </thead>
      <tbody>
        @for (week of weeks(); track $index) {
          <tr>
            @for (cell of week; track cell.at) {
              <td role="gridcell" [class.in]="cell.inside" [attr.aria-selected]="cell.inside">
                <button
                  type="button"
                  class="num"
                  [class.edge]="cell.edge"
                  [class.other]="cell.other"
                  [class.today]="cell.today"
                  [tabindex]="cell.at === focus() ? 0 : -1"
                  [attr.data-at]="cell.at"
                  [attr.aria-label]="cell.label"
                  (click)="pick(cell.at)"
                >
                  {{ cell.day }}
                </button>
              </td>
            }
          </tr>
        }
      </tbody>
    </table>
    <p class="muted hint">{{ pending() === undefined ? 'First day, then last day' : 'Now the last day' }}</p>
  `,
  styles: `
    :host {
      display: block;
    }
    .head {
      display: flex;
      align-items: center;
      justify-content: space-between;
      margin-bottom: var(--space-8);
    }
    table {
      border-spacing: 0;
      font: var(--type-table);
    }
    th {
      width: 32px;
      height: 24px;
      color: var(--text-3);
      font: var(--type-caption);
    }
    td {
      padding: 1px 0;
    }
    td.in {
      background: var(--selected);
    }
    td button {
      width: 32px;
      height: 28px;
      padding: 0;
      border: 0;
      border-radius: var(--radius-control);
      background: none;
    }
    td button:hover {
      box-shadow: inset 0 0 0 1px var(--border-strong);
    }
    td .other {
      color: var(--text-3);
    }
    td .today {
      text-decoration: underline;
      text-underline-offset: 4px;
    }
    td .edge {
      background: var(--accent);
      color: var(--on-accent);
      font-weight: 600;
    }
    .hint {
      margin-top: var(--space-8);
      font: var(--type-caption);
    }
  `,
})
export class Calendar {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly from = input<number>();
  readonly to = input<number>();
  readonly zone = input.required<Zone>();
  readonly picked = output<{ readonly from: number; readonly to: number }>();

  protected readonly names = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su'];
  /** First day of a chosen pair, waiting for the second. */
  protected readonly pending = signal<number | undefined>(undefined);
  private readonly month = signal<{ readonly year: number; readonly month: number }>({ year: 2000, month: 0 });
  protected readonly focus = signal(0);
  protected readonly title = computed(() => `${MONTHS[this.month().month] ?? ''} ${this.month().year}`);

  constructor() {
    effect(() => {
      const at = this.to() ?? Date.now();
      const zone = this.zone();
      untracked(() => {
        if (this.pending() !== undefined) return;
        const { year, month, day } = partsOf(at - 1, zone);
        this.month.set({ year, month });
        this.focus.set(this.stamp({ year, month, day }));
      });
    });
  }

  protected readonly weeks = computed(() => {
    const { year, month } = this.month();
    const lead = (new Date(Date.UTC(year, month, 1)).getUTCDay() + 6) % 7;
    const today = partsOf(Date.now(), this.zone());
    const first = this.pending() ?? this.from();
    const last = this.pending() ?? (this.to() === undefined ? undefined : (this.to() ?? 0) - 1);
    return Array.from({ length: 6 }, (_, week) =>
      Array.from({ length: 7 }, (_unused, column) => {
        const at = this.stamp({ year, month, day: 1 - lead + week * 7 + column });
        const end = this.stamp({ year, month, day: 2 - lead + week * 7 + column });
        const p = partsOf(at, this.zone());
        const inside = first !== undefined && last !== undefined && end > first && at <= last;
        const edge = inside && ((first >= at && first < end) || (last >= at && last < end));
        return {
          at,
          day: p.day,
          inside,
          edge,
          other: p.month !== month,
          today: p.day === today.day && p.month === today.month && p.year === today.year,
          label: `${p.day} ${MONTHS[p.month] ?? ''} ${p.year}`,
        };
      }),
    );
  });

  protected turn(by: number): void {
    const { year, month } = this.month();
    const next = new Date(Date.UTC(year, month + by, 1));
    this.month.set({ year: next.getUTCFullYear(), month: next.getUTCMonth() });
    this.focus.set(this.stamp({ year: next.getUTCFullYear(), month: next.getUTCMonth(), day: 1 }));
  }

  protected pick(at: number): void {
    const first = this.pending();
    this.focus.set(at);
    if (first === undefined) {
      this.pending.set(at);
      return;
    }
    this.pending.set(undefined);
    const last = partsOf(Math.max(first, at), this.zone());
    this.picked.emit({ from: Math.min(first, at), to: this.stamp({ ...last, day: last.day + 1 }) });
  }

  protected press(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
    const here = partsOf(this.focus(), this.zone());
    const weekday = (new Date(Date.UTC(here.year, here.month, here.day)).getUTCDay() + 6) % 7;
    const days = by ?? { Home: -weekday, End: 6 - weekday }[event.key];
    if (event.key === 'PageUp' || event.key === 'PageDown') this.turn(event.key === 'PageUp' ? -1 : 1);
    else if (days === undefined || (event.target as HTMLElement).closest('table') === null) return;
    else {
      const at = this.stamp({ ...here, day: here.day + days });
      const there = partsOf(at, this.zone());
      this.month.set({ year: there.year, month: there.month });
      this.focus.set(at);
    }
    event.preventDefault();
    setTimeout(() => this.host.querySelector<HTMLElement>(`[data-at="${this.focus()}"]`)?.focus());
  }

  private stamp({ year, month, day }: Day): number {
    return instantOf(this.zone(), year, month, day);
  }
}
