import { LiveAnnouncer } from '@angular/cdk/a11y';
import { applyWhen, validate } from '@angular/forms/signals';
import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type LegalHoldRow, LiftHold, SetHold } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules, shortText, wanted } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { rangeOf, spanOf } from './retention-words';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Sets a legal hold, or lifts one when one is given. */
@Component({
  selector: 'wl-hold-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog
      [heading]="hold() ? 'Lift the legal hold' : 'Set a legal hold'"
      [opener]="opener()"
      (closed)="closed.emit()"
    >
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        @if (hold(); as known) {
          <p class="lead">
            What it held of <span class="num strong">{{ span(known) }}</span> is removed with the next run, when it is
            old enough and nothing else holds it.
          </p>
        } @else {
          <p class="lead">
            Nothing recorded on these days of UTC, or of packets of these days, is removed until it is lifted.
          </p>
          <div class="pair">
            <div class="entry">
              <label class="label" for="hold-first">First day</label>
              <input id="hold-first" class="field" type="date" [formField]="entry.first" />
              <wl-field-problem [of]="entry.first" control="hold-first" />
            </div>
            <div class="entry">
              <label class="label" for="hold-last">Last day</label>
              <input id="hold-last" class="field" type="date" [formField]="entry.last" />
              <wl-field-problem [of]="entry.last" control="hold-last" />
            </div>
          </div>
          <div class="pair">
            <div class="entry">
              <label class="label" for="hold-sensor">Sensor</label>
              <input
                id="hold-sensor"
                class="field"
                autocomplete="off"
                spellcheck="false"
                placeholder="all"
                [formField]="entry.sensor"
              />
              <wl-field-problem [of]="entry.sensor" control="hold-sensor" />
            </div>
            <div class="entry">
              <label class="label" for="hold-host">About host</label>
              <input
                id="hold-host"
                class="field"
                autocomplete="off"
                spellcheck="false"
                placeholder="any"
                describedBy="hold-host-hint"
                [formField]="entry.host"
              />
              <wl-field-problem [of]="entry.host" control="hold-host" />
            </div>
          </div>
          <p class="hint" id="hold-host-hint">The host is noted; days are held whole.</p>
        }
        <wl-reason-field
          fieldId="hold-reason"
          [label]="hold() ? 'Reason, goes to the audit trail' : 'Reason: the case, who asked for it'"
          [reason]="entry.reason"
        />
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">
            {{ hold() ? 'Lift the hold' : 'Set the hold' }}
          </button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    .pair {
      display: grid;
      grid-template-columns: 1fr 1fr;
      gap: var(--space-12);
    }
    .pair .field {
      width: 100%;
    }
    .hint {
      margin-top: 0;
    }
  `,
})
export class HoldSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  /** The one that is to be lifted. */
  readonly hold = input<LegalHoldRow>();
  readonly closed = output();
  readonly changed = output();

  protected readonly work = sheetWork();
  private readonly asked = signal({ first: '', last: '', sensor: '', host: '', reason: '' });
  protected readonly entry = entryForm(
    this.asked,
    (asked) => {
      applyWhen(
        asked,
        () => !this.hold(),
        ({ first, last, sensor, host }) => {
          wanted(first, 'A first day is wanted.');
          wanted(last, 'A last day is wanted.');
          validate(last, ({ value, valueOf }) =>
            value() !== '' && valueOf(first) !== '' && !rangeOf(valueOf(first), value())
              ? { kind: 'range', message: 'It is before the first day.' }
              : undefined,
          );
          shortText(sensor, 64);
          shortText(host, 253);
        },
      );
      reasonRules(asked.reason);
    },
    () => this.submit(),
    () => this.work.forget(),
  );

  protected readonly span = spanOf;

  private async submit(): Promise<void> {
    const { first, last, sensor, host, reason } = this.asked();
    const done = await this.work.run(async () => {
      const [known, range] = [this.hold(), rangeOf(first, last)];
      if (known) await this.gateway.run(LiftHold, { id: known.id, reason });
      else if (range) {
        const about = { sensor: sensor.trim() || null, host: host.trim() || null };
        await this.gateway.run(SetHold, { ...range, ...about, reason });
      }
      return true;
    });
    if (!done) return;
    await this.announcer.announce(this.hold() ? 'The hold is lifted' : 'The hold is set');
    this.changed.emit();
    this.dialog().close();
  }
}
