import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import type { FilterKind } from '../../../graphql/generated/operations';
import { Dialog } from '../../dialog';
import { Icon } from '../../icon';
import { WireText } from '../../wire-text';
import { SavedFilterShelf } from './saved-filter-shelf';

/** Keeps the expression in force under a name. */
@Component({
  selector: 'wl-save-filter-sheet',
  imports: [Dialog, Icon, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Save the expression" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (problem(); as text) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ text }}</span>
          </p>
        }
        <p class="lead mono"><wl-wire [text]="expression()" [fit]="false" /></p>
        <div class="entry">
          <label class="label" for="filter-name">Name</label>
          <input #name id="filter-name" class="field" type="text" maxlength="80" autocomplete="off" />
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="shelf.busy()">Save</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../sheet/sheet.css',
  styles: `
    .lead {
      overflow-wrap: anywhere;
      white-space: pre-wrap;
    }
  `,
})
export class SaveFilterSheet {
  protected readonly shelf = inject(SavedFilterShelf);
  readonly expression = input.required<string>();
  readonly kind = input.required<FilterKind>();
  readonly opener = input<HTMLElement>();
  readonly closed = output();
  protected readonly dialog = viewChild.required(Dialog);
  protected readonly problem = signal('');

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const name = (event.target as HTMLFormElement).querySelector('input')?.value.trim() ?? '';
    this.problem.set(name === '' ? 'A name is wanted.' : '');
    if (name === '') return;
    if (await this.shelf.save(name, this.kind(), this.expression())) this.dialog().close();
    else this.problem.set(this.shelf.problem());
  }
}
