import { inert } from '../inert';
import { alertLink, type AlertNotice, type Message } from '../message';

const MAX_SHOWN = 20;

/** What Slack's incoming webhooks take. Names stand in `plain_text`, where nothing is markup, mention or link. */
export function slackBody(message: Message): string {
  const title = titleOf(message);
  const shown = message.alerts.slice(0, MAX_SHOWN);
  const blocks = [
    plain('header', title, 150),
    ...shown.flatMap((alert) => [plain('section', lineOf(alert), 2900), button(message, alert)]),
    ...(message.of > shown.length ? [plain('section', `and ${message.of - shown.length} more`, 100)] : []),
  ];
  return JSON.stringify({ text: escapeSlack(title), blocks });
}

export function titleOf({ kind, alerts, of, channel }: Message): string {
  const [alert] = alerts;
  if (kind === 'test' || !alert) return `Test of the channel ${inert(channel, 100)}`;
  if (kind === 'digest') return `${of} alerts`;
  return `${alert.severity.toUpperCase()}: ${inert(alert.title, 100)}, ${inert(alert.entity, 100)}`;
}

const lineOf = (alert: AlertNotice): string => `${alert.severity}: ${inert(alert.summary, 1000)}`;
const plain = (type: 'header' | 'section', text: string, most: number) => ({
  type,
  text: { type: 'plain_text', text: [...text].slice(0, most).join(''), emoji: false },
});
const button = ({ console }: Message, { id }: AlertNotice) => ({
  type: 'actions',
  elements: [{ type: 'button', text: { type: 'plain_text', text: 'Open' }, url: alertLink(console, id) }],
});

/** The text beside the blocks is markup: these three characters are all that Slack wants escaped. */
const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
