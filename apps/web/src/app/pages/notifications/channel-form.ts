import { ChangeDetectionStrategy, Component, computed, inject, input, linkedSignal, output } from '@angular/core';
import { type ChannelFields, SaveMailChannel, SaveWebChannel } from '../../graphql/generated/operations';
import { Session } from '../../core/session/session';
import { NotifyDesk } from './notify-desk';
import { addressesOf, clockOf, erasedOf, minuteOf, standInLines, standInsOf } from './notify-words';

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
          [value]="addresses().join('\\n')"
        ></textarea>
        @if (erased(); as text) {
          <p class="hint">{{ text }}. They are left out when you save; turns of duty count by what is left.</p>
        }
        <label class="check"
          ><input type="checkbox" [checked]="turns()" (change)="turns.set($any($event.target).checked)" /> One at a
          time, by turns of duty</label
        >
        @if (turns()) {
          <fieldset>
            <legend class="label">Turns, in the order of the addresses</legend>
            <div class="row">
              <input
                name="days"
                class="field short num"
                type="number"
                min="1"
                max="366"
                required
                aria-label="Days of a turn"
                [value]="rota().days"
              />
              <span class="second to">days each, the first one's from</span>
              <input
                name="first"
                class="field short"
                type="date"
                required
                aria-label="First day"
                [value]="rota().first"
              />
              <span class="second to">at</span>
              <input
                name="at"
                class="field short"
                type="time"
                required
                aria-label="Hour of change"
                [value]="rota().at"
              />
              <span class="second to">by the clocks of</span>
              <input
                name="zone"
                class="field wide"
                required
                aria-label="Time zone of the turns"
                [value]="rota().zone"
              />
            </div>
            <label class="label" for="channel-instead">Stand-ins, one a line</label>
            <textarea
              name="instead"
              id="channel-instead"
              class="field mono"
              rows="2"
              placeholder="2026-12-24 to 2026-12-26 ada@example.org"
              [value]="rota().standIns"
              (input)="$any($event.target).setCustomValidity('')"
            ></textarea>
          </fieldset>
        }
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
  /** What is left of an erased address is none. */
  protected readonly addresses = computed(() => (this.channel()?.recipients ?? []).filter(isAddress));
  protected readonly erased = computed(() => {
    const channel = this.channel();
    return channel ? erasedOf(channel) : '';
  });
  protected readonly turns = linkedSignal(() => !!this.channel()?.rota);
  protected readonly rota = computed(() => {
    const { days = 7, first = today(), at = 540, zone = ownZone(), standIns = [] } = this.channel()?.rota ?? {};
    return {
      days,
      first,
      at: clockOf(at),
      zone,
      standIns: standInLines(standIns.filter(({ recipient }) => isAddress(recipient))),
    };
  });
  private readonly id = linkedSignal(() => this.channel()?.id ?? crypto.randomUUID());

  protected async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const given = new FormData(form);
    const said = (name: string): string => (given.get(name) as string | null) ?? '';
    const [to, rotate] = [said('to'), given.has('rotate')];
    const about = {
      ...{ id: this.id(), seen: this.channel()?.revision ?? 0, name: said('name') },
      ...{ enabled: given.has('on'), perHour: Number(said('hour')) },
    };
    const kind = this.kind();
    const standIns = standInsOf(said('instead'));
    if (!standIns) {
      const field = form.elements.namedItem('instead') as HTMLTextAreaElement;
      field.setCustomValidity('Write each line like 2026-12-24 to 2026-12-26 ada@example.org.');
      field.reportValidity();
      return;
    }
    const rota = given.has('days')
      ? {
          ...{ zone: said('zone'), first: said('first'), at: minuteOf(said('at')) ?? 0, days: Number(said('days')) },
          standIns,
        }
      : null;
    const saved = await this.desk.change('Channel saved', async (gateway, key) => {
      if (kind === 'email')
        return (await gateway.run(SaveMailChannel, { ...about, key, recipients: addressesOf(to), rota })).saved;
      return (await gateway.run(SaveWebChannel, { ...about, key, kind, url: to || null, rotate })).saved;
    });
    if (saved) this.closed.emit();
  }
}

/** By the clock of whoever writes it. */
const today = (): string => new Intl.DateTimeFormat('sv-SE').format(new Date());
const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

const isAddress = (text: string): boolean => text.includes('@');
