import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { RevokeToken, type TokenRow } from '../../graphql/generated/operations';
import { ReasonSheet } from '../../ui/sheet/reason-sheet';

/** Revokes a token, for a reason. */
@Component({
  selector: 'wl-revoke-sheet',
  imports: [ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Revoke"
      [subject]="token().name || 'the token'"
      [opener]="opener()"
      word="Revoke"
      said="Revoked"
      [send]="revoke"
      (done)="changed.emit()"
      (closed)="closed.emit()"
    >
      <p class="lead">It is refused at once; its live connections and exports end. It cannot be made good again.</p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class RevokeSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly token = input.required<TokenRow>();
  readonly closed = output();
  readonly changed = output();
  protected readonly revoke = (reason: string) => this.gateway.run(RevokeToken, { id: this.token().id, reason });
}
