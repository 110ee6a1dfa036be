import { alertDecider, type AlertCommand, alertStream } from '@wireledger/domain';
import { acting, ANN, key, NOW, raised, SEEN_AT } from '@wireledger/domain/testing';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

const MINUTE = 60_000_000;
const RULES = ['recommended.scan', 'own.flood'] as const;

let server: TestReadModels;
let log: InMemoryEventLog;
let models: ReadModels;
/** Position before anybody judged. */
let raisedAll: string;
const range = (from: number, to: number) => ({ from: formatTime(SEEN_AT + from), to: formatTime(SEEN_AT + to) });

async function tell(n: number, command: AlertCommand): Promise<void> {
  const context = { actor: ANN, correlationId: 'c', causationId: 'k', at: NOW };
  await handleCommand(log, alertDecider, alertStream(key(1000 + n)), command, context);
}
async function raise(n: number, rule: string, minute: number, sensor: string): Promise<void> {
  const about = { rule: { id: rule, version: 1, name: 'A rule' }, scope: { sensor, timeline: 'live' } };
  const facts = raised({ alert: key(1000 + n), ...about, at: SEEN_AT + minute * MINUTE });
  await tell(n, { type: 'raise', facts });
}

beforeAll(async () => {
  server = await TestReadModels.start();
  log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  // In minutes 0, 0, 5, 11 and 12 of the first rule, in minute 11 of the second.
  for (const [n, minute] of [0, 0, 5, 11, 12].entries())
    await raise(n, RULES[0], minute, n === 2 ? 'edge-2' : 'edge-1');
  await raise(5, RULES[1], 11, 'edge-2');
  raisedAll = await log.head();
  for (const [n, reason] of (['truePositive', 'benign', 'falsePositive', 'duplicate'] as const).entries())
    await tell(n, { type: 'close', reason, note: null, ...acting(0, { by: ANN, command: key(5000 + n) }) });
  models = await server.open(log);
  await followAllToEnd(models);
}, 60_000);
afterAll(() => server.stop());

it('counts alerts by the packet time of the deciding record, in twelfths of the range, with the verdicts', async () => {
  const hits = await models.queries.ruleHits({ range: range(0, 12 * MINUTE) });
  expect(hits).toEqual([
    { rule: RULES[1], bars: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], total: 1, truePositives: 0, falsePositives: 0 },
    { rule: RULES[0], bars: [2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1], total: 4, truePositives: 1, falsePositives: 2 },
  ]);
});

it('the end of a range is not in it, nor is what came after a viewpoint', async () => {
  const totals = async (args: Parameters<typeof models.queries.ruleHits>[0]) =>
    (await models.queries.ruleHits(args)).map(({ rule, total, falsePositives }) => [rule, total, falsePositives]);
  expect(await totals({ range: range(0, 5 * MINUTE) })).toEqual([[RULES[0], 2, 1]]);
  expect(await totals({ range: range(0, 5 * MINUTE + 1) })).toEqual([[RULES[0], 3, 2]]);
  expect(await totals({ range: range(0, 12 * MINUTE), asOf: raisedAll })).toEqual([
    [RULES[1], 1, 0],
    [RULES[0], 4, 0],
  ]);
  expect(await totals({ range: range(-MINUTE, 0) })).toEqual([]);
  await expect(totals({ range: range(MINUTE, 0) })).rejects.toThrow('the range is empty');
});

it('within a scope counts what is in it', async () => {
  const hits = await models.queries.ruleHits({ range: range(0, 13 * MINUTE) }, { sensor: ['edge-2'] });
  expect(hits.map(({ rule, total }) => [rule, total])).toEqual([
    [RULES[1], 1],
    [RULES[0], 1],
  ]);
  expect(await models.queries.ruleHits({ range: range(0, 13 * MINUTE) }, { port: [53] })).toEqual([]);
});
