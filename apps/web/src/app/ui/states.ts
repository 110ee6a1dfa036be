import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import type { ApiError } from '../core/api/errors';
import type { Query } from '../core/api/query';
import { RangeState } from '../core/range-state';
import { Icon } from './icon';

/** What failed, in place: the request's id and another try. Forbidden names the permission and who grants it. */
@Component({
  selector: 'wl-error',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'alert' },
  template: `
    <wl-icon [name]="forbidden() ? 'lock' : 'close'" [class.bad]="!forbidden()" />
    <div class="words">
      <p class="strong">{{ forbidden() ? what() + ': closed to you' : what() + ' could not be read' }}</p>
      @if (forbidden()) {
        <p class="second">
          This needs <span class="mono">{{ error().details.permission ?? 'another role' }}</span>. An administrator can
          grant it.
        </p>
      } @else {
        <p class="second">
          {{ error().message }}
          @if (error().details.requestId; as id) {
            <span
              >· request <span class="mono">{{ id }}</span></span
            >
          }
        </p>
      }
    </div>
    @if (!forbidden()) {
      <button type="button" class="button small" (click)="again.emit()">Try again</button>
    }
  `,
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-start;
      gap: var(--space-12);
      margin: var(--space-8) var(--space-16) var(--space-16);
      padding: var(--space-12);
      border: var(--line) solid color-mix(in srgb, var(--error) 45%, var(--border));
      border-radius: var(--radius-panel);
      font: var(--type-table);
    }
    .bad {
      color: var(--error);
    }
    wl-icon {
      margin-top: 1px;
    }
    .words {
      flex: 1 1 150px;
      min-width: 0;
      overflow-wrap: anywhere;
    }
  `,
})
export class ErrorBox {
  readonly error = input.required<ApiError>();
  /** What was asked for: "Top talkers". */
  readonly what = input.required<string>();
  readonly again = output();
  protected readonly forbidden = computed(() => this.error().code === 'FORBIDDEN');
}

/** Nothing matches: says which range or filter leaves everything out, and offers the way back. */
@Component({
  selector: 'wl-empty',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <p class="strong">{{ title() }}</p>
    <p class="second">{{ reason() }}</p>
    <div class="actions">
      @if (filtered()) {
        <button type="button" class="button small" (click)="clear.emit()">Clear filter</button>
      }
      @if (widen()) {
        <button type="button" class="button small" (click)="range.widen()">Widen range</button>
      }
    </div>
  `,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      align-items: center;
      justify-content: center;
      gap: var(--space-4);
      padding: var(--space-32) var(--space-24);
      font: var(--type-table);
      text-align: center;
    }
    .actions {
      display: flex;
      gap: var(--space-8);
      margin-top: var(--space-12);
    }
    .actions:empty {
      display: none;
    }
  `,
})
export class EmptyBox {
  protected readonly range = inject(RangeState);
  readonly title = input.required<string>();
  readonly reason = input.required<string>();
  readonly filtered = input(false);
  readonly widen = input(true);
  readonly clear = output();
}

/** First load: the shape of what comes, shown only when it takes longer than 150 ms. */
@Component({
  selector: 'wl-skeleton',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `@for (width of widths(); track $index) {
    <span class="bar" [style.width.%]="width"></span>
  }`,
  styles: `
    :host {
      display: flex;
      flex-direction: column;
      gap: 10px;
      padding: var(--space-8) var(--space-16) var(--space-16);
      animation: appear 120ms ease-out 150ms both;
    }
    .bar {
      height: 14px;
      border-radius: var(--radius-control);
      background: var(--grid);
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
  `,
})
export class Skeleton {
  readonly rows = input(6);
  protected readonly widths = computed(() =>
    Array.from({ length: this.rows() }, (_, index) => 92 - ((index * 37) % 48)),
  );
}

/** Reload: a thin moving line over what is there; it waits so that quick answers do not flicker. */
@Component({
  selector: 'wl-reload-line',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: 'progressbar', 'aria-label': 'Loading' },
  template: `<span></span>`,
  styles: `
    :host {
      position: absolute;
      inset: 0 0 auto;
      height: 2px;
      overflow: hidden;
      animation: appear 120ms ease-out 400ms both;
    }
    span {
      display: block;
      width: 30%;
      height: 100%;
      background: var(--accent);
      animation: run 1.2s linear infinite;
    }
    @keyframes appear {
      from {
        opacity: 0;
      }
    }
    @keyframes run {
      from {
        transform: translateX(-100%);
      }
      to {
        transform: translateX(340%);
      }
    }
  `,
})
export class ReloadLine {}

/** The state of one read: skeleton, error box, or neither. */
@Component({
  selector: 'wl-query-state',
  imports: [ErrorBox, Skeleton],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (query().error(); as error) {
      <wl-error [error]="error" [what]="what()" (again)="query().reload()" />
    } @else if (query().first()) {
      <wl-skeleton [rows]="rows()" />
    }
  `,
  // without anything to say it takes no room either, not even a gap between panels
  styles: `
    :host:empty {
      display: none;
    }
  `,
})
export class QueryState {
  readonly query = input.required<Query<unknown>>();
  readonly what = input.required<string>();
  readonly rows = input(6);
}
