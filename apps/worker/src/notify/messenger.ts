import { ATTEMPT_US, canReach, deliveryDecider, type DeliveryCommand, deliveryStream } from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand } from '@wireledger/event-sourcing';
import type { ChannelDefinition } from '@wireledger/events';
import { uuidV5 } from '@wireledger/kernel/hashing';
import type { ChannelSender, Message } from '@wireledger/notify';
import type { DueDelivery, Outbox } from '@wireledger/read-models';

import type { NoticeMask } from '../masking/notice-mask';
import { isOpen, knownAlert, type KnownAlert } from './alert-notice';

const BY = 'system:worker';
const HOUR_US = 3_600_000_000;
/** Recipients that are served in one round, and side by side. */
const RECIPIENTS = 100;
const ABREAST = 8;
/** Messages that one recipient has waiting and that are looked at in one round. */
const LOOKED_AT = 2000;
/** Alerts that a digest tells of one by one. */
const DIGEST_ALERTS = 100;

interface To {
  readonly channel: string;
  readonly recipient: string;
}

export interface MessengerParts {
  readonly log: EventLog;
  readonly outbox: Pick<Outbox, 'waiting' | 'due' | 'sentSince' | 'parts' | 'channel'>;
  readonly sender: Pick<ChannelSender, 'send'>;
  /** Masks what leaves, as the masking mode says. */
  readonly mask: Pick<NoticeMask, 'of'>;
  /** µs since 1970 UTC. */
  readonly clock: () => number;
  /** Address of the console, without a slash at the end. */
  readonly console: string;
}

/**
 * Sends messages that are due. Each attempt is a fact before it is made and its outcome one after: whoever dies in between leaves an attempt
 * without outcome, which is made again under the same key.
 */
export class Messenger {
  constructor(private readonly parts: MessengerParts) {}

  /** One round; positions of what was written. */
  async deliver(): Promise<string[]> {
    const now = this.parts.clock();
    const waiting = await this.parts.outbox.waiting(now, now - ATTEMPT_US, RECIPIENTS);
    const written: string[] = [];
    const lanes = Array.from({ length: Math.min(ABREAST, waiting.length) }, async () => {
      for (let to = waiting.shift(); to; to = waiting.shift()) await this.serve(to, now, written);
    });
    await Promise.all(lanes);
    return written;
  }

  private async serve(to: To, now: number, written: string[]): Promise<void> {
    const { outbox } = this.parts;
    const due = await outbox.due(to, now, now - ATTEMPT_US, LOOKED_AT);
    const channel = await outbox.channel(to.channel);
    const sent = await outbox.sentSince(to, now - HOUR_US);
    let left = Math.max(0, (channel?.perHour ?? 0) - sent);
    const alerts: DueDelivery[] = [];
    for (const one of due) {
      if (!channel?.enabled) await this.tell({ type: 'drop', reason: 'channelGone', ...this.of(one) }, written);
      else if (!canReach(channel, one.recipient))
        await this.tell({ type: 'drop', reason: 'addressErased', ...this.of(one) }, written);
      else if (one.kind === 'alert') alerts.push(one);
      else if (one.kind === 'test' || left > 0) {
        if (one.kind === 'digest') left--;
        if (!(await this.send(one, channel, await this.told(one), written))) return;
      }
    }
    if (channel?.enabled) await this.serveAlerts(alerts, channel, left, written);
  }

  /** As many alone as the hour allows, the last one of them a digest of all that is left. */
  private async serveAlerts(
    alerts: readonly DueDelivery[],
    channel: ChannelDefinition,
    left: number,
    written: string[],
  ): Promise<void> {
    for (const [i, one] of alerts.entries()) {
      if (left === 0) return;
      if (left === 1 && i < alerts.length - 1) return this.bundle(alerts.slice(i), written);
      const known = await knownAlert(this.parts.log, one.alert ?? '');
      if (!known || !isOpen(known.alert, this.parts.clock())) {
        await this.tell({ type: 'drop', reason: 'handled', ...this.of(one) }, written);
        continue;
      }
      left--;
      // What one message meets, the next one would meet as well.
      if (!(await this.send(one, channel, [known], written))) return;
    }
  }

  /** Makes parts of a digest of them, but of those that somebody has taken on. It goes out in the next round. */
  private async bundle(alerts: readonly DueDelivery[], written: string[]): Promise<void> {
    let into: string | null = null;
    for (const one of alerts) {
      const known = await knownAlert(this.parts.log, one.alert ?? '');
      const { channel, recipient } = one;
      if (!known || !isOpen(known.alert, this.parts.clock()))
        await this.tell({ type: 'drop', reason: 'handled', ...this.of(one) }, written);
      else {
        into ??= uuidV5(one.delivery, 'digest');
        await this.tell({ type: 'bundle', into, channel, recipient, ...this.of(one) }, written);
      }
    }
  }

  /** What a test or a digest tells of. */
  private async told({ kind, delivery }: DueDelivery): Promise<KnownAlert[]> {
    if (kind !== 'digest') return [];
    const { alerts } = await this.parts.outbox.parts(delivery, DIGEST_ALERTS);
    const known = await Promise.all(alerts.map((alert) => knownAlert(this.parts.log, alert)));
    return known.filter((one) => one !== null);
  }

  /** False when it did not go through. */
  private async send(
    one: DueDelivery,
    channel: ChannelDefinition,
    alerts: readonly KnownAlert[],
    written: string[],
  ): Promise<boolean> {
    const { sender, outbox, console, mask } = this.parts;
    const attempt = await this.tell({ type: 'attempt', ...this.of(one) }, written);
    if (attempt === null) return true;
    const of = one.kind === 'digest' ? (await outbox.parts(one.delivery, 1)).of : alerts.length;
    const message: Message = {
      ...{ key: one.delivery, kind: one.kind, of, channel: channel.name, console },
      alerts: await mask.of(alerts.map(({ notice }) => notice)),
    };
    const sent = await sender.send(one.channel, channel, one.recipient, message);
    const outcome = { ...this.of(one), attempt };
    if (sent.ok) await this.tell({ type: 'deliver', answer: sent.answer, ...outcome }, written);
    else await this.tell({ type: 'fail', reason: sent.reason, permanent: sent.permanent, ...outcome }, written);
    return sent.ok;
  }

  private of({ delivery }: DueDelivery): { readonly delivery: string; readonly at: number } {
    return { delivery, at: this.parts.clock() };
  }

  /** Number of the attempt that holds now; null when nothing was written: another process was faster, or the rows are behind. */
  private async tell(command: DeliveryCommand, written: string[]): Promise<number | null> {
    const { delivery, at } = command;
    const context = { actor: BY, correlationId: delivery, causationId: delivery, at };
    try {
      const stream = deliveryStream(delivery);
      const handled = await handleCommand(this.parts.log, deliveryDecider, stream, command, context);
      if (handled.appended === 0) return null;
      written.push(handled.position);
      return handled.state?.attempts ?? 0;
    } catch (error) {
      if (error instanceof CommandConflict) return null;
      throw error;
    }
  }
}
