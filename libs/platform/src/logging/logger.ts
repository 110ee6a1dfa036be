import pino from 'pino';

import type { Config } from '../config/config';
import { escapeControls, escapeJsonLine } from './escape';

export type Logger = pino.Logger;

/** Longest text of a message or a field; the rest is cut and counted. */
const MAX_TEXT = 2000;

const clamp = (text: string): string =>
  text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}… (${text.length - MAX_TEXT} more)`;

function clampFields(fields: Record<string, unknown>): Record<string, unknown> {
  const clamped: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(fields)) clamped[key] = typeof value === 'string' ? clamp(value) : value;
  return clamped;
}

/** Field names whose values never reach a log. */
const REDACTED = ['authorization', 'cookie', 'token', 'password', 'accessToken', 'refreshToken', 'secret'];
const paths = REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);

/** Where lines go: a stream, or a test's collector. */
export interface LineSink {
  write(line: string): void;
}

const STANDARD = new Set(['level', 'time', 'name', 'msg', 'pid', 'hostname', 'err']);

/** One readable line: `08:15:00 api  warn  message  key=value`. */
function readable(line: string): string {
  const { level, time, name, msg, err, ...rest } = JSON.parse(line) as Record<string, unknown>;
  const clock = String(time).slice(11, 19);
  const fields = Object.entries(rest)
    .filter(([key]) => !STANDARD.has(key))
    .map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`);
  const cause = err as { message?: string; stack?: string } | undefined;
  if (cause?.message) fields.push(`cause=${cause.message}`);
  const severity = level === 'info' ? '' : `${String(level)}: `;
  return `${escapeControls(`${clock} ${String(name).padEnd(6)} ${severity}${[msg, ...fields].filter(Boolean).join('  ')}`)}\n`;
}

/**
 * Logger of a process, named `api`, `worker` …: one line an entry, UTC with milliseconds, control characters escaped, long text cut,
 * secrets by field name left out. Readable text on a terminal or with LOG_FORMAT=text, else JSON.
 */
export function createLogger(
  name: string,
  config: Pick<Config, 'logLevel' | 'logFormat'>,
  sink: LineSink & { readonly isTTY?: boolean } = process.stderr,
): Logger {
  const text = config.logFormat === 'text' || (config.logFormat === 'auto' && sink.isTTY === true);
  return pino(
    {
      name,
      level: config.logLevel,
      base: { pid: process.pid },
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }), log: clampFields },
      redact: { paths, censor: '***' },
      hooks: {
        logMethod(args, method) {
          const clamped = args.map((arg: unknown) => (typeof arg === 'string' ? clamp(arg) : arg));
          method.apply(this, clamped as Parameters<typeof method>);
        },
      },
    },
    { write: (line: string) => void sink.write(text ? readable(line) : escapeJsonLine(line.trimEnd()) + '\n') },
  );
}
