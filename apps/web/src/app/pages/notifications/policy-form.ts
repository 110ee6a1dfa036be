import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  input,
  linkedSignal,
  output,
  untracked,
} from '@angular/core';
import {
  type AlertSeverity,
  type ChannelFields,
  type PolicyFields,
  SaveEscalationPolicy,
} from '../../graphql/generated/operations';
import { entryForm } from '../../ui/form/entry-form';
import { problemId } from '../../ui/form/field-problem';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { Icon } from '../../ui/icon';
import { ChangedMeanwhile } from './changed-meanwhile';
import { NotifyDesk } from './notify-desk';
import { MOST_STEPS, policyEntryOf, policyOrder, policyRules } from './policy-entry';
import { StepChannels } from './step-channels';

const SEVERITIES: readonly AlertSeverity[] = ['critical', 'high', 'medium', 'low', 'info'];

/** Makes or changes an escalation policy. */
@Component({
  selector: 'wl-policy-form',
  imports: [...FORM_PARTS, ChangedMeanwhile, Icon, StepChannels],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: './policy-form.html',
  styleUrl: './forms.css',
})
export class PolicyForm {
  protected readonly desk = inject(NotifyDesk);
  /** The one that is changed; a new one when absent. */
  readonly policy = input<PolicyFields | undefined>(undefined);
  readonly channels = input.required<readonly ChannelFields[]>();
  readonly closed = output();

  private readonly about = computed(() => this.policy()?.id ?? '');
  /** As it was when the change was begun: that is what is seen and changed, whatever others do meanwhile. */
  protected readonly base = linkedSignal({ source: this.about, computation: () => untracked(this.policy) });
  /** What somebody else has made of it meanwhile. */
  protected readonly newer = computed(() => {
    const now = this.policy();
    return now && now.revision > (this.base()?.revision ?? 0) ? now : undefined;
  });
  private readonly untouched = computed(() =>
    policyEntryOf(this.base(), untracked(this.channels), Intl.DateTimeFormat().resolvedOptions().timeZone),
  );
  protected readonly entered = linkedSignal({ source: this.about, computation: () => untracked(this.untouched) });
  protected readonly entry = entryForm(
    this.entered,
    policyRules,
    () => this.send(),
    () => this.desk.error.set(undefined),
  );
  /** Something would be lost. */
  readonly dirty = computed(() => JSON.stringify(this.entered()) !== JSON.stringify(this.untouched()));

  protected readonly severities = SEVERITIES;
  protected readonly mostSteps = MOST_STEPS;
  protected readonly problemId = problemId;
  private readonly id = linkedSignal(() => this.policy()?.id ?? crypto.randomUUID());

  protected add(): void {
    this.entered.update(({ steps, ...rest }) => ({
      ...rest,
      steps: [...steps, { minutes: (steps.at(-1)?.minutes ?? 0) + 15, channels: [] }],
    }));
  }

  protected drop(i: number): void {
    this.entered.update(({ steps, ...rest }) => ({ ...rest, steps: steps.filter((_, at) => at !== i) }));
  }

  protected take(): void {
    this.base.set(this.policy());
    this.entry().reset(this.untouched());
  }

  private async send(): Promise<void> {
    const order = { id: this.id(), seen: this.base()?.revision ?? 0, ...policyOrder(this.entered()) };
    const saved = await this.desk.change(
      'Policy saved',
      async (gateway, key) => (await gateway.run(SaveEscalationPolicy, { ...order, key })).saved,
    );
    if (saved) this.closed.emit();
  }
}
