import { randomUUID } from 'node:crypto';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';

import { UserDirectory } from '../auth/user-directory';
import { CutOff } from './cut-off';
import { PeopleLog } from './people-log';
import { UserDesk } from './user-desk';

const reason = 'no longer on duty';

/** A desk over a log that the directory hears of only when a page of it is read. */
async function desk() {
  const log = new InMemoryEventLog({ catalogue: eventCatalogue() });
  const directory = new UserDirectory();
  const stop = new AbortController();
  void (async () => {
    for await (const message of log.subscribeAll({ after: 'start' }, stop.signal))
      if (message.kind === 'event') directory.apply(message.event);
  })().catch(() => undefined);
  const people = new PeopleLog(log, directory, () => 0);
  const ended: string[] = [];
  const sessions = { endFor: (user: string) => Promise.resolve(ended.push(user)) };
  const exports = { store: { cancelAll: () => Promise.resolve(0) } };
  const admins = [randomUUID(), randomUUID()] as const;
  for (const [i, user] of admins.entries())
    await people.tell(user, { type: 'bootstrap', user, name: `Admin ${i}` }, { actor: 'system:test', requestId: user });
  const reports = {
    store: {
      endAll: () => Promise.resolve([]),
      forget: () => Promise.resolve([]),
      forgetRecipient: () => Promise.resolve(),
    },
  };
  const cutOff = new CutOff({ sessions, exports, reports, log, clock: () => 0 });
  const made = new UserDesk(people, directory, sessions, cutOff);
  return { desk: made, admins, directory, ended, close: () => stop.abort() };
}

const by = (user: string) => ({ actor: `user:${user}`, by: user, requestId: randomUUID() });

describe('user desk', () => {
  it('decides in turn: of two administrators who remove each other at the same time one stays', async () => {
    const { desk: at, admins, directory, ended, close } = await desk();
    const [one, other] = admins;
    const results = await Promise.allSettled([
      at.disable({ id: other, reason }, by(one)),
      at.disable({ id: one, reason }, by(other)),
    ]);
    expect(results).toEqual([
      expect.objectContaining({ status: 'fulfilled' }),
      expect.objectContaining({ reason: expect.objectContaining({ code: 'LAST_ADMIN' }) }),
    ]);
    expect([directory.activeAdmins(), ended]).toEqual([1, [other]]);
    close();
  });

  it('rests on the version that was seen when its turn comes, not when it was asked for', async () => {
    const { desk: at, admins, directory, close } = await desk();
    const [one, other] = admins;
    const seen = directory.versionOf(other);
    const results = await Promise.allSettled([
      at.grantRole({ id: other, seen, reason }, 'AUDITOR', null, by(one)),
      at.grantRole({ id: other, seen, reason }, 'VIEWER', null, by(one)),
    ]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    expect(results[1]).toMatchObject({ reason: { code: 'USER_CHANGED', details: { version: seen + 1 } } });
    expect(directory.user(other)?.role).toBe('AUDITOR');
    close();
  });
});
