import { createHmac } from 'node:crypto';

import { formatTime } from '@wireledger/kernel';

import { type AlertNotice, alertLink, type Message } from '../message';

/** A signed body, and the headers that go with it. */
export interface SignedPost {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The webhook's request. The receiver computes HMAC-SHA256 of `<t>.<body>` with the channel's secret and compares it with `v1` of the header
 * `x-wireledger-signature: t=<unix seconds>,v1=<hex>`, and drops what it has seen under the same `idempotency-key`.
 */
export function webhookPost(message: Message, secret: string, nowMs: number): SignedPost {
  const body = JSON.stringify(webhookBody(message));
  const t = Math.floor(nowMs / 1000);
  const v1 = createHmac('sha256', secret).update(`${t}.${body}`).digest('hex');
  return {
    body,
    headers: { 'idempotency-key': message.key, 'x-wireledger-signature': `t=${t},v1=${v1}` },
  };
}

/** What a webhook gets: names as they were on the wire, since it is for programs. Equal for equal messages. */
const webhookBody = (message: Message) => ({
  ...{ version: 1, id: message.key, kind: message.kind, channel: message.channel, count: message.of },
  alerts: message.alerts.map((alert) => alertBody(alert, message.console)),
});

const alertBody = ({ first, last, raisedAt, ...alert }: AlertNotice, console: string) => ({
  ...alert,
  ...{ first: formatTime(first), last: formatTime(last), raisedAt: formatTime(raisedAt) },
  link: alertLink(console, alert.id),
});
