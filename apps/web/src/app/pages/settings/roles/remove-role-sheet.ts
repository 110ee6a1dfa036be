import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { Gateway } from '../../../core/api/gateway';
import { roleInShort } from '../../../format/roles';
import { RemoveRole, type RoleRow } from '../../../graphql/generated/operations';
import { ReasonSheet } from '../../../ui/sheet/reason-sheet';

/** Removes a custom role that nobody has. */
@Component({
  selector: 'wl-remove-role-sheet',
  imports: [ReasonSheet],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-reason-sheet
      heading="Remove the role"
      [subject]="role().name"
      [opener]="opener()"
      word="Remove"
      said="Role removed"
      [send]="remove"
      (done)="changed.emit()"
      (closed)="closed.emit()"
    >
      <p class="lead">{{ short() }}. Nobody has it, and nobody can be given it any more. Its history stays.</p>
    </wl-reason-sheet>
  `,
  styleUrl: '../../../ui/sheet/sheet.css',
})
export class RemoveRoleSheet {
  private readonly gateway = inject(Gateway);
  readonly opener = input<HTMLElement>();
  readonly role = input.required<RoleRow>();
  readonly closed = output();
  /** The role is gone. */
  readonly changed = output();
  protected readonly short = () => roleInShort(this.role().base, this.role().without);
  protected readonly remove = (reason: string) => {
    const { id, version: seen } = this.role();
    return this.gateway.run(RemoveRole, { id, seen, reason });
  };
}
