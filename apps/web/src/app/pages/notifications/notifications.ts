import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  untracked,
  viewChildren,
} from '@angular/core';
import { query } from '../../core/api/query';
import { declarePage } from '../../core/page';
import { Past } from '../../core/past';
import { Session } from '../../core/session/session';
import { guardUnsaved, type Unsaved } from '../../core/unsaved';
import {
  type ChannelFields,
  NotificationDefinitions,
  NotificationSetup,
  type PolicyFields,
  RemoveChannel,
  RemoveEscalationPolicy,
  TestChannel,
} from '../../graphql/generated/operations';
import { Icon } from '../../ui/icon';
import { QueryState } from '../../ui/states';
import { WireText } from '../../ui/wire-text';
import { ChannelForm } from './channel-form';
import { DeliveryList } from './delivery-list';
import { NotifyDesk } from './notify-desk';
import { clockOf, delay, dutyOf, erasedOf, startsFor } from './notify-words';
import { PolicyForm } from './policy-form';

const KIND_WORDS: Readonly<Record<string, string>> = {
  email: 'E-mail',
  webhook: 'Webhook',
  slack: 'Slack',
  syslog: 'Syslog',
};

/** Which form is open: that of a thing by its id, or of a new one. */
type Open = { readonly form: 'channel' | 'policy'; readonly id: string | null } | null;

/** Who is told of alerts, by which way and when, and what came of it. */
@Component({
  selector: 'wl-notifications',
  imports: [ChannelForm, DeliveryList, Icon, PolicyForm, QueryState, WireText],
  changeDetection: ChangeDetectionStrategy.OnPush,
  providers: [NotifyDesk],
  templateUrl: './notifications.html',
  styleUrl: './notifications.css',
})
export class NotificationsPage implements Unsaved {
  private readonly session = inject(Session);
  private readonly past = inject(Past);
  protected readonly desk = inject(NotifyDesk);

  protected readonly definitions = query(
    NotificationDefinitions,
    () => ({ minPosition: this.past.on() ? null : this.desk.position() }),
    (result) => result,
  );
  protected readonly setup = query(
    NotificationSetup,
    () => ({}),
    ({ notificationSetup }) => notificationSetup,
  );
  protected readonly open = signal<Open>(null);
  private readonly channelForms = viewChildren(ChannelForm);
  private readonly policyForms = viewChildren(PolicyForm);
  readonly dirty = computed(() => [...this.channelForms(), ...this.policyForms()].some((form) => form.dirty()));
  protected readonly mayChannels = computed(() => this.session.can('notify.write') && !this.past.on());
  protected readonly mayWeb = computed(() => this.session.can('webhooks.write') && !this.past.on());
  protected readonly mayPolicies = computed(() => !this.past.on());
  protected readonly channels = computed(() => this.definitions.value()?.notificationChannels ?? []);
  protected readonly policies = computed(() =>
    (this.definitions.value()?.escalationPolicies ?? []).map((policy) => ({
      policy,
      starts: startsFor(policy),
      steps: policy.steps.map(({ afterSeconds, channels }) => ({
        after: delay(afterSeconds),
        tells: channels
          .map((id) => this.channels().find((one) => one.id === id)?.name ?? 'a removed channel')
          .join(', '),
      })),
      quiet: policy.quiet
        ? `quiet ${clockOf(policy.quiet.from)} to ${clockOf(policy.quiet.to)} ${policy.quiet.zone}, but for ${policy.quiet.spares}`
        : '',
    })),
  );

  constructor() {
    declarePage({ title: 'Notifications' });
    guardUnsaved(this);
    effect(() => {
      this.desk.changes();
      untracked(() => this.definitions.reload());
    });
  }

  protected readonly dutyOf = dutyOf;
  protected readonly erasedOf = erasedOf;
  protected readonly kindOf = ({ kind }: ChannelFields): string => KIND_WORDS[kind] ?? kind;
  protected readonly mayChange = ({ kind }: ChannelFields): boolean =>
    kind === 'email' ? this.mayChannels() : this.mayWeb();
  protected readonly isOpen = (form: 'channel' | 'policy', id: string | null): boolean =>
    this.open()?.form === form && this.open()?.id === id;

  protected show(form: 'channel' | 'policy', id: string | null): void {
    this.desk.error.set(undefined);
    this.open.set(this.isOpen(form, id) ? null : { form, id });
  }

  protected test({ id, name }: ChannelFields): void {
    const said = `A test of ${name} is on its way`;
    void this.desk.change(said, async (gateway, key) => (await gateway.run(TestChannel, { id, key })).done);
  }

  protected removeChannel({ id, revision: seen }: ChannelFields): void {
    this.open.set(null);
    void this.desk.change(
      'Channel removed',
      async (gateway, key) => (await gateway.run(RemoveChannel, { id, seen, key })).done,
    );
  }

  protected removePolicy({ id, revision: seen }: PolicyFields): void {
    this.open.set(null);
    void this.desk.change(
      'Policy removed',
      async (gateway, key) => (await gateway.run(RemoveEscalationPolicy, { id, seen, key })).done,
    );
  }
}
