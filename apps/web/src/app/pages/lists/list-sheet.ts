import { ChangeDetectionStrategy, Component, inject, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { SaveList } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import { ACTIONS, KINDS } from './list-words';

/** Makes a list, which holds nothing yet. */
@Component({
  selector: 'wl-list-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="New list" (closed)="closed.emit()">
      <form (submit)="save($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <div class="entry">
          <label class="label" for="list-name">Name</label>
          <input id="list-name" class="field" maxlength="100" autocomplete="off" />
        </div>
        <div class="entry">
          <label class="label" for="list-kind">Its entries are</label>
          <select id="list-kind" class="field">
            @for (one of kinds; track one.value) {
              <option [value]="one.value">{{ one.text }}</option>
            }
          </select>
        </div>
        <div class="entry">
          <label class="label" for="list-action">What is on it</label>
          <select id="list-action" class="field">
            @for (one of actions; track one.value) {
              <option [value]="one.value">{{ one.text }}: {{ one.means }}</option>
            }
          </select>
        </div>
        <div class="entry">
          <label class="label" for="list-source">Where its entries come from</label>
          <input id="list-source" class="field" maxlength="500" autocomplete="off" />
        </div>
        <div class="entry">
          <label class="label" for="list-licence">Licence</label>
          <input id="list-licence" class="field" maxlength="200" autocomplete="off" />
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

  protected async save(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const value = (id: string) => (form.querySelector(`#${id}`) as HTMLInputElement).value.trim();
    const answer = await this.work.run(async () => {
      if (value('list-name') === '') throw new RangeError('A name is wanted.');
      return this.gateway.run(SaveList, {
        ...{ id: this.id(), seen: 0, key: crypto.randomUUID(), name: value('list-name') },
        kind: KINDS.find((one) => one.value === value('list-kind'))?.value ?? 'addresses',
        action: ACTIONS.find((one) => one.value === value('list-action'))?.value ?? 'threat',
        ...{ source: value('list-source'), licence: value('list-licence') },
      });
    });
    if (!answer) return;
    this.saved.emit({ id: this.id(), position: answer.done.position });
    this.dialog().close();
  }
}
