import type { Channel } from '@wireledger/domain';
import type { ChannelTarget } from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { type NotifyKeys, type OutboundPolicy, OutboundRefused } from '@wireledger/notify';

import type { WebChannelKind } from '../schema/notify';
import type { SaveWebChannelArgs } from '../schema/notify-commands';

const SLACK = 'hooks.slack.com';

/** Addresses of channels that lead to a server: checked before they are kept, as they are before each call; those that are secret are sealed. */
export class WebChannels {
  constructor(
    private readonly policy: OutboundPolicy,
    private readonly keys: NotifyKeys,
  ) {}

  /** What the channel is to send to. @throws DomainError ADDRESS_REFUSED, BAD_USER_INPUT */
  async target(before: Channel | null, id: string, args: SaveWebChannelArgs): Promise<ChannelTarget> {
    const { kind, url, rotate } = args;
    const had = before?.definition.target;
    if (had && had.kind !== kind)
      throw new DomainError('BAD_USER_INPUT', `This channel is of the kind ${had.kind}. Make a new one instead.`);
    if (url) await this.assertCallable(kind, url);
    if (kind === 'slack') {
      if (!url && had?.kind === 'slack') return had;
      const host = new URL(needed(url)).hostname;
      if (host !== SLACK)
        throw new DomainError('BAD_USER_INPUT', `Slack's incoming webhooks begin with https://${SLACK}/.`);
      return { kind, host, sealed: this.keys.seal(id, needed(url)) };
    }
    if (kind === 'syslog') return { kind, url: url ?? (had?.kind === 'syslog' ? had.url : needed(url)) };
    if (had?.kind !== 'webhook') return { kind, url: needed(url), generation: 1 };
    const { generation, sealed } = had;
    const secret = rotate
      ? { generation: generation + 1 }
      : { generation, ...(sealed === undefined ? {} : { sealed }) };
    return { kind, url: url ?? had.url, ...secret };
  }

  /** The secret of a webhook when it is another one than before; null otherwise. */
  freshSecret(before: Channel | null, id: string, target: ChannelTarget): string | null {
    if (target.kind !== 'webhook') return null;
    const had = before?.definition.target;
    const fresh = had?.kind !== 'webhook' || had.generation !== target.generation;
    return fresh ? this.keys.webhookSecret(id, target.generation) : null;
  }

  private async assertCallable(kind: WebChannelKind, url: string): Promise<void> {
    try {
      await this.policy.check(url, kind === 'syslog' ? 'syslog' : 'web');
    } catch (error) {
      if (error instanceof OutboundRefused) throw new DomainError('ADDRESS_REFUSED', error.message);
      throw error;
    }
  }
}

function needed(url: string | null | undefined): string {
  if (!url) throw new DomainError('BAD_USER_INPUT', 'A new channel needs its address: `url`.');
  return url;
}
