import { ChangeDetectionStrategy, Component } from '@angular/core';

/** The product's mark. */
@Component({
  selector: 'wl-mark',
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { 'aria-hidden': 'true' },
  template: `<svg viewBox="0 0 28 28">
    <rect width="28" height="28" rx="6" />
    <path d="M4.5 12.5h3l2.6 6.5 3.9-9 3.9 9 2.6-6.5h3" />
  </svg>`,
  styles: `
    :host {
      display: inline-flex;
    }
    svg {
      width: var(--mark-size, 28px);
      height: var(--mark-size, 28px);
    }
    rect {
      fill: var(--accent);
    }
    path {
      fill: none;
      stroke: var(--on-accent);
      stroke-width: 2.2px;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `,
})
export class Mark {}
