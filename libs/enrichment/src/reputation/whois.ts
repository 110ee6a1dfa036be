import { dayOf, factsOf } from './fields';
import { registeredName } from './registered-name';
import { type ReputationSource, UNKNOWN } from './source';

/** What registries call the same thing, in the order in which it is taken. Their texts have no common format (RFC 3912 names none). */
const FACTS: readonly (readonly [name: string, keys: readonly string[], many?: number])[] = [
  ['name', ['domain name', 'domain', 'netname']],
  ['range', ['inetnum', 'inet6num', 'netrange', 'cidr']],
  ['organisation', ['orgname', 'org-name', 'registrant organization', 'organization', 'organisation', 'descr']],
  ['registrar', ['registrar', 'sponsoring registrar']],
  ['abuse contact', ['registrar abuse contact email', 'orgabuseemail', 'abuse-mailbox']],
  ['country', ['country', 'registrant country']],
  ['registered', ['creation date', 'created', 'registered', 'regdate', 'registered on']],
  ['changed', ['updated date', 'last-modified', 'last updated', 'changed', 'updated']],
  [
    'expires',
    ['registry expiry date', 'registrar registration expiration date', 'expiry date', 'expires', 'paid-till'],
  ],
  ['status', ['domain status', 'status', 'nettype'], 6],
  ['name servers', ['name server', 'nserver', 'nameserver'], 4],
];
const DAYS = new Set(['registered', 'changed', 'expires']);
/** Beginnings of the line that says that nothing is known. */
const NOTHING =
  /^[%#* ]{0,10}(?:error:101|no match|not found|no entries found|no data found|no object found|domain not found|the queried object does not exist)\b/i;
const TOO_OFTEN =
  /\b(?:quota|rate|query|lookup|connection)s? ?limit|limit exceeded|too many (?:queries|requests)|access (?:temporarily )?denied/i;
const LINE = /^\s{0,40}([A-Za-z][A-Za-z0-9 /-]{1,40}?)\s{0,20}:[ \t]*(\S.*)$/;
const [MOST_LINES, MOST_LINE] = [4000, 1000];

/** Whether an answer asks to be left alone. */
export const whoisRefuses = (answer: string): boolean =>
  answer.length < 2000 && TOO_OFTEN.test(answer) && !told(answer).size;

/** The server that an answer refers to: `refer:` of IANA, `ReferralServer:` of ARIN. Null when it refers to none, or not to a name alone. */
export function whoisReferral(answer: string): string | null {
  const fields = told(answer);
  const [server = ''] = fields.get('refer') ?? fields.get('referralserver') ?? [];
  const [, host = ''] = /^(?:whois:\/\/)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::43)?\/?$/i.exec(server) ?? [];
  return host === '' ? null : host.toLowerCase();
}

/** Registration data by WHOIS (RFC 3912), where there is no RDAP: who has it, and since when. It judges nothing. `base`: name of the server that is asked. */
export const whois: ReputationSource = {
  id: 'whois',
  title: 'WHOIS (registration)',
  host: 'the server named, and the registry that it refers to; in clear',
  kinds: ['address', 'name'],
  quota: { perMinute: 6, perDay: 200 },
  request({ kind, value }, _key, base) {
    const asked = kind === 'address' ? value : registeredName(value);
    return asked === null ? null : { url: `whois://${base}/${encodeURIComponent(asked)}`, headers: {} };
  },
  read(answer) {
    if (typeof answer !== 'string') return null;
    const fields = told(answer);
    const facts = factsOf(
      FACTS.map(([name, keys, many = 1]) => {
        const found = keys.map((key) => fields.get(key)).find((values) => values !== undefined) ?? [];
        const values = found.slice(0, many).map((text) => (DAYS.has(name) ? dayOf(text) : text));
        return [name, many > 1 ? values.map((text) => text.split(/\s/)[0]).join(', ') : values[0]] as const;
      }),
    );
    if (facts.length > 0) return { ...UNKNOWN, facts };
    return linesOf(answer).some((line) => NOTHING.test(line)) ? UNKNOWN : null;
  },
};

/** The lines of an answer that are as long as lines are. */
const linesOf = (answer: string): readonly string[] =>
  answer.split(/\r?\n/, MOST_LINES).filter((line) => line.length <= MOST_LINE);

/** Fields of an answer by their name in small letters, the values in order; comments (`%`, `#`) are none. */
function told(answer: string): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, string[]>();
  for (const line of linesOf(answer)) {
    if (/^\s*[%#>]/.test(line)) continue;
    const [, name = '', value = ''] = LINE.exec(line) ?? [];
    const key = name.toLowerCase();
    if (key === '') continue;
    const known = fields.get(key);
    if (known) known.push(value.trim());
    else fields.set(key, [value.trim()]);
  }
  return fields;
}
