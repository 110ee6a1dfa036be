import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { type ChannelFields, SaveMailChannel, SaveWebChannel } from '../../graphql/generated/operations';
import { Session } from '../../core/session/session';
import { NotifyDesk } from './notify-desk';
import { addressesOf } from './notify-words';

type Kind = 'email' | 'webhook' | 'slack' | 'syslog';
const KINDS: readonly { readonly kind: Kind; readonly label: string; readonly permission: string }[] = [
  { kind: 'email', label: 'E-mail', permission: 'notify.write' },
  { kind: 'webhook', label: 'Webhook', permission: 'webhooks.write' },
  { kind: 'slack', label: 'Slack', permission: 'webhooks.write' },
  { kind: 'syslog', label: 'Syslog', permission: 'webhooks.write' },
];

/** What is asked for where a channel leads to a server. */
const ADDRESSES: Readonly<Record<Exclude<Kind, 'email'>, { readonly label: string; readonly like: string }>> = {
  webhook: { label: 'Address', like: 'https://hooks.example.org/alerts' },
  slack: { label: 'Address of the incoming webhook', like: 'https://hooks.slack.com/services/…' },
  syslog: { label: 'Address of the receiver', like: 'syslog+tls://logs.example.org:6514' },
};

/** Makes or changes a channel. */
@Component({
  selector: 'wl-channel-form',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form (submit)="submit($event)" [attr.aria-label]="channel() ? 'Change channel' : 'New channel'">
      @if (!channel() && kinds().length > 1) {
        <div class="segmented" role="group" aria-label="Kind of channel">
          @for (one of kinds(); track one.kind) {
            <button type="button" [attr.aria-pressed]="kind() === one.kind" (click)="kind.set(one.kind)">
              {{ one.label }}
            </button>
          }
        </div>
      }
      <label class="label" for="channel-name">Name</label>
      <input name="name" id="channel-name" class="field" required maxlength="100" [value]="channel()?.name ?? ''" />
      @if (kind() === 'email') {
        <label class="label" for="channel-to">Addresses, one a line</label>
        <textarea
          name="to"
          id="channel-to"
          class="field"
          rows="3"
          required
          [value]="(channel()?.recipients ?? []).join('\\n')"
        ></textarea>
      } @else {
        <label class="label" for="channel-url">{{ address().label }}</label>
        <input
          name="to"
          id="channel-url"
          class="field mono"
          type="url"
          maxlength="2000"
          autocomplete="off"
          [required]="!channel() || kind() !== 'slack'"
          [value]="channel()?.url ?? ''"
          [placeholder]="
            channel() && kind() === 'slack' ? 'kept sealed; enter another one to change it' : address().like
          "
        />
        @if (kind() === 'syslog') {
          <p class="hint">
            RFC 5424 with CEF. In a network that OUTBOUND_ALLOW names also syslog+tcp:// and syslog+udp://.
          </p>
        }
      }
      <label class="label" for="channel-hour">Most messages an hour to one recipient</label>
      <input
        name="hour"
        id="channel-hour"
        class="field short num"
        type="number"
        min="1"
        max="1000"
        required
        [value]="channel()?.perHour ?? 10"
      />
      <p class="hint">What is more goes together as one digest.</p>
      <label class="check"><input name="on" type="checkbox" [checked]="channel()?.enabled ?? true" /> Send to it</label>
      @if (channel() && kind() === 'webhook') {
        <label class="check"><input name="rotate" type="checkbox" /> Make another secret, valid at once</label>
      }
      <div class="actions">
        <button type="submit" class="button primary" [disabled]="desk.busy()">
          {{ channel() ? 'Save channel' : 'Make channel' }}
        </button>
        <button type="button" class="button" (click)="closed.emit()">Cancel</button>
      </div>
    </form>
  `,
  styleUrl: './forms.css',
})
export class ChannelForm {
  private readonly session = inject(Session);
  protected readonly desk = inject(NotifyDesk);
  /** The one that is changed; a new one when absent. */
  readonly channel = input<ChannelFields | undefined>(undefined);
  readonly closed = output();

  protected readonly kinds = computed(() => KINDS.filter(({ permission }) => this.session.can(permission)));
  protected readonly kind = linkedSignal<Kind>(() => (this.channel()?.kind as Kind | undefined) ?? 'email');
  protected readonly address = computed(() => {
    const kind = this.kind();
    return ADDRESSES[kind === 'email' ? 'webhook' : kind];
  });
  private readonly id = linkedSignal(() => this.channel()?.id ?? crypto.randomUUID());

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const given = new FormData(event.target as HTMLFormElement);
    const said = (name: string): string => (given.get(name) as string | null) ?? '';
    const [to, rotate] = [said('to'), given.has('rotate')];
    const about = {
      ...{ id: this.id(), seen: this.channel()?.revision ?? 0, name: said('name') },
      ...{ enabled: given.has('on'), perHour: Number(said('hour')) },
    };
    const kind = this.kind();
    const saved = await this.desk.change('Channel saved', async (gateway, key) => {
      if (kind === 'email')
        return (await gateway.run(SaveMailChannel, { ...about, key, recipients: addressesOf(to) })).saved;
      return (await gateway.run(SaveWebChannel, { ...about, key, kind, url: to || null, rotate })).saved;
    });
    if (saved) this.closed.emit();
  }
}
