import { utf8 } from '../wire/byte-writer';
import type { DnsName } from '../wire/dns-message';

/** A text as its UTF-8 bytes, one character (0–255) each: the form of labels and server names here. */
export function asBytes(text: string): string {
  return String.fromCharCode(...utf8(text));
}

const COMBINING_TOWER = 'z\u0300\u0301\u0302\u0303\u0304\u0305\u0306\u0307\u0308\u0309a\u030a\u030b\u030c';

/** First labels that a careless console would execute, reorder, hide or choke on. At most 63 bytes each (RFC 1035 §2.3.4). */
const HOSTILE_LABELS: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  '<svg/onload=alert(2)>',
  '"><script src=//canary.test>',
  "'-alert(3)-'",
  '</script><script>alert(4)</script>',
  'javascript:alert(5)',
  '{{7*7}}',
  '${7*7}',
  '#{7*7}',
  '<%= 7*7 %>',
  '%s%s%n',
  '{{constructor.constructor("alert(6)")()}}',
  asBytes('invoice\u202egnp.exe'),
  asBytes('pay\u200dpal\u200b\ufeff'),
  asBytes(COMBINING_TOWER),
  'xn--pple-43d',
  'xn--80ak6aa92e',
  'dot.inside\\backslash',
  '\xff\xfe\xc0\xaf',
  'nul\x00c1\x85\x9b',
  '\r\n{"level":"fatal"}',
  '\x1b[31mred\x1b]0;title\x07',
  "=cmd|'/c calc'!A1",
  "' OR 1=1; --",
  '__proto__',
  'constructor',
  '&lt;b&gt;&#x41;',
  'white  space\ttab',
  'MiXeD-CaSe-0x20',
];

/** 253 characters in text form: the longest name there is (RFC 1035 §2.3.4). */
const LONGEST: DnsName = ['a'.repeat(63), 'b'.repeat(63), 'c'.repeat(63), 'd'.repeat(53), 'example'];

/** Names for the resolver that test how a console shows what came off the wire. */
export const HOSTILE_NAMES: readonly DnsName[] = [
  ...HOSTILE_LABELS.map((label) => [label, 'hostile', 'example']),
  ['<b>several', '<i>labels', '"quoted"', 'hostile', 'test'],
  LONGEST,
];

/** The same for TLS server names. */
export const HOSTILE_SERVER_NAMES: readonly string[] = [
  '"><script src=//canary.test></script>',
  '<img src=x onerror=alert(7)>.hostile.example',
  '{{7*7}}.hostile.example',
  asBytes('bank\u202eelpmaxe.\u200dtest'),
  'nul\x00byte.hostile.example',
  `${'long.'.repeat(50)}example`,
];

/** Header values of HTTP requests; no CR or LF, so that each stays one header. */
export const HOSTILE_REQUESTS: readonly {
  readonly path: string;
  readonly host: string;
  readonly agent: string;
  readonly referer: string;
}[] = [
  {
    path: '/<script>alert(8)</script>?q="><svg/onload=alert(9)>',
    host: '<img src=x onerror=alert(10)>.hostile.example',
    agent: '<script>alert(11)</script>',
    referer: 'javascript:alert(12)',
  },
  {
    path: '/{{7*7}}/${7*7}/%s%n',
    host: 'template.hostile.example',
    agent: '\x1b[31m{"level":"fatal"}\x1b[0m',
    referer: 'data:text/html,<script>alert(13)</script>',
  },
];

/** Host names that DHCP clients claim. */
export const HOSTILE_HOST_NAMES: readonly string[] = ['<b onmouseover=alert(14)>pc</b>', asBytes('pc-\u202ecod.exe')];
