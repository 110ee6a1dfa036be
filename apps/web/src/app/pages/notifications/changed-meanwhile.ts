import { ChangeDetectionStrategy, Component, input, output } from '@angular/core';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';

/** Somebody else has changed what is being changed: whether his version is taken, or what was entered goes over it. */
@Component({
  selector: 'wl-changed-meanwhile',
  imports: [Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-icon name="warning" />
    <span>Changed meanwhile by <wl-wire [text]="by()" />.</span>
    <button type="button" class="button small" (click)="taken.emit()">Take that</button>
    <button type="button" class="button small" (click)="kept.emit()">Go on with mine</button>
  `,
  host: { role: 'status' },
  styles: `
    :host {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--space-8);
      margin-bottom: var(--space-8);
      font: var(--type-table);
    }
    wl-icon {
      --icon-size: 14px;
      color: var(--sev-medium-text);
    }
  `,
})
export class ChangedMeanwhile {
  readonly by = input.required<string>();
  /** What was entered is given up for it. */
  readonly taken = output();
  readonly kept = output();
}
