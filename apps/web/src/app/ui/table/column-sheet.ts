import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  afterNextRender,
  computed,
  inject,
  Injector,
  input,
  linkedSignal,
  viewChild,
} from '@angular/core';
import { chordOf } from '../../core/keys';
import { Icon } from '../icon';
import type { IconName } from '../icon-paths';
import { DENSITIES, DENSITY_NAMES } from '../../core/densities';
import type { TableLayout } from './table-layout';

/** Step of a width by keyboard, px. */
const STEP = 16;
interface Tool {
  readonly label: string;
  readonly icon: IconName;
  readonly keys: readonly string[];
  readonly run: (id: string) => void;
}

interface Line {
  readonly id: string;
  readonly label: string;
  readonly shown: boolean;
  readonly width: string;
}

/** Chooses, orders and sizes a table's columns from the keyboard or by pressing; what it does is seen at once. */
@Component({
  selector: 'wl-column-sheet',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { class: 'overlay', role: 'dialog', 'aria-label': 'Columns' },
  template: `
    <header>
      <h3>Columns</h3>
      <span class="muted num">{{ shown().length }} of {{ layout().all().length }}</span>
      <button type="button" class="link" (click)="layout().reset()">Reset</button>
    </header>
    <div
      #list
      class="list"
      role="listbox"
      tabindex="0"
      aria-label="Columns, in their order"
      aria-multiselectable="true"
      [attr.aria-activedescendant]="'column-' + active()"
      (keydown)="press($event)"
    >
      @for (line of lines(); track line.id) {
        <div
          role="option"
          class="line"
          tabindex="-1"
          [id]="'column-' + line.id"
          [class.active]="line.id === active()"
          [attr.aria-selected]="line.shown"
          (click)="take(line.id)"
          (keydown.enter)="take(line.id)"
        >
          <span class="box" [class.on]="line.shown"><wl-icon name="check" /></span>
          <span class="label">{{ line.label }}</span>
          <span class="muted num">{{ line.width }}</span>
        </div>
      }
    </div>
    <div class="tools" role="toolbar" aria-label="The column that is marked">
      @for (tool of tools; track tool.label) {
        <button
          type="button"
          class="icon-button"
          [attr.aria-label]="tool.label"
          [title]="tool.label + '  (' + tool.keys[0] + ')'"
          [disabled]="!activeShown()"
          (click)="tool.run(active())"
        >
          <wl-icon [name]="tool.icon" />
        </button>
      }
    </div>
    <p class="hint muted">
      <span class="kbd">Space</span> show <span class="kbd">Alt</span><span class="kbd">↑ ↓</span> move
      <span class="kbd">← →</span> width
    </p>
    <div class="density">
      <span class="second">Row height</span>
      <span class="segmented" role="group" aria-label="Row height">
        @for (one of densities; track one.px) {
          <button
            type="button"
            [attr.aria-pressed]="layout().density() === one.px"
            [title]="one.px + ' px'"
            (click)="layout().setDensity(one.px)"
          >
            {{ one.name }}
          </button>
        }
      </span>
    </div>
  `,
  styleUrl: './column-sheet.css',
})
export class ColumnSheet {
  private readonly injector = inject(Injector);
  readonly layout = input.required<TableLayout<never>>();
  private readonly list = viewChild.required<ElementRef<HTMLElement>>('list');

  protected readonly densities = DENSITIES.map((px) => ({ px, name: DENSITY_NAMES[px] }));
  protected readonly shown = computed(() => this.layout().columns());
  protected readonly lines = computed<readonly Line[]>(() => {
    const shown = this.shown();
    const hidden = this.layout()
      .all()
      .filter(({ id }) => !shown.some((one) => one.id === id));
    return [
      ...shown.map(({ id, label, width, grow }) => ({
        id,
        label,
        shown: true,
        width: grow === undefined ? `${width} px` : `${width} px +`,
      })),
      ...hidden.map(({ id, label }) => ({ id, label, shown: false, width: '' })),
    ];
  });
  protected readonly active = linkedSignal<readonly Line[], string>({
    source: this.lines,
    computation: (lines, previous) => lines.find((line) => line.id === previous?.value)?.id ?? lines[0]?.id ?? '',
  });
  protected readonly activeShown = computed(() => this.shown().some((one) => one.id === this.active()));

  protected readonly tools: readonly Tool[] = [
    { label: 'Move up', icon: 'up', keys: ['Alt+ArrowUp', 'Shift+ArrowUp'], run: (id) => this.shift(id, -1) },
    { label: 'Move down', icon: 'down', keys: ['Alt+ArrowDown', 'Shift+ArrowDown'], run: (id) => this.shift(id, 1) },
    { label: 'Narrower', icon: 'minus', keys: ['ArrowLeft', '-'], run: (id) => this.size(id, -STEP) },
    { label: 'Wider', icon: 'plus', keys: ['ArrowRight', '+'], run: (id) => this.size(id, STEP) },
    { label: 'Own width', icon: 'refresh', keys: ['Backspace', '0'], run: (id) => this.layout().resize(id, undefined) },
  ];

  focus(): void {
    this.list().nativeElement.focus();
  }

  protected take(id: string): void {
    this.active.set(id);
    this.layout().toggle(id);
    this.keepInSight();
  }

  protected press(event: KeyboardEvent): void {
    const chord = chordOf(event);
    const tool = this.tools.find((one) => one.keys.includes(chord));
    if (tool) {
      if (this.activeShown()) tool.run(this.active());
    } else if (chord === 'Space' || chord === 'x') this.layout().toggle(this.active());
    else if (!this.step(chord)) return;
    event.preventDefault();
    event.stopPropagation();
    this.keepInSight();
  }

  private step(chord: string): boolean {
    const lines = this.lines();
    const here = lines.findIndex((line) => line.id === this.active());
    const next = { ArrowDown: here + 1, j: here + 1, ArrowUp: here - 1, k: here - 1, Home: 0, End: lines.length - 1 }[
      chord
    ];
    if (next === undefined) return false;
    this.active.set(lines[Math.max(0, Math.min(lines.length - 1, next))]?.id ?? '');
    return true;
  }

  private shift(id: string, by: 1 | -1): void {
    const shown = this.shown();
    const here = shown.findIndex((one) => one.id === id);
    const target = by === 1 ? here + 2 : here - 1;
    if (here < 0 || target < 0 || here + by >= shown.length) return;
    this.layout().move(id, shown[target]?.id);
  }

  private size(id: string, by: number): void {
    const column = this.shown().find((one) => one.id === id);
    if (column) this.layout().resize(id, column.width + by);
  }

  private keepInSight(): void {
    afterNextRender(() => document.getElementById(`column-${this.active()}`)?.scrollIntoView?.({ block: 'nearest' }), {
      injector: this.injector,
    });
  }
}
