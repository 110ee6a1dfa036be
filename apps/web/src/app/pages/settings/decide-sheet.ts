import { LiveAnnouncer } from '@angular/cdk/a11y';
import { ChangeDetectionStrategy, Component, computed, inject, input, output, signal, viewChild } from '@angular/core';
import { Gateway } from '../../core/api/gateway';
import { type ApprovalRow, ConfirmApproval, DeclineApproval, SetFourEyes } from '../../graphql/generated/operations';
import { Dialog } from '../../ui/dialog';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { reasonRules } from '../../ui/form/rules';
import { Icon } from '../../ui/icon';
import { WireText } from '../../ui/wire-text';
import { deedOf, detailsOf } from './approval-words';
import { ReasonField } from '../../ui/sheet/reason-field';
import { sheetWork } from '../../ui/sheet/sheet-work';

/** What is decided: on a request, or on the policy itself. */
export type Decision =
  | { readonly is: 'confirm' | 'decline' | 'withdraw'; readonly request: ApprovalRow }
  | { readonly is: 'turnOn' | 'turnOff' };

interface Words {
  readonly title: string;
  readonly lead: string;
  readonly submit: string;
  readonly done: string;
}

const WORDS: Readonly<Record<Decision['is'], Words>> = {
  confirm: {
    title: 'Confirm',
    lead: 'Whoever asked may then do it once, exactly so, within 30 minutes.',
    submit: 'Confirm',
    done: 'Confirmed',
  },
  decline: {
    title: 'Decline',
    lead: 'It is not done. It can be asked for again.',
    submit: 'Decline',
    done: 'Declined',
  },
  withdraw: {
    title: 'Take back',
    lead: 'It is not done. It can be asked for again.',
    submit: 'Take back',
    done: 'Taken back',
  },
  turnOn: {
    title: 'Turn four eyes on',
    lead: 'From then on users, roles, scopes and second factors are changed, and rules published or disabled, only after a second person who may do the same has confirmed it. So is turning this off.',
    submit: 'Turn on',
    done: 'Four eyes is on',
  },
  turnOff: {
    title: 'Turn four eyes off',
    lead: 'One person alone changes users, their rights and rules then. A second one has to confirm this.',
    submit: 'Turn off',
    done: 'Four eyes is off',
  },
};

/** Decides for a reason. */
@Component({
  selector: 'wl-decide-sheet',
  imports: [...FORM_PARTS, Dialog, Icon, ReasonField, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <wl-dialog [heading]="words().title" [opener]="opener()" (closed)="closed.emit()">
      <form [formRoot]="entry">
        @if (work.problem(); as problem) {
          <p class="refused" role="alert">
            <wl-icon name="close" /><span>{{ problem }}</span>
          </p>
        }
        @if (request(); as asked) {
          <dl class="facts">
            <dt>What</dt>
            <dd>{{ deed(asked) }}</dd>
            <dt>Of what</dt>
            <dd>
              @for (line of details(asked); track $index) {
                <p><wl-wire [text]="line" [fit]="false" /></p>
              }
            </dd>
            <dt>Asked by</dt>
            <dd><wl-wire [text]="asked.byName" [fit]="false" /></dd>
            <dt>Because</dt>
            <dd><wl-wire [text]="asked.reason" [fit]="false" /></dd>
          </dl>
        }
        <p class="lead">{{ words().lead }}</p>
        <wl-reason-field fieldId="decide-reason" [reason]="entry.reason" />
        <div class="actions">
          <button type="button" class="button" (click)="dialog().close()">Cancel</button>
          <button type="submit" class="button primary" [disabled]="work.busy()">{{ words().submit }}</button>
        </div>
      </form>
    </wl-dialog>
  `,
  styleUrl: '../../ui/sheet/sheet.css',
  styles: `
    .facts {
      margin-bottom: var(--space-12);
    }
  `,
})
export class DecideSheet {
  private readonly gateway = inject(Gateway);
  private readonly announcer = inject(LiveAnnouncer);
  protected readonly dialog = viewChild.required(Dialog);

  readonly opener = input<HTMLElement>();
  readonly decision = input.required<Decision>();
  readonly closed = output();
  /** The list is to be read again. */
  readonly changed = output();

  protected readonly work = sheetWork();
  private readonly asked = signal({ reason: '' });
  // The button is not off until a reason stands there: a press right behind the last key would come before it is on.
  protected readonly entry = entryForm(
    this.asked,
    ({ reason }) => reasonRules(reason),
    () => this.submit(),
    () => this.work.forget(),
  );
  protected readonly words = computed(() => WORDS[this.decision().is]);
  protected readonly request = computed(() => {
    const decision = this.decision();
    return 'request' in decision ? decision.request : undefined;
  });
  protected readonly deed = deedOf;
  protected readonly details = detailsOf;

  private async submit(): Promise<void> {
    const done = await this.work.run(async () => {
      await this.carryOut();
      return true;
    });
    if (this.work.code() !== '') this.changed.emit();
    if (!done) return;
    await this.announcer.announce(this.words().done);
    this.changed.emit();
    this.dialog().close();
  }

  private async carryOut(): Promise<void> {
    const [decision, { reason }] = [this.decision(), this.asked()];
    if (!('request' in decision)) {
      await this.gateway.run(SetFourEyes, { required: decision.is === 'turnOn', reason });
      return;
    }
    const { id } = decision.request;
    if (decision.is === 'confirm') await this.gateway.run(ConfirmApproval, { id, reason });
    else await this.gateway.run(DeclineApproval, { id, reason });
  }
}
