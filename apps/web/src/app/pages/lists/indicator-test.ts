import { ChangeDetectionStrategy, Component, inject, input, linkedSignal } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { TestIndicator } from '../../graphql/generated/operations';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { shortText, wanted } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Asks whether something is on a list by now. */
@Component({
  selector: 'wl-indicator-test',
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
        id="test-text"
        class="field mono"
        autocomplete="off"
        spellcheck="false"
        aria-label="Address, name or fingerprint to test"
        placeholder="Is this on the list?"
        [formField]="entry.text"
      />
      <button type="submit" class="button" [disabled]="work.busy()">Test</button>
      <wl-field-problem [of]="entry.text" control="test-text" />
    </form>
    @if (told()) {
      <p class="note" role="status">{{ told() }}</p>
    }
  `,
  styleUrl: './entry-line.css',
})
export class IndicatorTest {
  private readonly gateway = inject(Gateway);
  /** Id of the list. */
  readonly list = input.required<string>();

  protected readonly work = sheetWork();
  protected readonly told = linkedSignal({ source: this.list, computation: () => '' });
  private readonly asked = linkedSignal({ source: this.list, computation: () => ({ text: '' }) });
  protected readonly entry = entryForm(
    this.asked,
    ({ text }) => {
      wanted(text, 'An address, a name or a fingerprint is wanted.');
      shortText(text, 300);
    },
    () => this.test(),
    () => this.work.forget(),
  );

  private async test(): Promise<void> {
    const [id, text] = [this.list(), this.asked().text.trim()];
    const found = await this.work.run(() => this.gateway.run(TestIndicator, { id, text }));
    if (!found || id !== this.list()) return;
    const { testIndicator: one } = found;
    const by = one?.line === 0 ? 'added by hand' : `line ${one?.line}`;
    this.told.set(one ? `On the list by ${one.indicator} (${by}).` : 'Not on the list.');
  }
}
