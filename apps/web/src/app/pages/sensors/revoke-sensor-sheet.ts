import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type RemoteSensorRow, RevokeSensor } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';

/** Revokes a sensor on another machine, for a reason. */
@Component({
  selector: 'wl-revoke-sensor-sheet',
  imports: [ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Revoke"
      [subject]="sensor().name"
      [opener]="opener()"
      word="Revoke"
      said="Revoked"
      [send]="revoke"
      (done)="changed.emit()"
      (closed)="closed.emit()"
    >
      <p class="lead">
        Nothing of it is taken from now on. What it has recorded stays; what it records waits on its own disk until it
        is enrolled again.
      </p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class RevokeSensorSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly sensor = input.required<RemoteSensorRow>();
  readonly closed = output();
  readonly changed = output();
  protected readonly revoke = (reason: string) => this.gateway.run(RevokeSensor, { name: this.sensor().name, reason });
}
