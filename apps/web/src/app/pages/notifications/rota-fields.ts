import { ChangeDetectionStrategy, Component, input } from '@angular/core';
import type { FieldTree } from '@angular/forms/signals';
import { FORM_PARTS } from '../../ui/form/form-parts';
import type { ChannelEntry } from './channel-entry';

/** Turns of duty of a channel of mail. */
@Component({
  selector: 'wl-rota-fields',
  imports: [...FORM_PARTS],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @let at = rota();
    <fieldset>
      <legend class="label">Turns, in the order of the addresses</legend>
      <div class="row">
        <input id="rota-days" class="field short num" type="number" aria-label="Days of a turn" [formField]="at.days" />
        <span class="second to">days each, the first one's from</span>
        <input id="rota-first" class="field short" type="date" aria-label="First day" [formField]="at.first" />
        <span class="second to">at</span>
        <input id="rota-at" class="field short" type="time" aria-label="Hour of change" [formField]="at.at" />
        <span class="second to">by the clocks of</span>
        <input
          id="rota-zone"
          class="field wide"
          autocomplete="off"
          spellcheck="false"
          aria-label="Time zone of the turns"
          [formField]="at.zone"
        />
      </div>
      <wl-field-problem [of]="at.days" control="rota-days" />
      <wl-field-problem [of]="at.first" control="rota-first" />
      <wl-field-problem [of]="at.at" control="rota-at" />
      <wl-field-problem [of]="at.zone" control="rota-zone" />
      <label class="label" for="channel-instead">Stand-ins, one a line</label>
      <textarea
        id="channel-instead"
        class="field mono"
        rows="2"
        placeholder="2026-12-24 to 2026-12-26 ada@example.org"
        [formField]="at.standIns"
      ></textarea>
      <wl-field-problem [of]="at.standIns" control="channel-instead" />
    </fieldset>
  `,
  styleUrl: './forms.css',
})
export class RotaFields {
  readonly rota = input.required<FieldTree<ChannelEntry['rota']>>();
}
