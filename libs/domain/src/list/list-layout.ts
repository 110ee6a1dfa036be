import type { ListFormat, ListKind } from '@wireledger/events';

import type { ListFor } from './indicator';

/** Where the values stand in the lines of a file. */
export interface ListLayout {
  readonly format: ListFormat;
  /** What parts the fields of a line; null = the line is one value. */
  readonly separator: ',' | ';' | '\t' | null;
  /** Field of the value; -1 = the first one that is an entry. */
  readonly value: number;
  /** Field with a word on it, -1 = none. */
  readonly note: number;
  /** The first line that is no comment names the columns. */
  readonly header: boolean;
}

/** Names that columns of values bear, by what they hold, the most telling first; the last ones hold anything. */
const ANY = ['indicator', 'ioc', 'ioc_value', 'value'];
const VALUES: Readonly<Record<ListKind, readonly string[]>> = {
  addresses: [
    ...['ip', 'dst_ip', 'src_ip', 'ip_address', 'ipaddress', 'ipv4', 'ipv6', 'address', 'network', 'cidr', 'prefix'],
    ...ANY,
  ],
  names: ['domain', 'domain_name', 'hostname', 'fqdn', 'host', 'name', ...ANY],
  fingerprints: ['ja3_md5', 'ja3', 'ja3_hash', 'ja4', 'fingerprint', 'hash', ...ANY],
};
const NOTES = [
  ...[
    'malware_printable',
    'malware',
    'threat',
    'listingreason',
    'meta.desc',
    'description',
    'reason',
    'note',
    'comment',
  ],
  ...['tags', 'meta.source'],
];
const KNOWN = new Set([...Object.values(VALUES).flat(), ...NOTES]);
const HOSTS_LINE = /^\s*(?:0\.0\.0\.0|127\.0\.0\.1|::1?)\s+\S/;
const SAMPLE = 200;
const ONE_VALUE = { separator: null, value: -1, note: -1, header: false } as const;

/**
 * Tells from the first lines of a file how it is written. `wanted` fixes the format; the columns are looked for all the same.
 * Lines beyond the first 200 that say something are not looked at.
 */
export function layoutOf(lines: readonly string[], list: ListFor, wanted: ListFormat | null): ListLayout {
  const sample = lines.filter((line) => line.trim() !== '').slice(0, SAMPLE);
  const fields = sample.find((line) => line.startsWith('#fields\t'));
  if (wanted === 'zeek' || (wanted === null && fields !== undefined))
    return columns(
      { format: 'zeek', separator: '\t', header: false },
      (fields ?? '#fields').split('\t').slice(1),
      list.kind,
    );
  const data = sample.filter((line) => !isComment(line));
  if (wanted === 'hosts' || (wanted === null && mostly(data, (line) => HOSTS_LINE.test(line))))
    return { format: 'hosts', ...ONE_VALUE };
  if (wanted !== 'plain') {
    const header = headerOf(sample);
    if (header) {
      const format = wanted ?? (header.comment ? 'abuse.ch' : 'csv');
      return columns({ format, separator: header.separator, header: !header.comment }, header.names, list.kind);
    }
    // `1.2.3.0/24 ; a word on it` is a value with a comment, so fields without spaces around are asked for first.
    const separator = ([',', '\t', ';'] as const).find((one) =>
      mostly(data, (line) => fieldsOf(line, one).length > 1 && !line.includes(` ${one} `)),
    );
    if (wanted !== null || separator) return { ...ONE_VALUE, format: wanted ?? 'csv', separator: separator ?? ',' };
  }
  return { format: 'plain', ...ONE_VALUE };
}

/** Lines that say nothing: empty, or a comment. */
export const isComment = (line: string): boolean => /^\s*(?:$|#|;|\/\/|!)/.test(line);

/** Fields of one line as RFC 4180 quotes them; spaces around them do not count. */
export function fieldsOf(line: string, separator: string): string[] {
  if (!line.includes('"')) return line.split(separator).map((field) => field.trim());
  const fields: string[] = [];
  for (let at = 0; at <= line.length;) {
    while (line[at] === ' ') at++;
    if (line[at] !== '"') {
      const end = ended(line.indexOf(separator, at), line.length);
      fields.push(line.slice(at, end).trim());
      at = end + 1;
      continue;
    }
    let text = '';
    for (at++; at < line.length; at++) {
      if (line[at] !== '"') text += line[at];
      else if (line[at + 1] === '"') text += line[at++];
      else break;
    }
    fields.push(text.trim());
    at = ended(line.indexOf(separator, at), line.length) + 1;
  }
  return fields;
}

const ended = (at: number, length: number): number => (at < 0 ? length : at);

function columns(
  layout: Pick<ListLayout, 'format' | 'separator' | 'header'>,
  names: readonly string[],
  kind: ListKind,
): ListLayout {
  const first = (wanted: readonly string[]) =>
    wanted.map((name) => names.indexOf(name)).find((index) => index >= 0) ?? -1;
  return { ...layout, value: first(VALUES[kind]), note: first(NOTES) };
}

/** The line that names the columns: two names or more, one of them known; abuse.ch writes it as a comment. */
function headerOf(lines: readonly string[]) {
  for (const line of lines) {
    const comment = line.startsWith('#');
    const text = line.replace(/^#\s*/, '').toLowerCase();
    for (const separator of [',', ';', '\t'] as const) {
      const names = fieldsOf(text, separator);
      if (names.length > 1 && names.some((name) => KNOWN.has(name))) return { comment, separator, names };
    }
    if (!comment) return null;
  }
  return null;
}

const mostly = (lines: readonly string[], is: (line: string) => boolean): boolean =>
  lines.length > 0 && lines.filter(is).length * 2 > lines.length;
