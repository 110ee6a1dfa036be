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
import { Session } from '../../core/session/session';
import { type ChannelFields, SaveMailChannel, SaveWebChannel } from '../../graphql/generated/operations';
import { entryForm } from '../../ui/form/entry-form';
import { FORM_PARTS } from '../../ui/form/form-parts';
import { ChangedMeanwhile } from './changed-meanwhile';
import { ADDRESSES, channelEntryOf, type ChannelKind, channelRules, mailOrder, webOrder } from './channel-entry';
import { NotifyDesk } from './notify-desk';
import { erasedOf } from './notify-words';
import { RotaFields } from './rota-fields';

const KINDS: readonly { readonly kind: ChannelKind; readonly label: string; readonly permission: string }[] = [
  { kind: 'email', label: 'E-mail', permission: 'notify.write' },
  { kind: 'webhook', label: 'Webhook', permission: 'webhooks.write' },
  { kind: 'slack', label: 'Slack', permission: 'webhooks.write' },
  { kind: 'syslog', label: 'Syslog', permission: 'webhooks.write' },
];

/** Makes or changes a channel. */
@Component({
  selector: 'wl-channel-form',
  imports: [...FORM_PARTS, ChangedMeanwhile, RotaFields],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <form [formRoot]="entry" [attr.aria-label]="channel() ? 'Change channel' : 'New channel'">
      @if (newer(); as other) {
        <wl-changed-meanwhile [by]="other.changedByName" (taken)="take()" (kept)="base.set(other)" />
      }
      @if (!channel() && kinds().length > 1) {
        <div class="segmented" role="group" aria-label="Kind of channel">
          @for (one of kinds(); track one.kind) {
            <button type="button" [attr.aria-pressed]="kind() === one.kind" (click)="choose(one.kind)">
              {{ one.label }}
            </button>
          }
        </div>
      }
      <label class="label" for="channel-name">Name</label>
      <input id="channel-name" class="field" autocomplete="off" [formField]="entry.name" />
      <wl-field-problem [of]="entry.name" control="channel-name" />
      @if (address(); as asked) {
        <label class="label" for="channel-url">{{ asked.label }}</label>
        <input
          id="channel-url"
          class="field mono"
          type="url"
          autocomplete="off"
          [placeholder]="channel() && kind() === 'slack' ? 'kept sealed; enter another one to change it' : asked.like"
          [formField]="entry.url"
        />
        <wl-field-problem [of]="entry.url" control="channel-url" />
        @if (kind() === 'syslog') {
          <p class="hint">
            RFC 5424 with CEF. In a network that OUTBOUND_ALLOW names also syslog+tcp:// and syslog+udp://.
          </p>
        }
      } @else {
        <label class="label" for="channel-to">Addresses, one a line</label>
        <textarea id="channel-to" class="field" rows="3" [formField]="entry.to"></textarea>
        <wl-field-problem [of]="entry.to" control="channel-to" />
        @if (erased(); as text) {
          <p class="hint">{{ text }}. They are left out when you save; turns of duty count by what is left.</p>
        }
        <label class="check"><input type="checkbox" [formField]="entry.turns" /> One at a time, by turns of duty</label>
        @if (entered().turns) {
          <wl-rota-fields [rota]="entry.rota" />
        }
      }
      <label class="label" for="channel-hour">Most messages an hour to one recipient</label>
      <input
        id="channel-hour"
        class="field short num"
        type="number"
        describedBy="channel-hour-hint"
        [formField]="entry.perHour"
      />
      <wl-field-problem [of]="entry.perHour" control="channel-hour" />
      <p class="hint" id="channel-hour-hint">What is more goes together as one digest.</p>
      <label class="check"><input type="checkbox" [formField]="entry.enabled" /> Send to it</label>
      @if (channel() && kind() === 'webhook') {
        <label class="check"
          ><input type="checkbox" [formField]="entry.rotate" /> Make another secret, valid at once</label
        >
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

  private readonly about = computed(() => this.channel()?.id ?? '');
  /** As it was when the change was begun: that is what is seen and changed, whatever others do meanwhile. */
  protected readonly base = linkedSignal({ source: this.about, computation: () => untracked(this.channel) });
  /** What somebody else has made of it meanwhile. */
  protected readonly newer = computed(() => {
    const now = this.channel();
    return now && now.revision > (this.base()?.revision ?? 0) ? now : undefined;
  });
  private readonly untouched = computed(() => channelEntryOf(this.base(), today(), ownZone()));
  protected readonly entered = linkedSignal({ source: this.about, computation: () => untracked(this.untouched) });
  protected readonly entry = entryForm(
    this.entered,
    (path) => channelRules(path, () => !this.channel()),
    () => this.send(),
    () => this.desk.error.set(undefined),
  );
  /** Something would be lost. */
  readonly dirty = computed(() => JSON.stringify(this.entered()) !== JSON.stringify(this.untouched()));

  protected readonly kinds = computed(() => KINDS.filter(({ permission }) => this.session.can(permission)));
  protected readonly kind = computed(() => this.entered().kind);
  protected readonly address = computed(() => {
    const kind = this.kind();
    return kind === 'email' ? undefined : ADDRESSES[kind];
  });
  protected readonly erased = computed(() => {
    const channel = this.channel();
    return channel ? erasedOf(channel) : '';
  });
  private readonly id = linkedSignal(() => this.channel()?.id ?? crypto.randomUUID());

  protected choose(kind: ChannelKind): void {
    this.entered.update((entered) => ({ ...entered, kind }));
  }

  protected take(): void {
    this.base.set(this.channel());
    this.entry().reset(this.untouched());
  }

  private async send(): Promise<void> {
    const entered = this.entered();
    const order = { id: this.id(), seen: this.base()?.revision ?? 0 };
    const { kind } = entered;
    const saved = await this.desk.change('Channel saved', async (gateway, key) => {
      if (kind === 'email') return (await gateway.run(SaveMailChannel, { ...order, key, ...mailOrder(entered) })).saved;
      return (await gateway.run(SaveWebChannel, { ...order, key, ...webOrder(kind, entered) })).saved;
    });
    if (saved) this.closed.emit();
  }
}

/** By the clock of whoever writes it. */
const today = (): string => new Intl.DateTimeFormat('sv-SE').format(new Date());
const ownZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;
