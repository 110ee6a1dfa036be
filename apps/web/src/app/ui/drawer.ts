import {
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  input,
  output,
  signal,
  viewChild,
} from '@angular/core';
import { Icon } from './icon';

const SMALLEST = 360;
const LARGEST = 720;

/** A column at the right that pushes the page. Its edge moves by dragging and by the arrow keys. */
@Component({
  selector: 'wl-drawer',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: {
    role: 'complementary',
    '[attr.aria-label]': 'label()',
    '[style.width.px]': 'width()',
    '(keydown.escape)': 'escape($event)',
  },
  template: `
    <div
      #edge
      class="edge"
      role="separator"
      tabindex="0"
      aria-orientation="vertical"
      aria-label="Width of the drawer"
      [attr.aria-valuenow]="width()"
      aria-valuemin="360"
      aria-valuemax="720"
      (keydown)="press($event)"
      (pointerdown)="grab($event)"
      (pointermove)="drag($event)"
    ></div>
    <header>
      <ng-content select="[heading]" />
      <span class="tools">
        <button type="button" class="icon-button" aria-label="Previous row" title="Previous" (click)="step.emit(-1)">
          <wl-icon name="up" />
        </button>
        <button type="button" class="icon-button" aria-label="Next row" title="Next" (click)="step.emit(1)">
          <wl-icon name="down" />
        </button>
        <button type="button" class="icon-button" aria-label="Close" title="Close  (Esc)" (click)="closed.emit()">
          <wl-icon name="close" />
        </button>
      </span>
    </header>
    <div class="body" tabindex="0" role="region" [attr.aria-label]="label() + ', details'"><ng-content /></div>
    <ng-content select="[actions]" />
  `,
  styles: `
    :host {
      position: relative;
      display: flex;
      flex-direction: column;
      flex: none;
      max-width: 100%;
      border-left: var(--line) solid var(--border);
      background: var(--surface);
    }
    .edge {
      position: absolute;
      inset: 0 auto 0 -4px;
      width: 8px;
      cursor: col-resize;
      touch-action: none;
    }
    .edge:hover,
    .edge:focus-visible {
      background: linear-gradient(90deg, transparent 3px, var(--accent) 3px 5px, transparent 5px);
      outline: none;
    }
    header {
      display: flex;
      align-items: center;
      justify-content: space-between;
      gap: var(--space-8);
      height: 44px;
      flex: none;
      padding: 0 10px 0 var(--space-16);
    }
    .tools {
      display: flex;
      flex: none;
      gap: var(--space-4);
    }
    .body {
      flex: 1;
      min-height: 0;
      overflow: auto;
    }
    .body:focus-visible {
      outline-offset: -2px;
    }
    @media (max-width: 1023px) {
      :host {
        position: absolute;
        inset: 0 0 0 auto;
        z-index: 3;
      }
    }
  `,
})
export class Drawer {
  private readonly edge = viewChild.required<ElementRef<HTMLElement>>('edge');
  private readonly host = inject<ElementRef<HTMLElement>>(ElementRef).nativeElement;
  readonly label = input.required<string>();
  readonly closed = output();
  readonly step = output<1 | -1>();
  protected readonly width = signal(480);

  protected escape(event: Event): void {
    event.stopPropagation();
    this.closed.emit();
  }

  protected press(event: KeyboardEvent): void {
    const by = { ArrowLeft: 24, ArrowRight: -24 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    this.size(this.width() + by);
  }

  protected grab(event: PointerEvent): void {
    this.edge().nativeElement.setPointerCapture(event.pointerId);
  }

  protected drag(event: PointerEvent): void {
    if (!this.edge().nativeElement.hasPointerCapture(event.pointerId)) return;
    this.size(this.host.getBoundingClientRect().right - event.clientX);
  }

  private size(px: number): void {
    this.width.set(Math.round(Math.max(SMALLEST, Math.min(LARGEST, px))));
  }
}
