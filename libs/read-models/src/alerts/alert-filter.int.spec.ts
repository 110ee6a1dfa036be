import { alertDecider, alertStream, type AlertCommand } from '@wireledger/domain';
import { acting, ANN, key, NOW, raised, SEEN_AT } from '@wireledger/domain/testing';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, SEVERITIES } from '@wireledger/events';
import { parseFilter, toPredicate } from '@wireledger/filter';
import { type AlertAt, alertReader, randomExpressions } from '@wireledger/filter/testing';

import type { ReadModels } from '../read-models';
import { seeded } from '../testing/little-world';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

const SEED = 20_261_130;
const EXPRESSIONS = process.env.WIRELEDGER_FULL ? 3000 : 300;

/** Ends as detectors name them: addresses of both families, a MAC address, names that look a bit like addresses, prefixes. */
const ENDS = [
  ...[
    '203.0.113.9',
    '10.0.0.1',
    '2001:db8::7',
    '::ffff:10.0.0.1',
    '02:00:00:00:00:01',
    'www.example.com',
    '10.0.0.0/8',
  ],
  ...['10', '10.1', 'fe80::1', '1.2.3.4.5', '2001:db8::/32', '-', null],
] as const;
const LISTS = ['Tor exits', '50%_\\', 'tor', 'É "x"'];
const INDICATORS = ['203.0.113.0/24', 'malware.example', '2001:db8::7', 'a0e9f5d64349fb13191bc781f81f42e1'];

let server: TestReadModels;
let models: ReadModels;
const alerts = new Map<string, AlertAt>();

beforeAll(async () => {
  let now = NOW;
  const log = new InMemoryEventLog({ catalogue: eventCatalogue(), clock: () => (now += 1_000_000) });
  const random = seeded(SEED);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const context = { actor: ANN, correlationId: 'c', causationId: 'k', at: NOW };
  const say = (id: string, command: AlertCommand) =>
    handleCommand(log, alertDecider, alertStream(id), command, context);
  for (let n = 0; n < 90; n++) {
    const id = key(7000 + n);
    const [src, dst] = [pick(ENDS), pick(ENDS)];
    const threat = n % 3 === 0;
    const facts = raised({
      ...{ alert: id, src, dst, dport: pick([null, 0, 53, 443, 65_535]), severity: pick(SEVERITIES) },
      kind: threat ? 'threat_match' : pick(['port_scan_vertical', 'beacon', 'dns_tunnel']),
      entity: threat
        ? `${src ?? '10.0.0.1'} ${pick(INDICATORS)} ${pick(LISTS)}`
        : pick(['203.0.113.9', 'a b c', 'x  y']),
      rule: { id: `recommended.rule-${n % 5}`, version: 1, name: 'A rule' },
      scope: { sensor: pick(['edge-1', 'Edge_%']), timeline: 'live' },
      ...{ first: SEEN_AT - pick([0, 1, 60_000_000]), last: SEEN_AT + pick([0, 1]) },
    });
    await say(id, { type: 'raise', facts });
    let [status, escalated] = ['open', false];
    let seen = 0;
    const act = pick(['', '', 'acknowledge', 'close', 'escalate']);
    if (act === 'acknowledge') await say(id, { type: 'acknowledge', reason: 'looking', ...acting(seen++) });
    if (act === 'acknowledge') status = 'acknowledged';
    if (act === 'escalate' || (act === 'close' && n % 2 === 0)) {
      await say(id, { type: 'escalate', note: null, ...acting(seen++, { command: key(9000 + n) }) });
      escalated = true;
    }
    if (act === 'close') await say(id, { type: 'close', reason: 'benign', note: 'ok', ...acting(seen) });
    if (act === 'close') status = 'closed';
    alerts.set(id, {
      ...{ rule: facts.rule.id, kind: facts.kind, severity: SEVERITIES.indexOf(facts.severity), status, escalated },
      ...{ sensor: facts.scope.sensor, entity: facts.entity, src, dst, dport: facts.dport },
      ...{ first: facts.first, last: facts.last },
    });
  }
  server = await TestReadModels.start();
  models = await server.open(log);
  await followAllToEnd(models);
}, 90_000);
afterAll(() => server.stop());

async function listed(filter: string): Promise<string[]> {
  const page = await models.queries.alerts({ tab: 'ALL', group: 'NONE', where: { filter }, first: 200 });
  return page.rows.map(({ alert }) => alert.id).sort();
}
function tested(text: string): string[] {
  const parsed = parseFilter(text, 'alert');
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.message}`);
  const passes = toPredicate(parsed.expression, alertReader);
  return [...alerts].flatMap(([id, alert]) => (passes(alert) ? [id] : [])).sort();
}

it(`a filter finds the same alerts in the database and in memory, for ${EXPRESSIONS} expressions`, async () => {
  const pool = {
    addresses: ['203.0.113.9', '10.0.0.1', '10.0.0.0', '2001:db8::7', '::ffff:10.0.0.1', 'fe80::1'],
    texts: [...LISTS, ...INDICATORS, 'recommended.rule-1', 'threat_match', 'DNS_tunnel', 'open', 'closed', 'edge-1'],
    numbers: [0, 53, 443, 65_535],
    times: [SEEN_AT, SEEN_AT - 60_000_000],
    communities: [],
  };
  let [some, n] = [0, 0];
  for (const text of randomExpressions(seeded(SEED), pool, 'alert')) {
    if (!parseFilter(text, 'alert').ok) continue;
    const expected = tested(text);
    expect([text, await listed(text)]).toEqual([text, expected]);
    if (expected.length > 0 && expected.length < alerts.size) some++;
    if (++n === EXPRESSIONS) break;
  }
  expect(some).toBeGreaterThan(EXPRESSIONS / 3);
}, 120_000);

it('means what a hand-written test says', async () => {
  const want = (test: (alert: AlertAt) => boolean) =>
    [...alerts].flatMap(([id, alert]) => (test(alert) ? [id] : [])).sort();
  expect(await listed('is:open and alert.severity >= high')).toEqual(
    want(({ status, severity }) => status !== 'closed' && severity >= 3),
  );
  expect(await listed('is:escalated')).toEqual(want(({ escalated }) => escalated));
  expect(await listed('alert.rule = RECOMMENDED.rule-2')).toEqual(want(({ rule }) => rule === 'recommended.rule-2'));
  expect(await listed('threat.list = "TOR EXITS"')).toEqual(
    want(({ kind, entity }) => kind === 'threat_match' && entity.endsWith(' Tor exits')),
  );
  expect(await listed('threat.indicator = malware.example')).toEqual(
    want(({ kind, entity }) => kind === 'threat_match' && entity.includes(' malware.example ')),
  );
  expect(await listed('10.0.0.1')).toEqual(want(({ src, dst }) => src === '10.0.0.1' || dst === '10.0.0.1'));
  expect(await listed('src.ip = 0.0.0.0/0')).toEqual(want(({ src }) => /^\d+\.\d+\.\d+\.\d+$/.test(src ?? '')));
});

it('holds beside tab and conditions, and in the counts', async () => {
  const where = { filter: 'alert.status = open', sensor: ['edge-1'] };
  const expected = [...alerts.values()].filter(({ status, sensor }) => status === 'open' && sensor === 'edge-1');
  expect(expected.length).toBeGreaterThan(5);
  expect((await models.queries.alertCounts({ where })).all).toBe(expected.length);
  expect((await models.queries.alerts({ tab: 'CLOSED', where })).rows).toEqual([]);
});

it.each(['bytes > 10', 'is:internal', 'alert.severity = grave', 'has:pcap'])('refuses %s', async (filter) => {
  await expect(listed(filter)).rejects.toMatchObject({ code: 'BAD_FILTER' });
});
