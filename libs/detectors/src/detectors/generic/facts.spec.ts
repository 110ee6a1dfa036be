import { fieldNamed, KIND_WORDS } from '@wireledger/filter';
import { address, times } from '../../testing/cases';
import { host, judge, raised, told } from '../../testing/judged';
import { auth, batchesOf, dns, flow, http, type Row, SECOND, T0, tls } from '../../testing/rows';
import { RULE_KINDS } from './kinds';
import { groupFields, measuresOf } from './measures';
import { parameters } from './parameters';
import { own } from './testing/own';

const MINUTE = 60 * SECOND;

describe.each(RULE_KINDS)('of %s', (kind) => {
  it('every measure and group is of a field that the filter language knows of this kind', () => {
    const fields = [
      ...measuresOf(kind)
        .slice(1)
        .map((name) => name.replace(/^(sum of|distinct) /, '')),
      ...groupFields(kind),
    ];
    for (const name of fields) expect([name, fieldNamed(name)?.kinds]).toEqual([name, expect.arrayContaining([kind])]);
  });

  it('no group is of a field that masked readers may not see', () =>
    expect(groupFields(kind).filter((name) => fieldNamed(name)?.masking === 'hidden')).toEqual([]));

  it('every measure runs', () => {
    const rows = [flow(T0), dns(T0), tls(T0, { ja3: 'x' }), http(T0, { requestLength: 7 }), auth(T0)];
    for (const measure of measuresOf(kind)) {
      const found = raised([own('one', { kind, measure, windowS: 60, threshold: 1 })], rows);
      for (const alert of found) expect(alert).toMatchObject({ records: [`${kind} 1`], measure: { name: measure } });
      if (
        measure.startsWith('sum') ||
        /alpn|ja|subject|issuer|sha|auth$|ua|referrer|server|software|vlan|sensor/.test(measure)
      )
        continue;
      expect([measure, found.length]).toEqual([measure, 1]);
    }
  });
});

describe('an alert about facts', () => {
  it('says who, to whom, where, and its group in words', () => {
    const rule = own('txt', { kind: 'dns', measure: 'lookups', by: ['src.ip', 'dns.type'], windowS: 60, threshold: 3 });
    const rows = times(3, (i) => dns(T0 + i * SECOND, { qtype: 16 }));
    const [alert] = raised([rule], rows);
    expect(alert).toMatchObject({
      ...{ kind: 'generic', entity: '10.0.0.1 TXT', src: '10.0.0.1', dst: '10.0.0.53', dport: 53, value: 3 },
      ...{ measure: { name: 'lookups', unit: 'lookups' }, records: ['dns 1', 'dns 2', 'dns 3'] },
      summary:
        'src.ip 10.0.0.1, dns.type TXT: 3 lookups that the rule counts within 2 s; the threshold is 3 lookups within 60 s.',
    });
  });

  it('names everything of a kind together', () => {
    const rule = own('all', { kind: 'tls', measure: 'handshakes', windowS: 60, threshold: 2 });
    expect(raised([rule], [tls(T0), tls(T0 + 1)])[0]?.summary).toMatch(`all ${KIND_WORDS.tls} together: 2 handshakes`);
  });

  it('counts two records of one flow as two', () => {
    const rule = own('two', { kind: 'http', measure: 'requests', windowS: 60, threshold: 2 });
    expect(raised([rule], [http(T0, { flow: 9, order: 1 }), http(T0, { flow: 9, order: 2 })])).toHaveLength(1);
  });

  it('adds up sizes in bytes', () => {
    const rule = own('bytes', { kind: 'http', measure: 'sum of http.received', windowS: 60, threshold: 3_000_000 });
    const [alert] = raised(
      [rule],
      [http(T0, { responseLength: 2_000_000 }), http(T0 + 1, { responseLength: 1_400_000 })],
    );
    expect(alert).toMatchObject({ value: 3_400_000, measure: { unit: 'bytes' } });
    expect(alert?.summary).toContain('3.4 MB (sum of http.received)');
  });

  it('compares windows of facts with those before', () => {
    const rule = own('more', {
      ...{ kind: 'dns', measure: 'lookups', by: ['src.ip'], windowS: 60, compare: 'times', threshold: 4, least: 20 },
      baseline: 6,
    });
    const usual = times(6, (w) => times(10, (i) => dns(T0 + w * MINUTE + i * 1000))).flat();
    const after = dns(T0 + 8 * MINUTE, { client: '10.9.9.9' });
    const much = (n: number) => times(n, (i) => dns(T0 + 6 * MINUTE + i * 1000));
    expect(raised([rule], [...usual, ...much(40), after])).toMatchObject([
      { value: 4, baseline: { measured: 40, usual: 10 } },
    ]);
    expect(raised([rule], [...usual, ...much(39), after])).toEqual([]);
  });
});

describe('what came off the wire', () => {
  const rule = own('users', { kind: 'auth', measure: 'sign-ins', by: ['auth.user'], windowS: 60, threshold: 2 });
  const alerts = (...users: string[]) =>
    raised(
      [rule],
      users.map((user, i) => auth(T0 + i, { user })),
    );

  it.each(['a b', '100%', 'nul\0', 'line\nfeed', '\ud800half', 'half\udc00', '\u{202e}turned', '%20', 'é', '😀'])(
    'stays text without controls: %j',
    (user) => {
      const [alert, ...more] = alerts(user, user);
      expect(more).toEqual([]);
      expect(alert?.entity).not.toMatch(/[\s\p{Cc}\p{Cs}]/u);
      expect(alert?.summary).not.toMatch(/[\p{Cc}\p{Cs}]/u);
      if (!/[\p{Cc}\p{Cs}]/u.test(user)) expect(alert?.summary).toContain(`auth.user ${user}:`);
      expect(alerts(user, `${user}x`)).toEqual([]);
    },
  );

  it('is held in bounds, and told apart however long', () => {
    const long = 'x'.repeat(10_000);
    const [alert] = alerts(long, long);
    expect(alert?.entity.length).toBe(255);
    expect(alerts(`${long}a`, `${long}b`)).toEqual([]);
    const distinct = own('paths', { kind: 'http', measure: 'distinct http.path', windowS: 60, threshold: 3 });
    const paths = (n: number) => times(n, (i) => http(T0 + i, { target: `/${long}${i % 3}` }));
    expect(raised([distinct], paths(2))).toEqual([]);
    expect(raised([distinct], paths(3))).toHaveLength(1);
    const { host: judging } = host([distinct]);
    for (const batch of batchesOf(paths(3))) judging.take(batch);
    expect(judging.snapshot().length).toBeLessThan(5000);
  });

  it('lets go of groups when there are too many', () => {
    const { host: judging } = host([rule], { maxKeys: 50 });
    for (const batch of batchesOf(times(200, (i) => auth(T0 + i, { user: `user${i}` })))) judging.take(batch);
    expect(judging.counters).toMatchObject({ keys: 50, evicted: 150 });
  });
});

describe('a sequence over two kinds', () => {
  const given = {
    ...{ kind: 'auth', when: 'auth.outcome = failure', measure: 'sign-ins', by: ['src.ip'], windowS: 60, threshold: 5 },
    severity: 'high',
    then: { kind: 'flow', when: 'src.bytes > 1MB', measure: 'flows', threshold: 1, withinS: 120 },
  };
  const rule = own('guess-then-take', given);
  const guesses = (n: number, client = '10.0.0.1') => times(n, (i) => auth(T0 + i * SECOND, { client }));
  const took = (time: number, src = '10.0.0.1') => flow(time, { src, srcBytes: 5_000_000, dSrcBytes: 5_000_000 });
  const REACHED = T0 + 4 * SECOND;

  it.each<[string, readonly Row[], number]>([
    ['the second after the first', [...guesses(5), took(T0 + 30 * SECOND)], 1],
    ['one guess fewer', [...guesses(4), took(T0 + 30 * SECOND)], 0],
    ['nothing after it', guesses(9), 0],
    ['a small flow', [...guesses(5), flow(T0 + 30 * SECOND)], 0],
    ['before the first', [took(T0 - SECOND), ...guesses(5)], 0],
    ['somebody else', [...guesses(5), took(T0 + 30 * SECOND, '10.0.0.2')], 0],
    ['just in time', [...guesses(5), took(REACHED + 120 * SECOND)], 1],
    ['too late', [...guesses(5), took(REACHED + 121 * SECOND)], 0],
    ['the second told first', [took(T0 + 30 * SECOND), ...guesses(5)], 1],
    ['over IPv6', [...guesses(5, 'fd00::1'), took(T0 + 9 * SECOND, 'fd00::1')], 1],
  ])('%s', (_what, rows, alerts) => expect(raised([rule], rows)).toHaveLength(alerts));

  it('names the records of both, and is raised again by them alone, by one fewer never', () => {
    const rows = [...guesses(5), took(T0 + 30 * SECOND)];
    const [alert] = raised([rule], rows);
    expect(alert).toMatchObject({
      records: ['auth 1', 'auth 2', 'auth 3', 'auth 4', 'auth 5', 'flow 1'],
      measure: { name: 'flows after sign-ins', unit: 'flows' },
    });
    expect(alert?.summary).toMatch(
      /^src\.ip 10\.0\.0\.1: 5 sign-ins or more, then 1 flows that the second step counts/,
    );
    for (let left = 0; left < rows.length; left++)
      expect(
        raised(
          [rule],
          rows.filter((_row, i) => i !== left),
        ),
      ).toEqual([]);
  });

  it('goes on after a restart at any record, and on four hosts, as if there had been none', () => {
    const rows = [...guesses(7), took(T0 + 20 * SECOND), ...guesses(6, '10.0.0.9'), took(T0 + 50 * SECOND, '10.0.0.9')];
    const whole = judge([rule], rows);
    expect(whole.filter(({ change }) => change === 'raised')).toHaveLength(2);
    expect(judge([rule], rows, 1)).toEqual(whole);
    expect(judge([rule], rows, 3, 2)).toEqual(whole);
    for (let at = 1; at < rows.length; at++) {
      const before = host([rule]);
      for (const batch of batchesOf(rows, 1).slice(0, at)) before.host.take(batch);
      const after = host([rule]);
      after.host.restore(before.host.snapshot());
      for (const batch of batchesOf(rows, 1)) after.host.take(batch);
      after.host.finish();
      expect([...before.changes, ...after.changes].map(told)).toEqual(whole);
    }
    const split = [0, 1, 2, 3].map((index) => host([rule], { share: { index, of: 4 } }));
    for (const batch of batchesOf(rows)) for (const part of split) part.host.take(batch);
    for (const part of split) part.host.finish();
    expect(split.flatMap(({ changes }) => changes.map(told))).toEqual(whole);
  });

  it('shares a name between lookups and handshakes', () => {
    const names = own('asked-then-met', {
      ...{ kind: 'dns', measure: 'lookups', by: ['src.ip', 'domain'], windowS: 60, threshold: 2 },
      then: { kind: 'tls', measure: 'handshakes' },
    });
    const name = { name: 'a.example', client: '10.0.0.1' };
    const met = (serverName: string) => tls(T0 + 5 * SECOND, { serverName, client: '10.0.0.1' });
    const asked = [dns(T0, name), dns(T0 + SECOND, name)];
    expect(raised([names], [...asked, met('a.example')])).toMatchObject([{ entity: '10.0.0.1 a.example' }]);
    expect(raised([names], [...asked, met('b.example')])).toEqual([]);
  });

  it('takes exceptions of each step apart', () => {
    const except = (first: string, second: string) =>
      own('but', { ...given, except: first, then: { ...given.then, except: second } });
    const rows = [...guesses(5), took(T0 + 30 * SECOND)];
    expect(raised([except('auth.user = anna', '')], rows)).toEqual([]);
    expect(raised([except('', 'dst.port = 443')], rows)).toEqual([]);
    expect(raised([except('auth.user = bob', 'dst.port = 80')], rows)).toHaveLength(1);
  });
});

it('time is made of the kinds that a rule reads, and of no others', () => {
  const flows = own('flows', { measure: 'flows', by: ['src.ip'], windowS: 60, threshold: 3 });
  const rows = times(3, (i) => flow(T0 + i * SECOND, { flow: i }));
  const ahead = dns(T0 + 60 * MINUTE, { client: address(false, true) });
  const alone = judge([flows], rows);
  expect(
    judge([flows], [rows[0] as Row, ahead, ...rows.slice(1)]).map(({ change, late, id }) => [change, late, id]),
  ).toEqual(alone.map(({ change, late, id }) => [change, late, id]));
});

describe('parameters', () => {
  const good = { kind: 'dns', measure: 'lookups', windowS: 60, threshold: 10, severity: 'low' };
  const then = (given: object) => ({ then: { measure: 'lookups', ...given } });
  it.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
    ['a kind that there is none of', { kind: 'arp' }, /Invalid option/],
    ['an expression of another kind', { when: 'bytes > 1' }, /character 1: .*field of flows/],
    ['an exception of another kind', { except: 'dns.type = A or app = dns' }, /character 17/],
    ['a measure of another kind', { measure: 'flows' }, /`flows` is not measured of lookups; write one of lookups, /],
    ['a group of another kind', { by: ['src.ip', 'app'] }, /lookups are not grouped by `app`; they are by src\.ip/],
    [
      'a group that masked readers may not see',
      { kind: 'http', measure: 'requests', by: ['http.path'] },
      /no such field/,
    ],
    ['a second step measured as another kind is', then({ kind: 'tls' }), /`lookups` is not measured of TLS handshakes/],
    [
      'a second step of an expression of the first',
      then({ kind: 'tls', measure: 'handshakes', when: 'dns.type = A' }),
      /lookups/,
    ],
    [
      'a group that the second step does not have',
      { by: ['dns.type'], ...then({ kind: 'tls', measure: 'handshakes' }) },
      /TLS handshakes are not grouped by `dns\.type`/,
    ],
  ])('%s is refused', (_what, wrong, message) => {
    const { error } = parameters.safeParse({ ...good, ...wrong });
    expect(error?.issues.map(({ message: text }) => text).join()).toMatch(message);
  });

  it('what old rules left out is filled in', () =>
    expect(parameters.parse({ measure: 'flows', windowS: 60, threshold: 1, severity: 'low' })).toMatchObject({
      kind: 'flow',
      then: { kind: 'same', except: '', measure: 'none' },
    }));
});
