import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type MaskingMode, SetMaskingMode } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { labelOf } from './masking-words';
import { sheetWork } from './sheet-work';

/** Changes the masking mode for a reason, after saying what will change. */
@Component({
  selector: 'wl-masking-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog heading="Change the masking of addresses" [opener]="opener()" (closed)="closed.emit()">
      <form (submit)="submit($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <dl class="facts">
          <dt>Now</dt>
          <dd>{{ before() }}</dd>
          <dt>Then</dt>
          <dd>{{ after() }}</dd>
        </dl>
        <p class="lead">{{ lead() }}</p>
        <div class="entry">
          <label class="label" for="masking-reason">Reason, goes to the audit trail</label>
          <textarea
            id="masking-reason"
            class="field"
            required
            maxlength="500"
            [value]="reason()"
            (input)="reason.set(valueOf($event))"
          ></textarea>
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Change</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: './sheet.css',
  styles: `
    .facts {
      margin-bottom: var(--space-12);
    }
  `,
})
export class MaskingSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly from = input.required<MaskingMode>();
  readonly to = input.required<MaskingMode>();
  readonly closed = output();
  /** The mode was changed. */
  readonly changed = output();

  protected readonly work = sheetWork();
  protected readonly reason = signal('');
  protected readonly before = computed(() => labelOf(this.from()));
  protected readonly after = computed(() => labelOf(this.to()));
  protected readonly lead = computed(() =>
    this.to() === 'OFF'
      ? 'At once, administrators, operators, analysts and their tools see addresses and names in clear again.'
      : 'At once, for everybody, tools included: pages, live frames, exports and messages. Links with values in another form do not work any more. Files that were made in clear are not handed out.',
  );

  protected valueOf(event: Event): string {
    return (event.target as HTMLTextAreaElement).value;
  }

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const done = await this.work.run(async () => {
      // The button is not off until a reason stands there: a press right behind the last key would come before it is on.
      if (this.reason().trim() === '') throw new RangeError('A reason is wanted.');
      await this.gateway.run(SetMaskingMode, { mode: this.to(), reason: this.reason() });
      return true;
    });
    if (!done) return;
    await this.announcer.announce(`Masking of addresses: ${this.after()}`);
    this.changed.emit();
    this.dialog().close();
  }
}
