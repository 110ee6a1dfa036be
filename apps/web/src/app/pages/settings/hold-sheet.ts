import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type LegalHoldRow, LiftHold, SetHold } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { rangeOf, spanOf } from './retention-words';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** Sets a legal hold, or lifts one when one is given. */
@Component({
  selector: 'wl-hold-sheet',
  imports: [Dialog, Icon, ReasonField],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog
      [heading]="hold() ? 'Lift the legal hold' : 'Set a legal hold'"
      [opener]="opener()"
      (closed)="closed.emit()"
    >
      <form (submit)="submit($event)" novalidate>
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
              <input
                id="hold-first"
                class="field"
                type="date"
                required
                [value]="first()"
                (input)="first.set(valueOf($event))"
              />
            </div>
            <div class="entry">
              <label class="label" for="hold-last">Last day</label>
              <input
                id="hold-last"
                class="field"
                type="date"
                required
                [value]="last()"
                (input)="last.set(valueOf($event))"
              />
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
                maxlength="64"
                placeholder="all"
                [value]="sensor()"
                (input)="sensor.set(valueOf($event))"
              />
            </div>
            <div class="entry">
              <label class="label" for="hold-host">About host</label>
              <input
                id="hold-host"
                class="field"
                autocomplete="off"
                spellcheck="false"
                maxlength="253"
                placeholder="any"
                aria-describedby="hold-host-hint"
                [value]="host()"
                (input)="host.set(valueOf($event))"
              />
            </div>
          </div>
          <p class="hint" id="hold-host-hint">The host is noted; days are held whole.</p>
        }
        <wl-reason-field
          fieldId="hold-reason"
          [label]="hold() ? 'Reason, goes to the audit trail' : 'Reason: the case, who asked for it'"
          [(value)]="reason"
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
  protected readonly first = signal('');
  protected readonly last = signal('');
  protected readonly sensor = signal('');
  protected readonly host = signal('');
  protected readonly reason = signal('');

  protected readonly span = spanOf;

  protected valueOf(event: Event): string {
    return (event.target as HTMLInputElement | HTMLTextAreaElement).value;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      const known = this.hold();
      const range = known ? undefined : rangeOf(this.first(), this.last());
      if (!known && !range) throw new RangeError('Give a first day and a last one that is not before it.');
      if (this.reason().trim() === '') throw new RangeError('A reason is wanted.');
      if (known) await this.gateway.run(LiftHold, { id: known.id, reason: this.reason() });
      else if (range) {
        const about = { sensor: this.sensor().trim() || null, host: this.host().trim() || null };
        await this.gateway.run(SetHold, { ...range, ...about, reason: this.reason() });
      }
      return true;
    });
    if (!done) return;
    await this.announcer.announce(this.hold() ? 'The hold is lifted' : 'The hold is set');
    this.changed.emit();
    this.dialog().close();
  }
}
