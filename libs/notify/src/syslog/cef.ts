import type { Severity } from '@wireledger/events';

import { type AlertNotice, alertLink, type Message } from '../message';

/** CEF's scale from 0 to 10 (0–3 low, 4–6 medium, 7–8 high, 9–10 very high). */
const GRAVITY: Readonly<Record<Severity, number>> = { info: 1, low: 3, medium: 6, high: 8, critical: 10 };
const MAX_TITLE = 200;
const MAX_SUMMARY = 1000;
/** Controls, line and paragraph separators, lone surrogates, and what turns the direction of text: they do not break a line or a terminal. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * An alert as a line of ArcSight's Common Event Format, version 0: seven header fields between bars, then `key=value` pairs. The longest
 * text, `msg`, is the last, so a receiver that cuts lines loses nothing else. Names are as on the wire, but for what would break the line.
 */
export function cefOf(alert: AlertNotice, { console, key, channel }: Message): string {
  const pairs: readonly (readonly [key: string, value: string | number | null])[] = [
    ['externalId', alert.id],
    ['rt', milliseconds(alert.raisedAt)],
    ['start', milliseconds(alert.first)],
    ['end', milliseconds(alert.last)],
    ['cat', alert.kind],
    ...addressOf('src', 'c6a2', 'Source IPv6 Address', alert.src),
    ...addressOf('dst', 'c6a3', 'Destination IPv6 Address', alert.dst),
    ['dpt', alert.dport],
    ['dvchost', alert.sensor],
    ...labelled('cs1', 'Entity', alert.entity),
    ...labelled('cs2', 'Technique', alert.technique),
    ...labelled('cs3', 'MessageKey', key),
    ...labelled('cs4', 'Channel', channel),
    ['request', alertLink(console, alert.id)],
    ['msg', cut(alert.summary, MAX_SUMMARY)],
  ];
  return `${head(alert.kind, cut(alert.title, MAX_TITLE), GRAVITY[alert.severity])}${pairsOf(pairs)}`;
}

/** What is no alert: a test of the channel, or how many more alerts a digest tells of. */
export function cefNotice(signature: 'test' | 'digest', title: string, { key, channel, console }: Message): string {
  const pairs = [...labelled('cs3', 'MessageKey', key), ...labelled('cs4', 'Channel', channel)];
  return `${head(signature, title, GRAVITY.info)}${pairsOf([...pairs, ['request', `${console}/alerts`]])}`;
}

const head = (signature: string, name: string, gravity: number): string =>
  `CEF:0|Wireledger|Wireledger|1|${inHeader(signature)}|${inHeader(name)}|${gravity}|`;
const pairsOf = (pairs: readonly (readonly [string, string | number | null])[]): string =>
  pairs.flatMap(([name, value]) => (value === null ? [] : [`${name}=${inPair(String(value))}`])).join(' ');

/** IPv4 has a key of its own, IPv6 a labelled one. */
const addressOf = (
  four: string,
  six: string,
  label: string,
  address: string | null,
): readonly (readonly [string, string | null])[] =>
  address?.includes(':') ? labelled(six, label, address) : [[four, address]];
const labelled = (name: string, label: string, value: string | null): readonly (readonly [string, string | null])[] =>
  value === null
    ? []
    : [
        [`${name}Label`, label],
        [name, value],
      ];

const milliseconds = (us: number): number => Math.floor(us / 1000);
const cut = (text: string, most: number): string => {
  const units = [...text];
  return units.length <= most ? text : `${units.slice(0, most - 1).join('')}…`;
};
const visible = (text: string): string =>
  text.replace(HIDDEN, (unit) => `\\u${(unit.codePointAt(0) as number).toString(16).padStart(4, '0')}`);
/** In the header bars and backslashes are escaped, in values equals signs and backslashes. */
const inHeader = (text: string): string => visible(text).replace(/[\\|]/g, '\\$&');
const inPair = (text: string): string => visible(text).replace(/[\\=]/g, '\\$&');
