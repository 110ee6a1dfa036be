import {
  ChangeDetectionStrategy,
  Component,
  DestroyRef,
  ElementRef,
  computed,
  inject,
  input,
  output,
} from '@angular/core';
import { Icon } from '../icon';
import { type Column, clampWidth } from './columns';

/** A press that moves less than this is a click. */
const DRAG_PX = 6;

/**
 * The head of one column: sorts on a press, is dragged to another place, and its right edge to another width. All of it
 * is possible by keyboard in the column sheet.
 */
@Component({
  selector: 'wl-column-head',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    role: 'columnheader',
    '[attr.data-column]': 'column().id',
    '[attr.aria-sort]': 'order()',
    '[class.right]': 'column().end === true',
    '(pointerdown)': 'press($event)',
  },
  template: `
    @if (column().asc || column().desc) {
      <button type="button" class="sort" (click)="sort()">
        <span class="text">{{ column().label }}</span>
        @if (order(); as now) {
          <wl-icon [name]="now === 'ascending' ? 'up' : 'down'" />
        }
      </button>
    } @else {
      <span class="text">{{ column().label }}</span>
    }
    <span
      class="edge"
      (pointerdown)="grab($event)"
      (pointermove)="pull($event)"
      (pointerup)="letGo($event)"
      (dblclick)="resized.emit(undefined)"
    ></span>
  `,
  styles: `
    :host {
      position: relative;
      display: flex;
      align-items: center;
      align-self: stretch;
      min-width: 0;
      touch-action: pan-x;
      user-select: none;
    }
    :host(.right) {
      justify-content: flex-end;
    }
    .text {
      overflow: hidden;
      text-overflow: ellipsis;
      white-space: nowrap;
    }
    .sort {
      display: inline-flex;
      align-items: center;
      gap: var(--space-2);
      min-width: 0;
      height: 24px;
      padding: 0;
      border: 0;
      background: none;
      color: inherit;
      font: inherit;
    }
    .sort:hover {
      color: var(--text);
    }
    .sort wl-icon {
      --icon-size: 12px;
    }
    .edge {
      position: absolute;
      inset: 4px calc(var(--cell-gap, var(--space-12)) / -2 - 4px) 4px auto;
      z-index: 1;
      width: 8px;
      cursor: col-resize;
      touch-action: none;
    }
    :host(:hover) .edge,
    .edge:active {
      background: linear-gradient(90deg, transparent 3px, var(--border-strong) 3px 4px, transparent 4px);
    }
  `,
})
export class ColumnHead {
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly column = input.required<Column>();
  /** The order in force, by its name for the server. */
  readonly sorting = input('');

  readonly sorted = output<string>();
  /** A width that is being tried, px. */
  readonly resizing = output<number>();
  /** The width that was chosen, px; undefined = its own. */
  readonly resized = output<number | undefined>();
  /** Where it would go while it is dragged: before this column, '' = at the end, undefined = nowhere. */
  readonly over = output<string | undefined>();
  readonly dropped = output<string>();

  protected readonly order = computed<'ascending' | 'descending' | null>(() => {
    const { asc, desc } = this.column();
    const now = this.sorting();
    return now === '' ? null : now === asc ? 'ascending' : now === desc ? 'descending' : null;
  });

  /** True once the edge was moved: a press alone changes nothing. */
  private pulled = false;
  private heard: AbortController | undefined;
  private from: number | undefined;
  private target: string | undefined;

  constructor() {
    inject(DestroyRef).onDestroy(() => this.heard?.abort());
  }

  protected sort(): void {
    const { asc, desc } = this.column();
    const next = this.sorting() === desc ? (asc ?? desc) : (desc ?? asc);
    if (next !== undefined) this.sorted.emit(next);
  }

  protected grab(event: PointerEvent): void {
    event.stopPropagation();
    (event.target as Element).setPointerCapture(event.pointerId);
  }

  protected pull(event: PointerEvent): void {
    if (!(event.target as Element).hasPointerCapture(event.pointerId)) return;
    event.stopPropagation();
    this.pulled = true;
    this.resizing.emit(this.widthAt(event));
  }

  protected letGo(event: PointerEvent): void {
    event.stopPropagation();
    const pulled = this.pulled;
    this.pulled = false;
    if (pulled) this.resized.emit(this.widthAt(event));
  }

  protected press(event: PointerEvent): void {
    if (event.button !== 0 || event.pointerType === 'touch') return;
    this.from = event.clientX;
    // A quick hand has left this head before its first move is heard.
    const heard = (this.heard = new AbortController());
    const options = { signal: heard.signal };
    document.addEventListener('pointermove', (move) => this.drag(move), options);
    document.addEventListener('pointerup', () => this.drop(), options);
    document.addEventListener('pointercancel', () => this.cancel(), options);
  }

  private drag(event: PointerEvent): void {
    if (this.from === undefined || Math.abs(event.clientX - this.from) < DRAG_PX) return;
    // From here on the press is no click on the button under it.
    this.host.setPointerCapture(event.pointerId);
    this.target = this.placeAt(event.clientX);
    this.over.emit(this.target);
  }

  private drop(): void {
    const target = this.target;
    this.cancel();
    if (target !== undefined) this.dropped.emit(target);
  }

  private cancel(): void {
    this.heard?.abort();
    this.from = undefined;
    this.target = undefined;
    this.over.emit(undefined);
  }

  private widthAt(event: PointerEvent): number {
    return clampWidth(event.clientX - this.host.getBoundingClientRect().left);
  }

  /** The column before which a drop at this place goes. */
  private placeAt(x: number): string {
    const heads = [...(this.host.parentElement?.querySelectorAll<HTMLElement>('[data-column]') ?? [])];
    const next = heads.find((head) => {
      const { left, width } = head.getBoundingClientRect();
      return x < left + width / 2;
    });
    return next?.dataset['column'] ?? '';
  }
}
