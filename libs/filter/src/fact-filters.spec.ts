import {
  COLUMNS,
  completionAt,
  explainFilter,
  FACT_KINDS,
  type FactKind,
  fieldsOf,
  FIELDS,
  type FilterKind,
  formatFilter,
  MARK_NAMES,
  markNamed,
  mended,
  parseFilter,
  type ReadPseudonym,
  unmaskFilter,
} from './index';
import { randomExpressions } from './testing';

const read = (text: string, kind: FilterKind) => {
  const parsed = parseFilter(text, kind);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
  return parsed.expression;
};
const problem = (text: string, kind: FilterKind) => {
  const parsed = parseFilter(text, kind);
  return parsed.ok ? null : { ...parsed.problem, better: mended(text, parsed.problem) };
};

it.each(FIELDS)('$name is made of columns that each of its kinds has', ({ columns, kinds }) => {
  expect(columns.length).toBeGreaterThan(0);
  for (const kind of kinds) expect(Object.keys(COLUMNS[kind])).toEqual(expect.arrayContaining([...columns]));
});

it.each(Object.entries(COLUMNS).map(([kind, columns]) => [kind as FilterKind, Object.keys(columns)] as const))(
  'no column of %s is without a field or mark',
  (kind, columns) => {
    const marks = MARK_NAMES.map(markNamed).filter(({ kinds }) => kinds.includes(kind));
    const used = new Set<string>([...fieldsOf(kind), ...marks].flatMap((one) => one.columns));
    expect(columns.filter((column) => !used.has(column))).toEqual([]);
  },
);

describe('an expression about what was said', () => {
  it.each<[FactKind, text: string, formatted: string, explained: string]>([
    ['dns', 'dns.type = txt', 'dns.type = TXT', 'the type of the lookup is TXT'],
    [
      'dns',
      'dns.type in (16, TYPE65280)',
      'dns.type in (TXT, TYPE65280)',
      'the type of the lookup is one of TXT, TYPE65280',
    ],
    ['dns', 'dns.rcode != 3', 'dns.rcode != NXDOMAIN', 'the response code is not NXDOMAIN'],
    ['dns', 'dns.answers != 192.0.2.1', 'dns.answers != 192.0.2.1', 'no answer is 192.0.2.1'],
    [
      'dns',
      'example.com',
      'domain ~ *.example.com or domain = example.com',
      'the name asked for fits the pattern "*.example.com", or the name asked for is example.com',
    ],
    [
      'http',
      'not example.com and http.status = 404',
      'not (domain ~ *.example.com or domain = example.com) and http.status = 404',
      'it is not so that (the name asked for fits the pattern "*.example.com", or the name asked for is example.com), and the status is 404',
    ],
    ['tls', '*.example.com', 'domain ~ *.example.com', 'the name asked for fits the pattern "*.example.com"'],
    ['tls', 'tls.version = "TLS 1.3"', 'tls.version = TLSv1.3', 'the version of TLS is TLSv1.3'],
    [
      'tls',
      'tls.version in (1.0, sslv3, 0xfefd)',
      'tls.version in (TLSv1.0, SSLv3.0, DTLSv1.2)',
      'the version of TLS is one of TLSv1.0, SSLv3.0, DTLSv1.2',
    ],
    ['tls', 'tls.offered = "TLS 1.3 draft 28"', 'tls.offered = 0x7f1c', 'the greatest version offered is 0x7f1c'],
    [
      'tls',
      'tls.issuer = tls.subject',
      'tls.issuer = tls.subject',
      'the issuer of the certificate is the subject of the certificate',
    ],
    ['auth', 'auth.cleartext = TRUE', 'auth.cleartext = yes', 'the mark of a readable secret is yes'],
    [
      'auth',
      '10.0.0.1 and is:internal',
      'ip = 10.0.0.1 and is:internal',
      'either address is 10.0.0.1, and both addresses are in private, local or multicast ranges',
    ],
  ])('%s: %s', (kind, text, formatted, explained) => {
    const expression = read(text, kind);
    expect([formatFilter(expression), explainFilter(expression)]).toEqual([formatted, explained]);
    expect(formatFilter(read(formatted, kind))).toBe(formatted);
  });

  it.each<[FilterKind, text: string, reason: string, at: [number, number], better: string | null]>([
    ['dns', 'bytes > 1', 'otherKind', [0, 5], null],
    ['flow', 'domain = x', 'otherKind', [0, 6], null],
    ['auth', 'example.com', 'otherKind', [0, 11], null],
    ['http', 'port = 80 and dns.type = A', 'otherKind', [14, 22], null],
    ['tls', 'sni = x', 'unknownField', [0, 3], 'tls.sni = x'],
    ['http', 'user_agent ~ curl*', 'unknownField', [0, 10], 'http.ua ~ curl*'],
    ['auth', 'client = 10.0.0.1', 'unknownField', [0, 6], 'src.ip = 10.0.0.1'],
    ['dns', 'time > 2026-01-01', 'unknownField', [0, 4], 'start > 2026-01-01'],
    ['dns', 'dns.type = FOO', 'value', [11, 14], null],
    ['dns', 'dns.rcode = UNANSWERED', 'value', [12, 22], null],
    ['dns', 'dns.type = 65536', 'value', [11, 16], null],
    ['dns', 'dns.type > A', 'operator', [9, 10], null],
    ['tls', 'tls.version = 9.9', 'value', [14, 17], null],
    ['tls', 'tls.version = tls.sni', 'value', [14, 21], null],
    ['auth', 'auth.cleartext = maybe', 'value', [17, 22], null],
    ['auth', 'root', 'syntax', [0, 4], 'auth.user = root'],
    ['dns', 'bytes', 'otherKind', [0, 5], null],
    ['dns', 'dns.rcode', 'syntax', [0, 9], 'dns.rcode exists'],
    ['flow', 'dns.type', 'otherKind', [0, 8], null],
    ['dns', 'bytes:5', 'otherKind', [0, 5], null],
    ['dns', 'DNS.type:TXT', 'syntax', [0, 12], 'dns.type = TXT'],
    ['http', 'http.path = /a*', 'operator', [10, 11], 'http.path ~ /a*'],
    ['dns', ' ', 'empty', [1, 1], null],
  ])('%s: refuses %s', (kind, text, reason, [start, end], better) =>
    expect(problem(text, kind)).toMatchObject({ reason, start, end, better }),
  );

  it('counts the wildcards and conditions of a bare name', () => {
    const names = (count: number) => Array.from({ length: count }, () => 'a.b').join(' or ');
    expect(problem(names(16), 'dns')).toBeNull();
    expect(problem(names(17), 'dns')).toMatchObject({ reason: 'tooManyWildcards' });
  });

  it.each(['alert', ...FACT_KINDS] as const)('of %s is written in a form that is read and written again', (kind) => {
    let state = 11;
    const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const pool = {
      addresses: ['10.0.0.1', '2001:db8::1'],
      texts: ['www.example.com', '50%_\\"*?', 'é😀', '404', 'yes'],
      numbers: [0, 1, 443, 70_000],
      times: [1_795_248_000_000_000],
      communities: ['1:LQU9qZlK+B5F3KDmev6m5PMibrg='],
    };
    let n = 0;
    for (const text of randomExpressions(random, pool, kind)) {
      if (!parseFilter(text, kind).ok) continue;
      const once = formatFilter(read(text, kind));
      expect(formatFilter(read(once, kind))).toBe(once);
      if (++n === 1000) break;
    }
  });
});

describe('completion', () => {
  const offered = (text: string, kind: FilterKind) =>
    completionAt(text, text.length, kind)?.offers.map((offer) => offer.text) ?? [];

  it('offers fields of the kind alone', () => {
    expect(offered('', 'dns')).toEqual(expect.arrayContaining(['src.ip', 'dns.type', 'domain', 'is:internal']));
    expect(offered('', 'dns')).not.toEqual(expect.arrayContaining(['bytes']));
    expect(offered('sn', 'tls')).toEqual(['tls.sni', 'src.asn', 'dst.asn']);
    expect(offered('country', 'http')).toEqual(['src.country', 'dst.country']);
    expect(offered('dst.country = k', 'flow').slice(0, 3)).toEqual(['KE', 'KG', 'KH']);
    expect(offered('username', 'auth')).toEqual(['auth.user']);
  });

  it('offers names of values', () => {
    expect(offered('dns.rcode = NX', 'dns')).toEqual(['NXDOMAIN', 'NXRRSET']);
    expect(offered('dns.type in (AA', 'dns')).toEqual(['AAAA', 'CAA']);
    expect(offered('tls.version = ', 'tls')).toEqual(expect.arrayContaining(['TLSv1.3', 'SSLv3.0', 'DTLSv1.2']));
    expect(offered('auth.outcome = likely', 'auth')).toEqual(['likelySuccess', 'likelyFailure']);
    expect(offered('auth.cleartext = ', 'auth')).toEqual(['yes', 'no']);
  });

  it('offers no field of another kind to compare with', () =>
    expect(offered('tls.sni = tls', 'tls')).toEqual(expect.arrayContaining(['tls.subject', 'tls.names'])));
});

describe('reading for those who see traffic masked', () => {
  const read: ReadPseudonym = (of, text) => {
    if (of === 'address' || of === 'answer') if (text === 'addr-a') return '10.0.0.1';
    if (of === 'name' || of === 'answer') if (text === 'name-b') return 'a "b*.example';
    return null;
  };

  it.each<[FactKind, text: string, clear: string]>([
    ['dns', 'domain = name-b', 'domain = "a \\"b*.example"'],
    ['dns', 'dns.answers in (addr-a, name-b)', 'dns.answers in ("10.0.0.1", "a \\"b*.example")'],
    ['tls', 'addr-a and tls.sni != "name-b"', '10.0.0.1 and tls.sni != "a \\"b*.example"'],
    ['tls', 'tls.issuer = tls.subject and tls.ja3 ~ a*', 'tls.issuer = tls.subject and tls.ja3 ~ a*'],
    [
      'auth',
      'auth.user = name-b and auth.outcome = failure',
      'auth.user = "a \\"b*.example" and auth.outcome = failure',
    ],
  ])('%s: %s', (kind, text, clear) => {
    expect(unmaskFilter(text, kind, read)).toEqual({ ok: true, text: clear });
    expect(parseFilter(clear, kind).ok).toBe(true);
  });

  it.each<[FactKind, string]>([
    ['dns', 'domain = www.example.com'],
    ['dns', 'www.example.com'],
    ['dns', '*.example.com'],
    ['dns', 'domain ~ *'],
    ['dns', 'domain !~ name-b'],
    ['dns', 'dns.query = addr-a'],
    ['dns', 'dns.answers = 10.0.0.1'],
    ['dns', 'dns.answers ~ 10.*'],
    ['dns', 'src.ip = name-b'],
    ['tls', 'tls.names ~ a*'],
    ['tls', 'tls.sha256 ~ a*'],
    ['tls', 'tls.expires < 2026-01-01'],
    ['http', 'http.path exists'],
    ['http', 'http.ua = http.path'],
    ['http', 'http.referrer not exists'],
    ['auth', 'auth.user in (root)'],
    ['auth', 'is:internal'],
  ])('%s: refuses %s', (kind, text) =>
    expect(unmaskFilter(text, kind, read)).toMatchObject({ ok: false, problem: { reason: 'masked' } }),
  );
});
