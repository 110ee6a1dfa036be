import { formatTime } from '@wireledger/kernel';

import { escapeHtml, inert } from '../inert';
import { alertLink, type AlertNotice, type Message } from '../message';

/** A mail, before it has a sender. */
export interface Mail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly messageId: string;
  /** What it belongs to: all mails about an alert make one thread. */
  readonly references: readonly string[];
}

const COLOURS: Readonly<Record<string, string>> = {
  critical: '#b3261e',
  high: '#c4551a',
  medium: '#8a6500',
  low: '#2f6f9f',
  info: '#5b6470',
};

/** The mail of a message, in plain text and HTML. `domain`: right part of its Message-ID, equal for equal messages. */
export function composeMail(message: Message, domain: string): Mail {
  const lines = message.alerts.map((alert) => linesOf(alert, message.console));
  const more = message.of - message.alerts.length;
  const [alert] = message.alerts;
  return {
    subject: subjectOf(message),
    text: textOf(message, lines, more),
    html: htmlOf(message, lines, more),
    messageId: `<${message.key}@${domain}>`,
    references: message.kind === 'alert' && alert ? [`<alert.${alert.id}@${domain}>`] : [],
  };
}

function subjectOf({ kind, alerts, of, channel }: Message): string {
  const [alert] = alerts;
  if (kind === 'test' || !alert) return `[Wireledger] Test of the channel ${inert(channel, 100)}`;
  if (kind === 'digest') return `[Wireledger] ${of} alerts, the gravest ${gravest(alerts)}`;
  return `[Wireledger] ${alert.severity.toUpperCase()}: ${inert(alert.title, 80)}, ${inert(alert.entity, 80)}`;
}

const ORDER = ['critical', 'high', 'medium', 'low', 'info'];
const gravest = (alerts: readonly AlertNotice[]): string =>
  ORDER.find((severity) => alerts.some((alert) => alert.severity === severity)) ?? 'info';

interface Lines {
  readonly severity: string;
  readonly title: string;
  readonly summary: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly link: string;
}

function linesOf(alert: AlertNotice, console: string): Lines {
  const dport = alert.dport === null ? '' : ` port ${alert.dport}`;
  const facts: [string, string][] = [
    ['Entity', inert(alert.entity)],
    ...(alert.src ? ([['Source', inert(alert.src)]] as [string, string][]) : []),
    ...(alert.dst ? ([['Target', `${inert(alert.dst)}${dport}`]] as [string, string][]) : []),
    ['Sensor', inert(alert.sensor)],
    ['Seen', `${shown(alert.first)} to ${shown(alert.last)}`],
    ...(alert.technique ? ([['ATT&CK', alert.technique]] as [string, string][]) : []),
  ];
  return {
    ...{ severity: alert.severity, title: inert(alert.title), summary: inert(alert.summary, 2000), facts },
    link: alertLink(console, alert.id),
  };
}

/** To the second, UTC. */
const shown = (us: number): string => `${formatTime(us).slice(0, 19).replace('T', ' ')} UTC`;

const intro = ({ kind, of, channel }: Message): string => {
  if (kind === 'test') return `This is a test of the channel ${inert(channel, 100)}. It works.`;
  if (kind === 'digest') return `${of} alerts came in faster than this channel may send; here they are together.`;
  return '';
};

function textOf(message: Message, lines: readonly Lines[], more: number): string {
  const parts = lines.map(({ severity, title, summary, facts, link }) =>
    [`${severity.toUpperCase()}: ${title}`, summary, ...facts.map(([name, value]) => `${name}: ${value}`), link].join(
      '\n',
    ),
  );
  const rest = more > 0 ? [`and ${more} more: ${message.console}/alerts`] : [];
  return `${[intro(message), ...parts, ...rest].filter((part) => part !== '').join('\n\n')}\n`;
}

function htmlOf(message: Message, lines: readonly Lines[], more: number): string {
  const first = intro(message);
  const rest = more > 0 ? `<p><a href="${escapeHtml(`${message.console}/alerts`)}">and ${more} more</a></p>` : '';
  return [
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark">',
    `<title>${escapeHtml(subjectOf(message))}</title></head>`,
    '<body style="margin:0;padding:16px;font:14px/1.5 -apple-system,Segoe UI,Helvetica,Arial,sans-serif">',
    first ? `<p>${escapeHtml(first)}</p>` : '',
    ...lines.map(cardOf),
    rest,
    '</body></html>',
  ].join('\n');
}

function cardOf({ severity, title, summary, facts, link }: Lines): string {
  const colour = COLOURS[severity] ?? '#5b6470';
  const rows = facts.map(
    ([name, value]) =>
      `<tr><td style="padding:2px 12px 2px 0;opacity:.7">${escapeHtml(name)}</td><td style="padding:2px 0">${escapeHtml(value)}</td></tr>`,
  );
  return [
    `<div style="margin:0 0 16px;padding:12px 16px;border:1px solid #8884;border-left:4px solid ${colour};border-radius:4px">`,
    `<p style="margin:0 0 4px"><strong style="color:${colour}">${escapeHtml(severity.toUpperCase())}</strong> <strong>${escapeHtml(title)}</strong></p>`,
    `<p style="margin:0 0 8px">${escapeHtml(summary)}</p>`,
    `<table style="border-collapse:collapse;font-size:13px">${rows.join('')}</table>`,
    `<p style="margin:8px 0 0"><a href="${escapeHtml(link)}">Open in Wireledger</a></p></div>`,
  ].join('');
}
