import { ChangeDetectionStrategy, Component, inject, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type ListAction, type ListKind, SaveList } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { shortText, wanted } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { ACTIONS, KINDS } from './list-words';

/** A new list as it is written. */
interface ListEntry {
  readonly name: string;
  readonly kind: ListKind;
  readonly action: ListAction;
  readonly source: string;
  readonly licence: string;
}

/** Makes a list, which holds nothing yet. */
@Component({
  selector: 'wl-list-sheet',
  imports: [...FORM_PARTS, Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="New list" (closed)="closed.emit()">
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <div class="entry">
          <label class="label" for="list-name">Name</label>
          <input id="list-name" class="field" autocomplete="off" [formField]="entry.name" />
          <wl-field-problem [of]="entry.name" control="list-name" />
        </div>
        <div class="entry">
          <label class="label" for="list-kind">Its entries are</label>
          <select id="list-kind" class="field" [formField]="entry.kind">
            @for (one of kinds; track one.value) {
              <option [value]="one.value">{{ one.text }}</option>
            }
          </select>
        </div>
        <div class="entry">
          <label class="label" for="list-action">What is on it</label>
          <select id="list-action" class="field" [formField]="entry.action">
            @for (one of actions; track one.value) {
              <option [value]="one.value">{{ one.text }}: {{ one.means }}</option>
            }
          </select>
        </div>
        <div class="entry">
          <label class="label" for="list-source">Where its entries come from</label>
          <input id="list-source" class="field" autocomplete="off" [formField]="entry.source" />
          <wl-field-problem [of]="entry.source" control="list-source" />
        </div>
        <div class="entry">
          <label class="label" for="list-licence">Licence</label>
          <input id="list-licence" class="field" autocomplete="off" [formField]="entry.licence" />
          <wl-field-problem [of]="entry.licence" control="list-licence" />
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Make list</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
})
export class ListSheet {
  private readonly gateway = inject(Gateway);
  protected readonly dialog = viewChild.required(Dialog);
  readonly closed = output();
  /** Id of the list, and where it stands in the log. */
  readonly saved = output<{ readonly id: string; readonly position: string }>();
  protected readonly work = sheetWork();
  protected readonly kinds = KINDS;
  protected readonly actions = ACTIONS;
  private readonly id = signal(crypto.randomUUID());
  private readonly made = signal<ListEntry>({ name: '', kind: 'addresses', action: 'threat', source: '', licence: '' });
  protected readonly entry = entryForm(
    this.made,
    ({ name, source, licence }) => {
      wanted(name, 'A name is wanted.');
      shortText(name, 100);
      shortText(source, 500);
      shortText(licence, 200);
    },
    () => this.save(),
    () => this.work.forget(),
  );

  private async save(): Promise<void> {
    const { name, source, licence, ...rest } = this.made();
    const order = { id: this.id(), seen: 0, key: crypto.randomUUID(), ...rest };
    const texts = { name: name.trim(), source: source.trim(), licence: licence.trim() };
    const answer = await this.work.run(() => this.gateway.run(SaveList, { ...order, ...texts }));
    if (!answer) return;
    this.saved.emit({ id: this.id(), position: answer.done.position });
    this.dialog().close();
  }
}
