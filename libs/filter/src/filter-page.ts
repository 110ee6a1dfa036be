import { FACT_KINDS, type FactKind } from './fields/columns';
import { type Field, type FieldType, KIND_WORDS } from './fields/field';
import { FIELDS, fieldsOf } from './fields/registry';
import { FILTER_LIMITS } from './limits';
import { OPERATORS_OF } from './operators';

/** What values of each type look like. */
const VALUES: Readonly<Record<FieldType, readonly [name: string, values: string]>> = {
  address: ['address', '`192.0.2.1`, `2001:db8::1`, prefix `10.0.0.0/8`, range `10.0.0.1..10.0.0.9`'],
  port: ['port', '`443`, range `1..1023`'],
  protocol: ['protocol', '`tcp`, `udp`, `icmp`, `icmpv6`, `sctp` or `0` to `255`'],
  dnsType: ['DNS type', '`AAAA`, `TYPE65280`, or a number'],
  dnsCode: ['DNS code', '`NXDOMAIN`, `RCODE3841`, or a number'],
  tlsVersion: ['TLS version', '`TLSv1.3`, `"TLS 1.3"`, `SSLv3.0`, `DTLSv1.2`, `0x7f1c`'],
  country: ['country', '`DE`, the code of ISO 3166-1'],
  asn: ['network', '`AS64500`, or `64500`'],
  truth: ['yes or no', '`yes`, `no`'],
  text: ['text', '`dns`, `"in quotes"`; case of ASCII letters does not count unless the field says so'],
  count: ['number', '`100`, range `10..20`'],
  bytes: ['size', '`1500`, `10MB`, `1.5GiB` (B, kB, MB, GB, TB; KiB, MiB, GiB, TiB)'],
  duration: ['duration', '`250ms`, `1.5s`, `2h` (us, ms, s, m, h, d)'],
  time: ['time', '`2026-11-21T08:15:00Z` (RFC 3339) or a date, which is its first moment in UTC'],
  flags: ['TCP flags', '`SA`, letters of `FSRPAUEC`; `0` is none'],
  community: ['community id', '`"1:LQU9qZlK+B5F3KDmev6m5PMibrg="`, in quotes'],
};

const code = (text: string): string => `\`${text}\``;
/** Made when asked for: for its numbers Node loads its tables of languages, which takes it 10 ms. */
const limits = (): string =>
  [
    `${FILTER_LIMITS.characters.toLocaleString('en')} characters`,
    `${FILTER_LIMITS.depth} brackets and negations inside each other`,
    `${FILTER_LIMITS.terms} conditions`,
    `${FILTER_LIMITS.values.toLocaleString('en')} values in lists`,
    `${FILTER_LIMITS.wildcards} wildcards`,
  ].join(', ');

/** Cells with text of ours: a bar inside would end the cell. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [head, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|')));
  const widths = head.map((_, i) => Math.max(3, ...cells.map((row) => [...(row[i] ?? '')].length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  const [first = [], ...others] = cells;
  return [line(first), `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...others.map(line)].join('\n');
}

const fieldRow = ({ name, type, description, example, caseCounts }: Field): string[] => [
  code(name),
  VALUES[type][0],
  `${description}${caseCounts ? ' Case counts.' : ''}`,
  code(example),
];
const types = Object.keys(VALUES) as FieldType[];

const inFlows = (field: Field): boolean => field.kinds.includes('flow');
/** Fields that all kinds of traffic have. */
const shared = fieldsOf('dns')
  .filter(inFlows)
  .map(({ name }) => name);
const hidden = FIELDS.filter(({ masking }) => masking === 'hidden').map(({ name }) => name);

/** Heading and table of what records of a kind have of their own. */
function factSection(kind: FactKind): string {
  const own = fieldsOf(kind).filter((field) => !inFlows(field));
  const words = KIND_WORDS[kind];
  const heading = `${words[0]?.toUpperCase()}${words.slice(1)}`;
  return `### ${heading}\n\n${table(['field', 'type', 'meaning', 'example'], own.map(fieldRow))}`;
}

/** Text of docs/filter-language.md. */
export const filterPage = (): string => `# The filter language

<!-- Written by \`npm run filters\` from libs/filter; a test keeps it fresh. -->

One expression says which records are meant: flows, lookups, TLS handshakes, HTTP requests or sign-in attempts. It stands in the filter line of
_Flows_, _Domains_ (_Lookups_), _TLS_, _HTTP_ and _Sign-ins_, as \`filter\` of the API's \`FlowWhere\`, \`DnsWhere\`, \`TlsWhere\`, \`HttpWhere\`, \`AuthWhere\` and (about flows)
\`LiveWhere\`, and behind \`wireledger read FILE --kinds KIND --filter EXPR\` with \`flow\`, \`dns\`, \`tls\`, \`http\` or \`auth\`. It also says what a
[rule of one's own](detectors.md) counts.

\`\`\`
src.ip = 10.0.0.0/8 and not dst.ip = 10.0.0.0/8 and bytes > 10MB
app in (dns, tls) and (dst.port != 53 or duration > 2h)
tcp.flags ~ SR and packets <= 3
\`\`\`

Of lookups, handshakes, requests and attempts, one each:

\`\`\`
dns.type = TXT and dns.rcode = NXDOMAIN and not domain ~ *.example.com
tls.version in (TLSv1.0, TLSv1.1) or tls.expires < 2026-12-01
http.method = POST and http.status = 400..599 and http.ua ~ curl/*
auth.outcome in (failure, likelyFailure) and auth.user = root and is:internal
\`\`\`

- A condition is \`field operator value\`. \`and\` binds tighter than \`or\`; \`not\` stands before a condition or a bracket. \`&&\`, \`||\` and \`!\` are
  taken as well.
- \`=  !=  <  <=  >  >=  in  not in  ~  !~  exists  not exists\`. \`a != b\` is \`not a = b\`, also where a record has no such value: a condition on
  what is absent is false, its negation true. Of a field of both ends (\`ip\`, \`port\`) either may meet a condition, and of a list any of its texts.
- \`~\` compares with a pattern: \`*\` any text, \`?\` one character. There are no regular expressions.
- Two fields of one type can be compared: \`src.bytes > dst.bytes\`.
- A text goes into quotes (\`"\` or \`'\`) when it has spaces or other signs, or is the name of a field. Escapes: \`\\\\ \\" \\' \\* \\? \\n \\r \\t \\u{1f600}\`.
- Short forms: a bare address is \`ip = …\`; a bare name is \`domain ~ *.name or domain = name\`; \`is:internal\` means that both ends are in private, local or multicast ranges.

## Types

${table(
  ['type', 'operators, and exists', 'values'],
  types.map((type) => [VALUES[type][0], OPERATORS_OF[type].map(code).join(' '), VALUES[type][1]]),
)}

## Fields of flows

"Source" is who began the flow, "destination" who was spoken to.

${table(['field', 'type', 'meaning', 'example'], fieldsOf('flow').map(fieldRow))}

## Fields of what was said

Lookups, TLS handshakes, HTTP requests and sign-in attempts have ${shared.map(code).join(', ')} as flows have them: the source is the client.

${FACT_KINDS.map(factSection).join('\n\n')}

## Known fields of other records

Lists of traffic do not have them and say so.

${table(
  ['field', 'records'],
  fieldsOf('alert').map(({ name, kinds }) => [code(name), kinds.map((kind) => KIND_WORDS[kind]).join(', ')]),
)}

## Limits and errors

At most ${limits()}. A statement with an expression that takes longer than 8 seconds is ended.

An expression that is not understood is refused with code \`BAD_FILTER\`; \`extensions\` has \`reason\`, \`position\` and \`end\` (UTF-16 code units from
0), \`cause\` and, where it can be told, \`suggestion\`: the whole expression as it would be right.

Countries and networks are what the data sets say that are there now ([enrichment.md](enrichment.md#in-filters)); of more than 100,000 addresses within a range it is not asked (\`LIMIT_EXCEEDED\`).
Neither rules nor single packets have them.

Readers who see traffic masked write a pseudonym, exactly as it was shown to them, where others write an address, a name or a community id.
Prefixes, ranges, patterns and \`is:internal\` would tell of what is masked, and are refused to them; so are fields that are not shown to them at all
(${hidden.map(code).join(', ')}).
`;
