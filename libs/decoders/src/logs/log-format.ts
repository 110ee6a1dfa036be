import { accessLog } from './text/access-log';
import { bindLog, dnsmasqLog, unboundLog } from './text/query-logs';
import type { TextLog } from './text/text-log';

/** Formats whose lines are read. */
export const LOG_FORMATS = ['zeek', 'eve', 'access', 'dnsmasq', 'bind', 'unbound'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Formats of plain lines. */
export const TEXT_LOGS: Readonly<Record<Exclude<LogFormat, 'zeek' | 'eve'>, TextLog>> = {
  access: accessLog,
  dnsmasq: dnsmasqLog,
  bind: bindLog,
  unbound: unboundLog,
};

/** Lines at a file's beginning that tell its format, and characters of each. */
const LOOKED_AT = 50;
const MAX_CHARACTERS = 512;
const MAX_OBJECT = 16_384;

/**
 * Which format the first lines of a file are of, known by their content; null when of none. Of plain lines only formats of `among` are looked for: what
 * such a line says may come from anybody, and a name that somebody asks for may look like a line of another format.
 */
export function logFormatOf(head: Buffer, among: readonly LogFormat[] = LOG_FORMATS): LogFormat | null {
  const plain = (Object.keys(TEXT_LOGS) as (keyof typeof TEXT_LOGS)[]).filter((name) => among.includes(name));
  for (const whole of head.toString('latin1').split('\n', LOOKED_AT)) {
    const line = whole.slice(0, whole.startsWith('{') ? MAX_OBJECT : MAX_CHARACTERS);
    if (/^#separator \\x[0-9a-fA-F]{2}|^#(?:fields|path)\s/.test(line)) return 'zeek';
    if (line.startsWith('{')) {
      if (/"event_type" ?:/.test(line) && /"timestamp" ?:/.test(line)) return 'eve';
      if (/"ts" ?:/.test(line)) return 'zeek';
      continue;
    }
    for (const name of plain) if (TEXT_LOGS[name].hints.test(line)) return name;
  }
  return null;
}
