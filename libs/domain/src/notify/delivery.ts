import {
  NotificationAttempted,
  NotificationBundled,
  NotificationDelivered,
  NotificationDropped,
  NotificationFailed,
  NotificationRequested,
  NotificationRetried,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { Acted } from './acted';

type DeliveryEvent =
  | EventOf<typeof NotificationRequested>
  | EventOf<typeof NotificationAttempted>
  | EventOf<typeof NotificationDelivered>
  | EventOf<typeof NotificationFailed>
  | EventOf<typeof NotificationBundled>
  | EventOf<typeof NotificationDropped>
  | EventOf<typeof NotificationRetried>;

/** One message to one recipient. */
export interface Delivery {
  readonly state: 'waiting' | 'sending' | 'sent' | 'failed' | 'bundled' | 'dropped';
  /** Attempts ever, and those since somebody asked for another try. */
  readonly attempts: number;
  readonly since: number;
  /** When the last attempt began, µs. */
  readonly attemptAt: number;
  /** Not before, µs. */
  readonly again: number;
  readonly commands: readonly string[];
}

/** Why a message is not sent any more: somebody took the alert on, its channel is off or gone, its address was erased. */
export type DropReason = 'handled' | 'channelGone' | 'addressErased';
type At = { readonly delivery: string; readonly at: number };
type Outcome = At & { readonly attempt: number };
export type DeliveryCommand =
  | ({
      readonly type: 'request';
      readonly delivery: string;
      readonly channel: string;
      readonly recipient: string;
    } & Acted)
  | ({ readonly type: 'attempt' } & At)
  | ({ readonly type: 'deliver'; readonly answer: string } & Outcome)
  | ({ readonly type: 'fail'; readonly reason: string; readonly permanent: boolean } & Outcome)
  | ({ readonly type: 'bundle'; readonly into: string; readonly channel: string; readonly recipient: string } & At)
  | ({ readonly type: 'drop'; readonly reason: DropReason } & At)
  | ({ readonly type: 'retry'; readonly delivery: string } & Acted);

const SECOND = 1_000_000;
/** Pauses after the first, second … failure, s; after one more it is given up. */
export const BACK_OFF_S = [30, 120, 600, 3600, 14_400] as const;
/** An attempt without outcome for so long belongs to a process that died: longer than any receiver is waited for. */
export const ATTEMPT_US = 120 * SECOND;
const MAX_SAID = 500;

const NEW: Delivery = { state: 'waiting', attempts: 0, since: 0, attemptAt: 0, again: 0, commands: [] };

function decide(before: Delivery | null, command: DeliveryCommand): readonly DeliveryEvent[] {
  const known = before ?? NEW;
  const { delivery, at } = command;
  switch (command.type) {
    case 'request': {
      const { type: _type, ...facts } = command;
      return before ? [] : [NotificationRequested.create(facts)];
    }
    case 'attempt': {
      const due = known.state === 'waiting' ? known.again <= at : orphaned(known, at);
      return due ? [NotificationAttempted.create({ delivery, attempt: known.attempts + 1, at })] : [];
    }
    case 'deliver': {
      // What was delivered is delivered, also when a later attempt is under way.
      const { attempt, answer } = command;
      if (known.state === 'sent') return [];
      return [NotificationDelivered.create({ delivery, attempt, at, answer: answer.slice(0, MAX_SAID) })];
    }
    case 'fail': {
      const { attempt, reason, permanent } = command;
      if (known.state !== 'sending' || known.attempts !== attempt) return [];
      const pause = permanent ? undefined : BACK_OFF_S[known.since - 1];
      const again = pause === undefined ? null : at + pause * SECOND;
      return [NotificationFailed.create({ delivery, attempt, at, reason: reason.slice(0, MAX_SAID), again })];
    }
    case 'bundle': {
      const { into, channel, recipient } = command;
      return known.state === 'waiting' ? [NotificationBundled.create({ delivery, into, channel, recipient, at })] : [];
    }
    case 'drop':
      if (known.state !== 'waiting' && !orphaned(known, at)) return [];
      return [NotificationDropped.create({ delivery, at, reason: command.reason })];
    case 'retry': {
      if (known.commands.includes(command.command)) return [];
      if (known.state !== 'failed')
        throw new DomainError('DELIVERY_NOT_FAILED', 'Only a message that was given up can be sent again.');
      return [NotificationRetried.create({ delivery, by: command.by, at, command: command.command })];
    }
  }
}

const orphaned = ({ state, attemptAt }: Delivery, at: number): boolean =>
  state === 'sending' && attemptAt + ATTEMPT_US <= at;

function evolve(before: Delivery | null, { type, data }: DeliveryEvent): Delivery {
  const known = before ?? NEW;
  switch (type) {
    case 'domain.NotificationRequested':
      return { ...known, commands: [data.command] };
    case 'domain.NotificationAttempted':
      return { ...known, state: 'sending', attempts: data.attempt, since: known.since + 1, attemptAt: data.at };
    case 'domain.NotificationDelivered':
      return { ...known, state: 'sent' };
    case 'domain.NotificationFailed':
      return data.again === null ? { ...known, state: 'failed' } : { ...known, state: 'waiting', again: data.again };
    case 'domain.NotificationBundled':
      return { ...known, state: 'bundled' };
    case 'domain.NotificationDropped':
      return { ...known, state: 'dropped' };
    case 'domain.NotificationRetried':
      return { ...known, state: 'waiting', since: 0, again: data.at, commands: [...known.commands, data.command] };
  }
}

/** A message on its way, at least once and under one key; stream `notification-<id>`. */
export const deliveryDecider: Decider<Delivery | null, DeliveryCommand, DeliveryEvent> = {
  initial: null,
  decide,
  evolve,
};
export const deliveryStream = (id: string): string => `notification-${id}`;
