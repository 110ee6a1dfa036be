import { zstdCompressSync } from 'node:zlib';
import { alertDecider, alertStream, contentLine, type ListCommand, listDecider, listStream } from '@wireledger/domain';
import { ANN, key, NOW, raised } from '@wireledger/domain/testing';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';

import type { ReadModels } from '../read-models';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';
import { ListContentStore } from './list-content-store';

const ID = key(77);
let server: TestReadModels;
let log: InMemoryEventLog;
let models: ReadModels;
let keys = 100;
const context = { actor: ANN, correlationId: 'c', causationId: 'k', at: NOW };
type Without<C> = C extends unknown ? Omit<C, 'by' | 'at' | 'command'> : never;

async function tell(deed: Without<ListCommand>): Promise<string> {
  const command = { ...deed, by: ANN, at: NOW, command: key(++keys) } as ListCommand;
  return (await handleCommand(log, listDecider, listStream(ID), command, context)).position;
}
const take = (of: string, entries: number, seen: number) =>
  tell({
    ...{ type: 'import', content: { sha256: of.repeat(32), entries, bytes: 1 }, accepted: null, seen },
    origin: {
      ...{ name: `${of}.txt`, sha256: of.repeat(32), bytes: 1, format: 'plain', lines: 9, duplicates: 1 },
      ...{ otherKind: 2, refused: 3, added: entries, removed: 0 },
    },
  });

let early: string;
beforeAll(async () => {
  server = await TestReadModels.start();
  log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  const definition = { name: 'Bad ones', kind: 'names', action: 'threat', source: 'us', licence: 'CC0' } as const;
  await tell({ type: 'define', id: ID, definition, seen: 0 });
  early = await take('aa', 5, 1);
  await take('bb', 7, 2);
  await tell({ type: 'add', value: 'x.example', until: NOW + 1, reason: 'ticket' });
  await tell({ type: 'add', value: 'x.example', until: null, reason: 'ticket 2' });
  await tell({ type: 'add', value: 'old.example', until: 5, reason: 'past' });
  await tell({ type: 'rollBack', number: 1, reason: 'wrong', seen: 6 });
  await tell({ type: 'pause', reason: 'noise', seen: 7 });
  for (const [n, entity] of ['10.0.0.1 x.example Bad ones', '10.0.0.1 x.example Other ones'].entries())
    await handleCommand(
      ...([log, alertDecider, alertStream(key(900 + n))] as const),
      { type: 'raise', facts: raised({ alert: key(900 + n), kind: 'threat_match', entity }) },
      context,
    );
  models = await server.open(log);
  await followAllToEnd(models);
}, 60_000);
afterAll(() => server.stop());

it('lists as they are, with what they told', async () => {
  expect(await models.queries.lists({})).toEqual([
    {
      ...{ id: ID, name: 'Bad ones', kind: 'names', action: 'threat', source: 'us', licence: 'CC0', paused: true },
      ...{ revision: 8, version: 1, entries: 5, added: 5, removed: 0, byHand: 2, hits: 1 },
      importedAt: expect.stringMatching(/Z$/),
      ...{ changedBy: ANN, changedAt: expect.stringMatching(/Z$/) },
    },
  ]);
  expect(await models.queries.lists({}, { sensor: ['nowhere'] })).toMatchObject([{ hits: 0 }]);
});

it('and as they were', async () => {
  expect(await models.queries.lists({ asOf: early })).toMatchObject([
    { revision: 2, version: 1, byHand: 0, paused: false, hits: 0 },
  ]);
  expect(await models.queries.list({ id: ID, asOf: early })).toMatchObject({
    ...{ versions: [{ number: 1 }], entries: [] },
    changes: [{ action: 'ListImported', subject: '1' }, { action: 'ListDefined' }],
  });
});

it('one with versions, changes and entries by hand, what has ended among them', async () => {
  const found = await models.queries.list({ id: ID });
  expect(found?.versions).toMatchObject([
    { number: 2, entries: 7, file: 'bb.txt', refused: 3, otherKind: 2 },
    { number: 1, entries: 5 },
  ]);
  expect(found?.changes.map(({ action, subject, reason }) => [action, subject, reason]).slice(0, 3)).toEqual([
    ['ListPaused', null, 'noise'],
    ['ListReverted', '1', 'wrong'],
    ['IndicatorAdded', 'old.example', 'past'],
  ]);
  expect(found?.entries).toMatchObject([
    { value: 'old.example', ended: true },
    { value: 'x.example', until: null, ended: false, reason: 'ticket 2' },
  ]);
  expect(await models.queries.list({ id: key(1) })).toBeNull();
});

it('contents are kept once, loaded and searched', async () => {
  const store = new ListContentStore(models.pool);
  const piece = (from: number) =>
    zstdCompressSync(
      Array.from({ length: 3 }, (_, i) =>
        contentLine({ text: `n${from + i}.example` }, from + i, i === 1 ? 'A Note' : ''),
      ).join(''),
    );
  const sha256 = 'cc'.repeat(32);
  for (let i = 0; i < 2; i++) await store.save({ sha256, entries: 6 }, [piece(1), piece(4)]);
  const loaded = await store.load(sha256, 'names');
  expect([loaded?.size, loaded?.find('www.n5.example')]).toEqual([6, { indicator: 'n5.example', line: 5 }]);
  expect(await store.search(sha256, 'note', 10)).toMatchObject([{ line: 2 }, { line: 5 }]);
  expect(await store.search(sha256, '', 4)).toHaveLength(4);
  expect(await store.load('dd'.repeat(32), 'names')).toBeNull();
});
