import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';
import { generate } from 'lean-qr';

/** Light modules around the code that readers need to find it (ISO/IEC 18004). */
const QUIET = 4;

/** A QR code, drawn here: its text goes nowhere. Dark on light in every theme, for cameras want it so. */
@Component({
  selector: 'wl-qr',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <svg
      role="img"
      [attr.aria-label]="label()"
      [attr.viewBox]="'0 0 ' + side() + ' ' + side()"
      shape-rendering="crispEdges"
    >
      <rect class="light" [attr.width]="side()" [attr.height]="side()" />
      <path class="dark" [attr.d]="path()" />
    </svg>
  `,
  styles: `
    :host {
      display: block;
    }
    svg {
      display: block;
      width: 100%;
      border-radius: var(--radius-control);
    }
    .light {
      fill: white;
    }
    .dark {
      fill: black;
    }
  `,
})
export class QrCode {
  readonly text = input.required<string>();
  readonly label = input.required<string>();
  private readonly code = computed(() => generate(this.text()));
  protected readonly side = computed(() => this.code().size + 2 * QUIET);
  protected readonly path = computed(() => qrPath(this.code()));
}

/** Dark modules as one path: a run of them in a row is one piece. */
export function qrPath(code: { readonly size: number; get(x: number, y: number): boolean }): string {
  let path = '';
  for (let y = 0; y < code.size; y++)
    for (let x = 0; x < code.size; x++) {
      if (!code.get(x, y)) continue;
      const from = x;
      while (x < code.size && code.get(x, y)) x++;
      path += `M${from + QUIET} ${y + QUIET}h${x - from}v1h${from - x}z`;
    }
  return path;
}
