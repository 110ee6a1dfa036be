import type { ChannelDefinition } from '@wireledger/events';

import type { NotifyKeys } from './keys';
import type { MailSender } from './mail/mail-sender';
import type { Message, Sent } from './message';
import type { OutboundPolicy } from './web/outbound-policy';
import { sendSyslog } from './syslog/send-syslog';
import { syslogLines } from './syslog/syslog-lines';
import { POST_LIMITS, postJson, type PostLimits } from './web/post-json';
import { slackBody } from './web/slack';
import { webhookPost } from './web/webhook';

/** What sends through a channel, whatever its kind. */
export class ChannelSender {
  constructor(
    private readonly mail: Pick<MailSender, 'send'>,
    private readonly policy: OutboundPolicy,
    private readonly keys: NotifyKeys,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
    private readonly limits: PostLimits = POST_LIMITS,
  ) {}

  /** Sends one message to one of the channel's recipients. Never throws. */
  send(channel: string, { target }: ChannelDefinition, recipient: string, message: Message): Promise<Sent> {
    switch (target.kind) {
      case 'email':
        return this.mail.send(recipient, message);
      case 'webhook': {
        const secret = this.keys.secretOf(channel, target);
        if (secret === null)
          return Promise.resolve({
            ...{ ok: false, permanent: true },
            reason: 'The secret was sealed with another key. Make another one.',
          });
        return postJson(this.policy, target.url, webhookPost(message, secret, this.clock()), this.limits);
      }
      case 'slack': {
        const url = this.keys.open(channel, target.sealed);
        if (url === null)
          return Promise.resolve({
            ...{ ok: false, permanent: true },
            reason: 'The address was sealed with another key. Enter it again.',
          });
        return postJson(this.policy, url, { body: slackBody(message), headers: {} }, this.limits);
      }
      case 'syslog':
        return sendSyslog(this.policy, target.url, syslogLines(message, this.clock() * 1000), this.limits);
    }
  }
}
