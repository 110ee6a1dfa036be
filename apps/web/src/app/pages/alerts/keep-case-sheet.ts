import { LiveAnnouncer } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  viewChild,
} from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { Preferences } from '../../core/preferences';
import { formatMoment } from '../../format/times';
import { KeepAlertAsCase } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { sheetWork } from '../../ui/sheet/sheet-work';
import type { AlertDetail } from './alert-why';

const EXPECTS = [
  { expects: 'alert', label: 'Must raise an alert on them', name: 'True positive' },
  { expects: 'silence', label: 'Must not raise an alert on them', name: 'False positive' },
] as const;
type Expects = (typeof EXPECTS)[number]['expects'];

/** What people who closed an alert thought of it, as what a rule must do with its records. */
const VERDICTS: Readonly<Record<string, Expects>> = { falsePositive: 'silence', benign: 'silence' };

/** Keeps the records of an alert as a test case of the rule that raised it. */
@Component({
  selector: 'wl-keep-case-sheet',
  imports: [Dialog, Icon],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog
      heading="Keep as test case"
      [subject]="detail().alert.title"
      [opener]="opener()"
      (closed)="closed.emit()"
    >
      <form (submit)="keep($event)">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        <p class="lead">
          Its records stay with the rule that raised it, and every version is tried on them before it is published.
        </p>
        <fieldset class="entry">
          <legend class="label">The rule</legend>
          @for (one of choices; track one.expects) {
            <label class="check">
              <input
                type="radio"
                name="expects"
                [value]="one.expects"
                [checked]="expects() === one.expects"
                (change)="expects.set(one.expects)"
              />
              {{ one.label }}
            </label>
          }
        </fieldset>
        <div class="entry">
          <label class="label" for="case-name">Name</label>
          <input
            id="case-name"
            name="name"
            class="field"
            maxlength="200"
            [value]="name()"
            (input)="name.set(valueOf($event))"
          />
        </div>
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">Keep</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrls: ['../../ui/sheet/sheet.css', './suppress-sheet.css'],
})
export class KeepCaseSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  private readonly preferences = inject(Preferences);
  protected readonly dialog = viewChild.required(Dialog);

  readonly detail = input.required<AlertDetail>();
  readonly opener = input<HTMLElement>();
  readonly closed = output();
  protected readonly work = sheetWork();
  protected readonly choices = EXPECTS;
  protected readonly expects = linkedSignal(() => VERDICTS[this.detail().alert.state.closeReason ?? ''] ?? 'alert');
  private readonly moment = computed(() =>
    formatMoment(Date.parse(this.detail().alert.last), this.preferences.zone(), Date.now()),
  );
  protected readonly name = linkedSignal(
    () => `${EXPECTS.find((one) => one.expects === this.expects())?.name}, ${this.moment()}`,
  );
  protected readonly valueOf = (event: Event): string => (event.target as HTMLInputElement).value;

  protected async keep(event: Event): Promise<void> {
    event.preventDefault();
    const [alert, name, expects] = [this.detail().alert.id, this.name().trim(), this.expects()];
    const done = await this.work.run(async () => {
      if (name === '') throw new RangeError('A name is wanted.');
      return this.gateway.run(KeepAlertAsCase, { alert, name, expects, key: crypto.randomUUID() });
    });
    if (!done) return;
    void this.announcer.announce('Kept as a test case');
    this.dialog().close();
  }
}
