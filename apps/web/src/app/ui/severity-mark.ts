import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

/** Shapes on a 16 px grid: octagon, triangle, diamond, ring, dot. */
const SHAPES: Readonly<Record<string, string>> = {
  critical: 'M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z',
  high: 'M8 1.8l6.6 12H1.4z',
  medium: 'M8 1.2L14.8 8 8 14.8 1.2 8z',
  low: 'M8 2.2a5.8 5.8 0 1 0 0 11.6A5.8 5.8 0 0 0 8 2.2zm0 2.3a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7z',
  info: 'M8 4.8a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z',
};

/** How grave something is: a shape in its colour, and the word beside it or for assistive technology. */
@Component({
  selector: 'wl-severity',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { '[class]': 'level()' },
  template: `
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path [attr.d]="shape()" fill-rule="evenodd" />
    </svg>
    <span [class.visually-hidden]="!word()">{{ name() }}</span>
  `,
  styles: `
    :host {
      --mark: var(--sev-info);
      --word: var(--sev-info-text);
      display: inline-flex;
      align-items: center;
      gap: 6px;
      color: var(--word);
      font-weight: 500;
      white-space: nowrap;
    }
    svg {
      flex: none;
      width: 13px;
      height: 13px;
      fill: var(--mark);
    }
    :host(.critical) {
      --mark: var(--sev-critical);
      --word: var(--sev-critical-text);
    }
    :host(.high) {
      --mark: var(--sev-high);
      --word: var(--sev-high-text);
    }
    :host(.medium) {
      --mark: var(--sev-medium);
      --word: var(--sev-medium-text);
    }
    :host(.low) {
      --mark: var(--sev-low);
      --word: var(--sev-low-text);
    }
  `,
})
export class SeverityMark {
  readonly level = input.required<string>();
  /** Whether the word is seen. */
  readonly word = input(true);
  protected readonly shape = computed(() => SHAPES[this.level()] ?? SHAPES['info']);
  protected readonly name = computed(() => this.level().charAt(0).toUpperCase() + this.level().slice(1));
}
