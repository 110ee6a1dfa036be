import type { Severity } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';

import type { AlertNotice, Message } from '../message';
import { cefNotice, cefOf } from './cef';

/** Facility 4: security and authorization messages (RFC 5424 §6.2.1). */
const FACILITY = 4;
/** Severities of RFC 5424: 2 critical, 3 error, 4 warning, 5 notice, 6 informational. */
const LEVEL: Readonly<Record<Severity, number>> = { critical: 2, high: 3, medium: 4, low: 5, info: 6 };
const NONE = '-';
/** What a header field may be made of (§6): printable ASCII without the space. */
const UNPRINTABLE = /[^\x21-\x7e]/g;
/** One message as lines of RFC 5424 with CEF in them, one an alert; a digest ends with how many more there are. `nowUs`: when a line is about no alert. */
export function syslogLines(message: Message, nowUs: number): readonly string[] {
  const lines = message.alerts.map((alert) => alertLine(alert, message));
  const more = message.of - message.alerts.length;
  if (message.kind === 'test')
    return [line('info', nowUs, message.console, 'test', cefNotice('test', 'Test of the channel', message))];
  if (more <= 0) return lines;
  const text = cefNotice('digest', `and ${more} more alerts`, message);
  return [...lines, line('info', nowUs, message.console, 'digest', text)];
}

const alertLine = (alert: AlertNotice, message: Message): string =>
  line(alert.severity, alert.raisedAt, message.console, alert.kind, cefOf(alert, message));

/**
 * `<PRI>VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG` (RFC 5424 §6). No byte order mark before the text: readers of CEF look for `CEF:` there.
 */
const line = (severity: Severity, atUs: number, console: string, id: string, text: string): string =>
  [
    `<${FACILITY * 8 + LEVEL[severity]}>1`,
    formatTime(atUs),
    field(URL.canParse(console) ? new URL(console).hostname : '', 255),
    'Wireledger',
    NONE,
    field(id, 32),
    '[origin software="Wireledger"]',
    text,
  ].join(' ');

const field = (text: string, most: number): string => text.replace(UNPRINTABLE, '').slice(0, most) || NONE;
