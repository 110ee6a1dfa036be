import { userDecider, userStream } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';

import { changedFields, difference, fieldsAt } from './changed-fields';
import { type NotedFact, noting, NotingLog } from './noted-facts';

const ID = '11111111-1111-4111-8111-111111111111';
const context = { actor: 'system:test', correlationId: ID, causationId: ID, at: 0 };

it('notes what is written in the course of an act alone, and says which fields it changed, without names', async () => {
  const log = new NotingLog(new InMemoryEventLog({ catalogue: eventCatalogue() }));
  const tell = (command: Parameters<typeof userDecider.decide>[1]) =>
    handleCommand(log, userDecider, userStream(ID), command, context);
  await tell({ type: 'invite', user: ID, name: 'Ada', role: 'VIEWER', scope: null, expiresAt: 1, reason: 'new' });
  const facts: NotedFact[] = [];
  await noting({ facts, changes: [] }, () =>
    tell({ type: 'grantRole', role: 'ANALYST', by: 'x', otherAdmins: 1, reason: 'grew' }),
  );
  await tell({ type: 'disable', reason: 'left', by: 'x', otherAdmins: 1 });
  expect(facts.map(({ stream, revision }) => [stream, revision])).toEqual([[userStream(ID), 1n]]);
  expect(await changedFields(log, facts)).toEqual({
    before: { role: 'VIEWER', sessionVersion: 1 },
    after: { role: 'ANALYST', sessionVersion: 2 },
  });
  const fields = {
    identity: null,
    byProvider: false,
    customRole: null,
    scope: null,
    erasure: 'none',
    standing: 'invited',
    passwordReset: null,
    invitedUntil: 1,
    'factor.enrolled': false,
    'factor.codesLeft': 0,
  };
  const [none, first, last] = (await fieldsAt(log, userStream(ID), [-1n, 0n, 2n])) ?? [];
  expect([none, first, last]).toEqual([
    null,
    { ...fields, role: 'VIEWER', disabled: false, sessionVersion: 1 },
    { ...fields, role: 'ANALYST', disabled: true, sessionVersion: 3 },
  ]);
});

it('a stream without a state that is shown has none', async () => {
  expect(await fieldsAt(new InMemoryEventLog(), 'access-api.20261128', [0n])).toBeNull();
});

it.each([
  [{ a: 1 }, { a: 1 }, null, null],
  [{ a: 1, b: [1] }, { a: 2, b: [1] }, { a: 1 }, { a: 2 }],
  [null, { a: 1 }, null, { a: 1 }],
  [{ a: 'x'.repeat(3000) }, { a: 1 }, { a: '(3002 characters)' }, { a: 1 }],
])('%j → %j', (before, after, left, right) => {
  expect(difference(before, after)).toEqual({ before: left, after: right });
});
