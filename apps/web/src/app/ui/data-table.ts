import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  CdkFixedSizeVirtualScroll,
  CdkVirtualForOf,
  CdkVirtualScrollViewport,
  CdkVirtualScrollableElement,
} from '@angular/cdk/scrolling';
import { NgTemplateOutlet } from '@angular/common';
import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  type TemplateRef,
  computed,
  contentChild,
  contentChildren,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from '@angular/core';
import { Keys } from '../core/keys';
import { Icon } from './icon';
import { Cell, type CellContext, Notice } from './table/cells';
import { ColumnHead } from './table/column-head';
import { type TableRow, trackOf } from './table/columns';
import { rowsAsJson, rowsAsTsv } from './table/copy-rows';
import { listKeys } from './table/list-keys';
import { type CopyForm, MarksBar } from './table/marks-bar';
import { RowSelection } from './table/row-selection';
import type { TableLayout } from './table/table-layout';

export type { TableRow } from './table/columns';

const HEAD = 30;
const AHEAD = 30;
let counter = 0;

/**
 * A virtual table: an ARIA grid that keeps the focus itself and names its active row, which stays in the page wherever
 * the list is scrolled. Rows are marked by id.
 */
@Component({
  selector: 'wl-table',
  imports: [
    CdkFixedSizeVirtualScroll,
    CdkVirtualForOf,
    CdkVirtualScrollViewport,
    CdkVirtualScrollableElement,
    ColumnHead,
    Icon,
    MarksBar,
    NgTemplateOutlet,
  ],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './data-table.html',
  styleUrl: './data-table.css',
})
export class DataTable {
  private readonly announcer = inject(LiveAnnouncer);
  readonly rows = input.required<readonly TableRow[]>();
  readonly layout = input.required<TableLayout<never>>();
  readonly label = input.required<string>();
  /** The row that is open beside the table. */
  readonly selected = input<string>('');
  readonly sort = input<string>('');
  /** All rows of the result, loaded or not. */
  readonly count = input<number>(0);
  /** False when `count` is only known to be at least so many. */
  readonly exact = input(true);
  /** Which rows are told apart by a class of their own. */
  readonly marked = input<(row: TableRow) => string>(() => '');
  /** What makes two rows of the same kind, for marking. */
  readonly kindOf = input<((row: never) => string) | undefined>();
  /** Names the result: another one has no marks. */
  readonly result = input('');

  readonly opened = output<string>();
  readonly sorted = output<string>();
  /** The end is near: fetch more. */
  readonly more = output();
  readonly scrolledAway = output<boolean>();

  private readonly scroller = viewChild.required<ElementRef<HTMLElement>>('scroller');
  private readonly viewport = viewChild.required(CdkVirtualScrollViewport);
  private readonly cells = contentChildren(Cell);
  protected readonly notice = contentChild(Notice);
  protected readonly marks = new RowSelection();
  protected readonly active = signal('');
  /** Row of the cell that has the focus, if one has. */
  protected cellFocus = '';
  protected readonly trying = signal<{ readonly id: string; readonly px: number } | undefined>(undefined);
  protected readonly dropAt = signal<string | undefined>(undefined);
  protected readonly aside = signal(false);
  private readonly rendered = signal({ start: 0, end: 0 });

  protected readonly rowHeight = computed(() => this.layout().density());
  protected readonly columns = computed(() => {
    const trying = this.trying();
    return this.layout()
      .columns()
      .map((column) => {
        if (column.id !== trying?.id) return column;
        const { grow: _grow, ...kept } = column;
        return { ...kept, width: trying.px };
      });
  });
  protected readonly tracks = computed(() => this.columns().map(trackOf).join(' '));
  private readonly activeIndex = computed(() => this.rows().findIndex((row) => row.id === this.active()));
  protected readonly activeId = computed(() => (this.activeIndex() < 0 ? null : this.prefix + this.active()));
  /** The active row when the viewport does not hold it. */
  protected readonly strayed = computed(() => {
    const index = this.activeIndex();
    const row = this.rows()[index];
    const { start, end } = this.rendered();
    if (!row || row.notice || (index >= start && index < end)) return undefined;
    return { row, index, top: HEAD + index * this.rowHeight() };
  });
  protected readonly allMarked = computed(
    () => this.marks.count() > 0 && this.rows().every((row) => row.notice === true || this.marks.has(row.id)),
  );
  private readonly templates = computed(
    () => new Map(this.cells().map((cell) => [cell.wlCell(), cell.template] as const)),
  );
  protected readonly prefix = `t${(counter += 1)}-`;

  constructor() {
    inject(Keys).bind(
      ...listKeys({
        inList: () => this.hasFocus() && !document.activeElement?.closest('.head'),
        onList: () => document.activeElement === this.scroller().nativeElement && this.activeIndex() >= 0,
        move: (to) => this.move(to),
        open: () => this.withActive((row) => this.open(row)),
        values: () => this.valuesOfActive()[0]?.focus(),
        mark: () => this.withActive((row) => this.marks.toggle(row)),
        markRange: () => this.withActive((row) => this.marks.extend(this.rows(), row)),
        markAll: () => this.markAll(true),
        markNone: () => this.markAll(false),
        markAlike: () => this.markAlike(),
        canCopy: () => this.hasFocus() && getSelection()?.isCollapsed !== false && this.copied().length > 0,
        copy: () => this.copy('tsv'),
      }),
    );
    effect(() => {
      const selected = this.selected();
      if (selected !== '') this.active.set(selected);
    });
    effect(() => {
      this.result();
      untracked(() => this.marks.clear());
    });
    effect((onCleanup) => {
      const watch = this.viewport().renderedRangeStream.subscribe((range) => {
        this.rendered.set(range);
        this.keepFocus();
      });
      onCleanup(() => watch.unsubscribe());
    });
    // also when it was measured while nothing of it could be seen
    effect((onCleanup) => {
      const viewport = this.viewport();
      const watch = new ResizeObserver(() => viewport.checkViewportSize());
      watch.observe(this.scroller().nativeElement);
      onCleanup(() => watch.disconnect());
    });
    effect(() => {
      this.columns();
      this.rowHeight();
      queueMicrotask(() => this.viewport().checkViewportSize());
    });
  }

  focus(): void {
    this.scroller().nativeElement.focus();
  }

  toTop(): void {
    this.scroller().nativeElement.scrollTop = 0;
  }

  /** Copies the marked rows, or else the active one, as the columns show them. */
  copy(form: CopyForm): void {
    const rows = this.copied();
    if (rows.length === 0) return void this.announcer.announce('Mark a row first', 'assertive');
    const text = form === 'tsv' ? rowsAsTsv(rows, this.columns()) : rowsAsJson(rows, this.columns());
    void navigator.clipboard
      ?.writeText(text)
      .then(() => this.announcer.announce(rows.length === 1 ? 'Row copied' : `${rows.length} rows copied`))
      .catch(() => this.announcer.announce('The browser did not allow copying', 'assertive'));
  }

  protected readonly track = (_index: number, row: TableRow): string => row.id;

  protected templateOf(id: string): TemplateRef<CellContext> | null {
    return this.templates().get(id) ?? null;
  }

  protected resize(id: string, px: number | undefined): void {
    this.trying.set(undefined);
    this.layout().resize(id, px);
  }

  protected open(row: TableRow): void {
    if (row.notice) return;
    this.active.set(row.id);
    this.opened.emit(row.id);
  }

  protected check(row: TableRow, event: MouseEvent): void {
    event.stopPropagation();
    this.active.set(row.id);
    if (event.shiftKey) this.marks.extend(this.rows(), row);
    else this.marks.toggle(row);
    this.focus();
  }

  protected markAll(on: boolean): void {
    if (on) this.marks.add(this.rows());
    else this.marks.clear();
  }

  protected onScroll(): void {
    const element = this.scroller().nativeElement;
    this.aside.set(element.scrollLeft > 0);
    this.scrolledAway.emit(element.scrollTop > this.rowHeight());
    const end = (element.scrollTop + element.clientHeight) / this.rowHeight();
    if (end > this.rows().length - AHEAD) this.more.emit();
  }

  /** Between the values of the active row, and back to the grid; everything else is in the registry of keys. */
  protected press(event: KeyboardEvent): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const values = this.valuesOfActive();
    const here = values.indexOf(document.activeElement as HTMLElement);
    if (here < 0) return;
    if (event.key === 'ArrowRight') values[here + 1]?.focus();
    else if (event.key === 'ArrowLeft' && here > 0) values[here - 1]?.focus();
    else if (event.key === 'ArrowLeft' || event.key === 'Escape') this.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private hasFocus(): boolean {
    return this.scroller().nativeElement.contains(document.activeElement);
  }

  private withActive(run: (row: TableRow) => void): void {
    const row = this.rows()[this.activeIndex()];
    if (row) run(row);
  }

  /** What a copy takes: marked rows, also those that have left the list, or else the active row. */
  private copied(): readonly TableRow[] {
    if (this.marks.count() > 0) return this.marks.rowsIn(this.rows());
    const row = this.rows()[this.activeIndex()];
    return row && !row.notice ? [row] : [];
  }

  private markAlike(): void {
    const kindOf = this.kindOf() as ((row: TableRow) => string) | undefined;
    if (!kindOf) return;
    this.withActive((row) => this.marks.add(this.rows().filter((one) => !one.notice && kindOf(one) === kindOf(row))));
  }

  private valuesOfActive(): HTMLElement[] {
    const row = document.getElementById(this.prefix + this.active());
    return row ? [...row.querySelectorAll<HTMLElement>('button.value')] : [];
  }

  /** A cell that leaves the page must not take the focus with it: the grid has it again, its active row unchanged. */
  private keepFocus(): void {
    if (this.cellFocus === '' || document.activeElement === this.scroller().nativeElement) return;
    const index = this.rows().findIndex((row) => row.id === this.cellFocus);
    const { start, end } = this.rendered();
    if (index >= start && index < end) return;
    const lost = document.activeElement === document.body || this.hasFocus();
    this.cellFocus = '';
    if (lost) this.scroller().nativeElement.focus({ preventScroll: true });
  }

  private move(to: 'next' | 'previous' | 'first' | 'last' | 'pageOn' | 'pageBack'): void {
    const rows = this.rows();
    if (rows.length === 0) return;
    if (document.activeElement !== this.scroller().nativeElement) this.focus();
    const here = this.activeIndex();
    const page = Math.max(1, Math.floor(this.scroller().nativeElement.clientHeight / this.rowHeight()) - 2);
    const next = {
      next: here + 1,
      previous: here - 1,
      first: 0,
      last: rows.length - 1,
      pageOn: here + page,
      pageBack: here - page,
    }[to];
    const index = Math.max(0, Math.min(rows.length - 1, next));
    this.active.set(rows[index]?.id ?? '');
    this.reveal(index);
    // with the drawer open the selection follows the keys
    if (this.selected() !== '' && rows[index] && !rows[index].notice) this.opened.emit(rows[index].id);
  }

  private reveal(index: number): void {
    const element = this.scroller().nativeElement;
    const top = index * this.rowHeight();
    const bottom = top + this.rowHeight() + HEAD;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) element.scrollTop = bottom - element.clientHeight;
    this.viewport().checkViewportSize();
  }
}
