import { type ChannelDefinition, ChannelDefined, ChannelRemoved } from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';
import { type Defined, definitionDecider } from './definition';

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
  },
});

const lower = (text: string): string => text.toLowerCase();

export const channelStream = (id: string): string => `channel-${id}`;

/** To whom a channel's messages go, each on its own: addresses, or the host that it leads to. */
export function recipientsOf({ target }: ChannelDefinition): readonly string[] {
  if (target.kind === 'email') return target.recipients;
  return [target.kind === 'slack' ? target.host : hostOf(target.url)];
}

/** Host of an address, cut; the address itself when it is none. */
function hostOf(url: string): string {
  const host = /^[a-z+]+:\/\/([^/?#]+)/i.exec(url)?.[1] ?? url;
  return host.slice(-254);
}
