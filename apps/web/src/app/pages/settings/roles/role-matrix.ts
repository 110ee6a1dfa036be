import { ChangeDetectionStrategy, Component, computed, inject, input, output } from '@angular/core';
import { type Cell, cellMeaning, type Party } from '@wireledger/access';
import { Session } from '../../../core/session/session';
import { EmptyBox } from '../../../ui/states';
import { cellText, COLUMNS, LEGEND, matrixOf, type PermissionLine } from './role-words';

/** The permission matrix of this build, as rbac.json has it; the column of whoever looks is marked. */
@Component({
  selector: 'wl-role-matrix',
  imports: [EmptyBox],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <dl class="legend" aria-label="Legend">
      @for (one of legend; track one.cell) {
        <div>
          <dt>
            <span [class]="'cell ' + look(one.cell)">{{ one.text }}</span>
          </dt>
          <dd>{{ one.meaning }}</dd>
        </div>
      }
    </dl>
    @if (groups().length === 0) {
      <wl-empty
        title="No permissions"
        reason="No title, name or note has this in it."
        [filtered]="true"
        [widen]="false"
        (clear)="cleared.emit()"
      />
    } @else {
      <div class="scroll" tabindex="0" role="region" aria-label="Permission matrix">
        <table>
          <thead>
            <tr>
              <th scope="col">Operation</th>
              @for (column of columns; track column.party) {
                <th
                  scope="col"
                  [class.own]="isOwn(column.party)"
                  [class.token]="column.kind === 'token'"
                  [class.first]="column.party === 'sensor'"
                >
                  {{ column.label }}
                  <span class="second">{{ isOwn(column.party) ? 'you' : column.kind === 'token' ? 'token' : '' }}</span>
                </th>
              }
            </tr>
          </thead>
          @for (group of groups(); track group.title) {
            <tbody>
              <tr class="group">
                <th scope="rowgroup" [attr.colspan]="columns.length + 1">{{ group.title }}</th>
              </tr>
              @for (line of group.lines; track line.permission) {
                <tr [attr.data-permission]="line.permission">
                  <th scope="row">
                    <span>{{ line.title }}</span> <code>{{ line.permission }}</code>
                    @if (line.limited) {
                      <span class="second"><span class="cell limited">L</span> {{ line.limited }}</span>
                    }
                  </th>
                  @for (column of columns; track column.party) {
                    @let cell = cellOf(line, column.party);
                    <td
                      [class.own]="isOwn(column.party)"
                      [class.first]="column.party === 'sensor'"
                      [title]="meaning(line, column.party)"
                    >
                      @if (isOwn(column.party) && isTaken(line)) {
                        <s [class]="'cell ' + look(cell)">{{ text(cell) }}</s><span class="visually-hidden">
                          taken away from you</span
                        >
                      } @else {
                        <span [class]="'cell ' + look(cell)">{{ text(cell) }}</span>
                      }
                    </td>
                  }
                </tr>
              }
            </tbody>
          }
        </table>
      </div>
    }
  `,
  styleUrl: './role-matrix.css',
})
export class RoleMatrix {
  private readonly session = inject(Session);
  /** Part of a title, a permission's name, a note or a group; '' = all of it. */
  readonly search = input('');
  readonly cleared = output();
  protected readonly columns = COLUMNS;
  protected readonly legend = LEGEND;
  protected readonly text = cellText;
  protected readonly groups = computed(() => matrixOf(this.search()));

  protected isOwn(party: Party): boolean {
    return this.session.viewer()?.role === party;
  }

  protected cellOf({ cells }: PermissionLine, party: Party): Cell {
    return cells.get(party) ?? '-';
  }

  /** The role has it, and whoever looks does not: his custom role or his scope takes it away. */
  protected isTaken(line: PermissionLine): boolean {
    const viewer = this.session.viewer();
    const own = COLUMNS.find(({ party }) => this.isOwn(party));
    return (
      viewer !== null && own !== undefined && this.cellOf(line, own.party) !== '-' && !this.session.can(line.permission)
    );
  }

  protected meaning(line: PermissionLine, party: Party): string {
    const cell = this.cellOf(line, party);
    if (this.isOwn(party) && this.isTaken(line)) return 'taken away from you by your custom role or your scope';
    return cell === 'L' ? `${cellMeaning(cell)}: ${line.limited}` : cellMeaning(cell);
  }

  protected look(cell: Cell): string {
    if (cell === '-') return 'none';
    if (cell === 'Y') return 'whole';
    return cell.startsWith('S') ? 'asked' : 'limited';
  }
}
