import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type MaskingMode, SetMaskingMode } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';
import { labelOf } from './masking-words';

/** Changes the masking mode for a reason, after saying what will change. */
@Component({
  selector: 'wl-masking-sheet',
  imports: [ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Change the masking of addresses"
      [opener]="opener()"
      word="Change"
      [said]="'Masking of addresses: ' + after()"
      [send]="change"
      (done)="changed.emit()"
      (refused)="told($event)"
      (closed)="closed.emit()"
    >
      <dl class="facts">
        <dt>Now</dt>
        <dd>{{ before() }}</dd>
        <dt>Then</dt>
        <dd>{{ after() }}</dd>
      </dl>
      <p class="lead">{{ lead() }}</p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    .facts {
      margin-bottom: var(--space-12);
    }
  `,
})
export class MaskingSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly from = input.required<MaskingMode>();
  readonly to = input.required<MaskingMode>();
  /** Version of the mode that is shown. */
  readonly seen = input.required<number>();
  readonly closed = output();
  /** The mode was changed. */
  readonly changed = output();
  /** Somebody else changed it meanwhile: it is to be read again. */
  readonly overtaken = output();

  protected readonly before = computed(() => labelOf(this.from()));
  protected readonly after = computed(() => labelOf(this.to()));
  protected readonly lead = computed(() =>
    this.to() === 'OFF'
      ? 'At once, administrators, operators, analysts and their tools see addresses and names in clear again.'
      : 'At once, for everybody, tools included: pages, live frames, exports, packets and messages. Links with values in another form do not work any more. Files that were made in clear are not handed out.',
  );
  protected readonly change = (reason: string) =>
    this.gateway.run(SetMaskingMode, { mode: this.to(), seen: this.seen(), reason });

  protected told(code: string): void {
    if (code === 'MASKING_CONFLICT') this.overtaken.emit();
  }
}
