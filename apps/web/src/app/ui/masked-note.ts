import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { Session } from '../core/session/session';
import { Icon } from './icon';

/** Says of packets how they are shown and handed out to somebody whose addresses are masked; nothing to anybody else. */
@Component({
  selector: 'wl-masked-note',
  imports: [Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (masked()) {
      <p role="note"><wl-icon name="eye-off" />Addresses in packets are masked, and payload is left out.</p>
    }
  `,
  styles: `
    p {
      display: flex;
      align-items: center;
      gap: var(--space-4);
      color: var(--text-2);
      font: var(--type-table);
    }
  `,
})
export class MaskedNote {
  private readonly session = inject(Session);
  protected readonly masked = computed(() => this.session.viewer()?.masked === true);
}
