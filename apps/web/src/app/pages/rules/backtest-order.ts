import {
  ChangeDetectionStrategy,
  Component,
  computed,
  type ElementRef,
  input,
  linkedSignal,
  signal,
  viewChild,
} from '@angular/core';
import type { BacktestRuleVariables } from '../../graphql/generated/operations';

/** What is tried on what, and beside what. */
export type BacktestOrderOf = Omit<BacktestRuleVariables, 'id' | 'version'>;

const DAY_MS = 86_400_000;
const SPANS: readonly { readonly days: number; readonly label: string }[] = [
  { days: 1, label: 'Last day' },
  { days: 7, label: 'Last 7 days' },
  { days: 14, label: 'Last 14 days' },
  { days: 30, label: 'Last 30 days' },
  { days: 0, label: 'From … to …' },
];
const FIRST_DAYS = 7;
/** Versions that are offered, the newest ones. */
const MOST_VERSIONS = 50;
const PUBLISHED = 'published';
const LIVE = 'live';

/** Which range a back-test reads, and what it is compared with. */
@Component({
  selector: 'wl-backtest-order',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <select
      #span
      class="field"
      aria-label="Range of the back-test"
      [disabled]="locked()"
      (change)="choose(+span.value)"
    >
      @for (one of spans; track one.days) {
        <option [value]="one.days" [selected]="one.days === days()">{{ one.label }}</option>
      }
    </select>
    <select
      #beside
      class="field"
      aria-label="What the back-test is compared with"
      [disabled]="locked()"
      (change)="against.set(beside.value)"
    >
      @for (one of others(); track one.value) {
        <option [value]="one.value" [selected]="one.value === against()">{{ one.label }}</option>
      }
    </select>
    @if (days() === 0) {
      <label>
        <span class="caption">Recorded from (UTC)</span>
        <input
          #begin
          class="field num"
          type="datetime-local"
          [disabled]="locked()"
          [value]="from()"
          [attr.aria-invalid]="problem() !== '' || null"
          [attr.aria-describedby]="problem() ? 'backtest-range-problem' : null"
          (input)="from.set(begin.value)"
        />
      </label>
      <label>
        <span class="caption">Before (UTC), none: now</span>
        <input
          #end
          class="field num"
          type="datetime-local"
          [disabled]="locked()"
          [value]="to()"
          (input)="to.set(end.value)"
        />
      </label>
      @if (problem(); as text) {
        <p id="backtest-range-problem" class="bad" role="alert">{{ text }}</p>
      }
    }
  `,
  styles: `
    :host {
      display: grid;
      grid-template-columns: minmax(0, 3fr) minmax(0, 4fr);
      gap: var(--space-8);
      width: 100%;
    }
    label {
      display: contents;
    }
    .field {
      width: 100%;
      min-width: 0;
      background: var(--surface);
    }
    .caption {
      align-self: center;
      color: var(--text-3);
      font: var(--type-caption);
    }
    .bad {
      grid-column: 1 / -1;
      color: var(--error);
    }
  `,
})
export class BacktestOrder {
  /** The newest version that is saved; undefined while there is none. */
  readonly newest = input<number>();
  readonly locked = input(false);

  protected readonly spans = SPANS;
  /** 0: from one time to another. */
  protected readonly days = signal(FIRST_DAYS);
  /** As `datetime-local` has it, UTC. */
  protected readonly from = signal('');
  protected readonly to = signal('');
  protected readonly others = computed(() => {
    const newest = this.newest() ?? 0;
    const versions = Array.from({ length: Math.min(newest, MOST_VERSIONS) }, (_, i) => newest - i);
    return [
      { value: PUBLISHED, label: 'Beside the live version' },
      { value: LIVE, label: 'Beside what was raised' },
      ...versions.map((version) => ({ value: String(version), label: `Beside v${version}` })),
    ];
  });
  /** Of the rule that is looked at: another one may have no such version. */
  protected readonly against = linkedSignal<readonly { readonly value: string }[], string>({
    source: this.others,
    computation: (others, before) =>
      before && others.some(({ value }) => value === before.value) ? before.value : PUBLISHED,
  });
  /** Why it cannot be asked for; told when it is tried. */
  protected readonly problem = linkedSignal<unknown, string>({
    source: () => [this.days(), this.from(), this.to()],
    computation: () => '',
  });
  private readonly begin = viewChild<ElementRef<HTMLInputElement>>('begin');
  private readonly end = viewChild<ElementRef<HTMLInputElement>>('end');

  /** What is chosen; undefined when it makes no range, which is said then. */
  read(): BacktestOrderOf | undefined {
    const against = this.against();
    const beside = { live: against === LIVE, against: /^\d+$/.test(against) ? Number(against) : null };
    if (this.days() > 0) return { days: this.days(), from: null, to: null, ...beside };
    // What is written in part has no value, and is not nothing.
    if (this.begin()?.nativeElement.validity.badInput || this.end()?.nativeElement.validity.badInput)
      return this.refuse('Write both times whole, or leave the second one empty.');
    const [from, to] = [timeOf(this.from()), timeOf(this.to())];
    if (from === null) return this.refuse('Say from when.');
    if (from >= (to ?? new Date().toISOString())) return this.refuse('It has to begin before it ends.');
    return { days: FIRST_DAYS, from, to, ...beside };
  }

  protected choose(days: number): void {
    if (days === 0 && this.from() === '') this.from.set(`${dayBefore(this.days(), Date.now())}T00:00`);
    this.days.set(days);
  }

  private refuse(why: string): undefined {
    this.problem.set(why);
    this.begin()?.nativeElement.focus();
  }
}

/** RFC 3339 in UTC, of the same length always; null of nothing. */
const timeOf = (text: string): string | null => (text === '' ? null : new Date(`${text}Z`).toISOString());

const dayBefore = (days: number, now: number): string => new Date(now - days * DAY_MS).toISOString().slice(0, 10);
