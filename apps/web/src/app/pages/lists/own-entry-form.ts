import { ChangeDetectionStrategy, Component, inject, input, linkedSignal, output } from '@angular/core';
import { validate } from '@angular/forms/signals';
import { Gateway } from '../../core/api/gateway';
import { AddIndicator } from '../../graphql/generated/operations';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules, shortText, wanted } from '../../ui/form/rules';
import { unfinished } from '../../ui/form/value-rules';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

const EMPTY = { value: '', reason: '', until: '' };

/** Adds an entry to a list by hand, for a reason, with an end or none. */
@Component({
  selector: 'wl-own-entry-form',
  imports: [...FORM_PARTS, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (work.problem(); as problem) {
      <p class="bad" role="alert">
        <wl-icon name="close" /><span>{{ problem }}</span>
      </p>
    }
    <form [formRoot]="entry">
      <input
        id="own-value"
        class="field mono"
        autocomplete="off"
        spellcheck="false"
        aria-label="Entry"
        placeholder="Entry"
        [formField]="entry.value"
      />
      <input
        id="own-reason"
        class="field"
        autocomplete="off"
        aria-label="Reason"
        placeholder="Reason"
        [formField]="entry.reason"
      />
      <label class="end-at"
        ><span>Until (UTC)</span><input id="own-until" class="field" type="datetime-local" [formField]="entry.until"
      /></label>
      <button type="submit" class="button" [disabled]="work.busy()"><wl-icon name="plus" />Add</button>
      <wl-field-problem [of]="entry.value" control="own-value" />
      <wl-field-problem [of]="entry.reason" control="own-reason" />
      <wl-field-problem [of]="entry.until" control="own-until" />
    </form>
  `,
  styleUrl: './entry-line.css',
})
export class OwnEntryForm {
  private readonly gateway = inject(Gateway);
  /** Id of the list. */
  readonly list = input.required<string>();
  readonly changed = output<{ readonly position: string; readonly said: string }>();

  protected readonly work = sheetWork();
  private readonly entered = linkedSignal({ source: this.list, computation: () => EMPTY });
  protected readonly entry = entryForm(
    this.entered,
    ({ value: path, reason, until }) => {
      wanted(path, 'An entry is wanted.');
      shortText(path, 300);
      reasonRules(reason);
      validate(until, ({ value }) =>
        unfinished(
          value() !== '' && Date.parse(`${value()}Z`) <= Date.now()
            ? 'This has passed already. Choose a time to come, or none.'
            : '',
        ),
      );
    },
    () => this.add(),
    () => this.work.forget(),
  );

  private async add(): Promise<void> {
    const { value, reason, until } = this.entered();
    const order = { id: this.list(), key: crypto.randomUUID(), value: value.trim(), reason: reason.trim() };
    const done = await this.work.run(() =>
      this.gateway.run(AddIndicator, {
        ...order,
        until: until === '' ? null : new Date(`${until}Z`).toISOString(),
      }),
    );
    if (!done) return;
    this.entry().reset(EMPTY);
    this.changed.emit({ position: done.done.position, said: 'Entry added' });
  }
}
