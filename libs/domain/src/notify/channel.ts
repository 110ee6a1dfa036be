import { type ChannelDefinition, ChannelDefined, ChannelRemoved, type Rota } from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';
import { type Defined, definitionDecider } from './definition';
import { isZone } from './quiet-hours';
import { onDuty } from './rota';

export type Channel = Defined<ChannelDefinition>;
type ChannelEvent = EventOf<typeof ChannelDefined> | EventOf<typeof ChannelRemoved>;

const MAX_NAME = 100;

/** A way to tell people; stream `channel-<id>`. */
export const channelDecider = definitionDecider<ChannelDefinition, ChannelEvent>({
  what: 'channel',
  defined: (channel, act, definition) => ChannelDefined.create({ channel, ...act, definition }),
  removed: (channel, act) => ChannelRemoved.create({ channel, ...act }),
  read: ({ type, data }) => ({
    id: data.channel,
    act: data,
    definition: type === 'domain.ChannelDefined' ? data.definition : null,
  }),
  check({ name, target }) {
    said('The name', name, MAX_NAME);
    if (target.kind === 'email' && new Set(target.recipients.map(lower)).size < target.recipients.length)
      throw new DomainError('BAD_USER_INPUT', 'An address stands there twice. Name each recipient once.');
    if (target.kind === 'email' && target.rota) checkRota(target.rota);
  },
});

function checkRota({ zone, standIns }: Rota): void {
  if (!isZone(zone))
    throw new DomainError('BAD_USER_INPUT', `There is no time zone ${zone}. Write it like Europe/Berlin.`);
  const wrong = standIns.find(({ from, to }) => to < from);
  if (wrong)
    throw new DomainError(
      'BAD_USER_INPUT',
      `A stand-in from ${wrong.from} cannot end on ${wrong.to}. Turn them round.`,
    );
}

const lower = (text: string): string => text.toLowerCase();

export const channelStream = (id: string): string => `channel-${id}`;

/** Whom a channel may send to: addresses, or the host that it leads to. */
export function recipientsOf({ target }: ChannelDefinition): readonly string[] {
  if (target.kind === 'email') return target.recipients;
  return [target.kind === 'slack' ? target.host : hostOf(target.url)];
}

/** Whether messages can go to a recipient: of an address that was erased its label is left, and nothing is sent to that. */
export const canReach = ({ target }: ChannelDefinition, recipient: string): boolean =>
  target.kind !== 'email' || recipient.includes('@');

/**
 * To whom a channel's messages go at a time (µs since 1970 UTC), each on its own: with a rota the one on duty. Where nobody's address is left they
 * are for the labels, so that it can be seen that nobody was told.
 */
export function recipientsAt(definition: ChannelDefinition, at: number): readonly string[] {
  const { target } = definition;
  if (target.kind === 'email' && target.rota) return [onDuty(target.recipients, target.rota, at)];
  const all = recipientsOf(definition);
  const reached = all.filter((recipient) => canReach(definition, recipient));
  return reached.length > 0 ? reached : all;
}

/** Host of an address, cut; the address itself when it is none. */
function hostOf(url: string): string {
  const host = /^[a-z+]+:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url;
  return host.slice(-254);
}
