import {
  alertDecider,
  type AlertCommand,
  alertStream,
  suppressionDecider,
  suppressionStream,
} from '@wireledger/domain';
import { acting, ANN, key, NOW, raised } from '@wireledger/domain/testing';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue, type SuppressionMatch } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

const SCAN = 'recommended.scan';
const FLOOD = 'own.flood';
/** Alerts by number: rule, entity, source, destination, sensor. */
const ALERTS = [
  [SCAN, '10.1.2.3', '10.1.2.3', '192.0.2.1', 'edge-1'],
  [SCAN, '10.9.9.9', '10.9.9.9', '192.0.2.1', 'edge-1'],
  [FLOOD, '192.0.2.1', null, '192.0.2.1', 'edge-2'],
  [FLOOD, 'aa:bb:cc:dd:ee:ff', 'aa:bb:cc:dd:ee:ff', null, 'edge-2'],
  [SCAN, '2001:db8::7', '2001:db8::7', '2001:db8:1::1', 'edge-2'],
] as const;

let server: TestReadModels;
let log: InMemoryEventLog;
let models: ReadModels;
const context = { actor: ANN, correlationId: 'c', causationId: 'k', at: NOW };
let keys = 5000;

const tell = (n: number, command: AlertCommand) =>
  handleCommand(log, alertDecider, alertStream(key(1000 + n)), command, context);

beforeAll(async () => {
  server = await TestReadModels.start();
}, 60_000);
afterAll(() => server.stop());
beforeEach(async () => {
  log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  for (const [n, [rule, entity, src, dst, sensor]] of ALERTS.entries()) {
    const about = { rule: { id: rule, version: 1, name: 'A rule' }, scope: { sensor, timeline: 'live' } };
    await tell(n, { type: 'raise', facts: raised({ alert: key(1000 + n), ...about, entity, src, dst }) });
  }
  models = await server.open(log);
  await followAllToEnd(models);
});

async function suppress(match: Partial<SuppressionMatch>, more: { id?: string; seen?: number; until?: number } = {}) {
  const { id = key(++keys), seen = 0, until = null } = more;
  const whole = { rule: null, entity: null, sensor: null, src: null, dst: null, ...match };
  const command = { type: 'define', id, definition: { match: whole, until, reason: 'known' }, seen } as const;
  const act = { by: ANN, at: NOW, command: key(++keys) };
  const done = await handleCommand(log, suppressionDecider, suppressionStream(id), { ...command, ...act }, context);
  await followAllToEnd(models);
  return { id, position: done.position };
}
async function end(id: string, seen: number) {
  const command = { type: 'remove', seen, by: ANN, at: NOW, command: key(++keys) } as const;
  await handleCommand(log, suppressionDecider, suppressionStream(id), command, context);
  await followAllToEnd(models);
}
/** Numbers of the alerts of a tab. */
async function shown(tab: 'INBOX' | 'SUPPRESSED' | 'ALL', more: { asOf?: string } = {}): Promise<number[]> {
  const { rows, count } = await models.queries.alerts({ tab, group: 'NONE', ...more });
  expect(count).toBe(rows.length);
  return rows.map(({ alert }) => ALERTS.findIndex((_one, n) => key(1000 + n) === alert.id)).sort();
}

it.each<[string, Partial<SuppressionMatch>, number[]]>([
  ['a rule', { rule: SCAN }, [0, 1, 4]],
  ['an entity of a rule', { rule: SCAN, entity: '10.1.2.3' }, [0]],
  ['an entity', { entity: '192.0.2.1' }, [2]],
  ['sources in a prefix', { src: '10.0.0.0/8' }, [0, 1]],
  ['sources in a narrower one', { src: '10.1.0.0/16' }, [0]],
  ['IPv6', { src: '2001:db8::/64' }, [4]],
  ['a destination', { dst: '192.0.2.1/32' }, [0, 1, 2]],
  ['a rule on a sensor', { rule: SCAN, sensor: 'edge-2' }, [4]],
  ['a rule where an IPv4 address is the source', { rule: SCAN, src: '0.0.0.0/0' }, [0, 1]],
  ['what no alert has', { rule: 'gone' }, []],
])('keeps %s out of the inbox, whatever came before it', async (_what, match, numbers) => {
  await suppress(match);
  expect(await shown('SUPPRESSED')).toEqual(numbers);
  expect(await shown('INBOX')).toEqual([0, 1, 2, 3, 4].filter((n) => !numbers.includes(n)));
  expect(await shown('ALL')).toEqual([0, 1, 2, 3, 4]);
  const counts = await models.queries.alertCounts({});
  expect([counts.inbox, counts.suppressed, counts.all]).toEqual([5 - numbers.length, numbers.length, 5]);
  expect((await models.queries.suppressions({})).map(({ alerts }) => alerts)).toEqual([numbers.length]);
});

it('lets them in again when it is ended or has run out, and tells what was so before', async () => {
  const before = await log.head();
  const { id, position } = await suppress({ rule: SCAN });
  await suppress({ rule: SCAN, sensor: 'edge-1' }, { id, seen: 1 });
  expect(await shown('SUPPRESSED')).toEqual([0, 1]);
  await end(id, 2);
  expect(await shown('SUPPRESSED')).toEqual([]);
  expect(await models.queries.suppressions({})).toEqual([]);
  expect(await shown('SUPPRESSED', { asOf: position })).toEqual([0, 1, 4]);
  expect(await shown('SUPPRESSED', { asOf: before })).toEqual([]);
  expect(await models.queries.suppressions({ asOf: position })).toMatchObject([
    { id, rule: SCAN, sensor: null, until: null, reason: 'known', revision: 1, changedBy: ANN },
  ]);

  const soon = Date.now() * 1000 + 3_600_000_000;
  await suppress({ entity: '192.0.2.1' }, { until: soon });
  await suppress({ entity: '10.9.9.9' }, { until: Date.now() * 1000 - 1_000_000 });
  expect(await shown('SUPPRESSED')).toEqual([2]);
  expect((await models.queries.suppressions({})).map(({ until }) => until)).toEqual([formatTime(soon)]);
});

it('an alert that was closed counts as closed, and what is raised later is kept out as well', async () => {
  await suppress({ rule: SCAN });
  await tell(0, { type: 'close', reason: 'benign', note: null, ...acting(0, { by: ANN, command: key(++keys) }) });
  const about = { rule: { id: SCAN, version: 2, name: 'A rule' }, scope: { sensor: 'edge-1', timeline: 'live' } };
  await tell(9, { type: 'raise', facts: raised({ alert: key(1009), ...about, entity: 'x', src: null, dst: null }) });
  await followAllToEnd(models);
  const { inbox, suppressed, closed, all } = await models.queries.alertCounts({});
  expect([inbox, suppressed, closed, all]).toEqual([2, 3, 1, 6]);
});

it('is the same after the projection was built anew', async () => {
  const { id } = await suppress({ rule: SCAN });
  await end(id, 1);
  await suppress({ dst: '192.0.2.0/24' });
  const before = [await shown('INBOX'), await models.queries.suppressions({})];
  await models.rebuild('alerts');
  expect(await shown('ALL')).toEqual([]);
  await followAllToEnd(models);
  expect([await shown('INBOX'), await models.queries.suppressions({})]).toEqual(before);
});
