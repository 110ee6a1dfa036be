import { randomUUID } from 'node:crypto';

import {
  EventCatalogue,
  InMemoryEventLog,
  InMemorySubjectKeys,
  KEYS_FRESH_MS,
  offer,
  PersonalCodec,
  PersonalEventLog,
} from '@wireledger/event-sourcing';
import { ApprovalRequested, erasedLabel, eventCatalogue, PERSONAL_FIELDS, TokenIssued } from '@wireledger/events';
import { InMemoryAccessStore } from '@wireledger/platform';

import { UserDirectory } from '../auth/user-directory';
import { PeopleLog } from '../people/people-log';
import { Erasure } from './erasure';
import { erasureSubjects, namesHim } from './erasure-subjects';

const NAME = 'Erika Mustermann';
const REQUEST = 'r-invited';
const STEPS = ['cutOff.user', 'cutOff.token', 'store.forget', 'keys.destroy'] as const;
type Step = (typeof STEPS)[number];

/** A system whose processes can die: `dies` = right before that step, or right behind it. */
async function system() {
  const stored = new InMemoryEventLog();
  const keys = new InMemorySubjectKeys();
  const log = new PersonalEventLog(stored, eventCatalogue(), new PersonalCodec(PERSONAL_FIELDS, keys));
  const store = new InMemoryAccessStore();
  const done: string[] = [];
  const warned: unknown[] = [];
  let now = 0;

  /** A process: folds the log anew, as one that was started after another had died. */
  async function process(dies?: { readonly at: Step; readonly behind: boolean }) {
    const directory = new UserDirectory();
    const page = await log.readAll({ after: 'start', limit: 500 });
    for (const event of page.events) directory.apply(event);
    const stop = new AbortController();
    void (async () => {
      for await (const message of log.subscribeAll({ after: page.next }, stop.signal))
        if (message.kind === 'event') directory.apply(message.event);
    })();
    const step = async <T>(name: Step, work: () => Promise<T>): Promise<T> => {
      if (dies?.at === name && !dies.behind) throw new Error(`died before ${name}`);
      const result = await work();
      done.push(name);
      if (dies?.at === name) throw new Error(`died behind ${name}`);
      return result;
    };
    const erasure = new Erasure({
      ...{ log, directory, logger: { warn: (about: unknown) => void warned.push(about) }, clock: () => now },
      people: new PeopleLog(log, directory, () => now),
      cutOff: {
        user: () => step('cutOff.user', () => Promise.resolve(0)),
        token: () => step('cutOff.token', () => Promise.resolve()),
        forget: () => Promise.resolve(),
        recipient: () => Promise.resolve(),
      },
      store: { forget: (user, at) => step('store.forget', () => store.forget(user, at)) },
      keys: { destroy: (subjects, label) => step('keys.destroy', () => keys.destroy(subjects, label)) },
    });
    return { erasure, directory, end: () => stop.abort() };
  }

  const [ada, erika, token] = [randomUUID(), randomUUID(), randomUUID()];
  const first = await process();
  const people = new PeopleLog(log, first.directory, () => now);
  const by = { actor: `user:${ada}`, requestId: REQUEST };
  await people.tell(ada, { type: 'bootstrap', user: ada, name: 'Ada' }, { ...by, actor: 'system:api' });
  const invited = { type: 'invite', user: erika, name: NAME, role: 'ANALYST', scope: null, expiresAt: 1 } as const;
  await people.tell(erika, { ...invited, reason: `${NAME} begins` }, by);
  await store.createAccount({ user: erika, name: NAME, passwordHash: 'x' });
  const context = { actor: `user:${erika}`, correlationId: 'c', causationId: 'c', at: 0 };
  const grant = { is: 'role', role: 'ANALYST' } as const;
  const issued = TokenIssued.create({ token, grant, expiresAt: 1, name: `${NAME}'s`, owner: erika });
  await log.append([
    { stream: `token-${token}`, expected: 'none', appendId: randomUUID(), events: [offer(issued, context)] },
  ]);
  first.end();
  const erase = (on: Awaited<ReturnType<typeof process>>) =>
    on.erasure.erase({ id: erika }, { actor: `user:${ada}`, by: ada, requestId: randomUUID() });
  return {
    ...{ log, stored, keys, store, done, warned, process, erase, ada, erika, token },
    later: () => void (now += KEYS_FRESH_MS),
  };
}

/** What is left of her: types of her own events, what her name reads as, her account, her keys. */
async function left({ log, store, keys, erika, token }: Awaited<ReturnType<typeof system>>) {
  const { events } = await log.readStream({ stream: `user-${erika}`, limit: 50 });
  const subjects = [`user:${erika}`, `token:${token}`, `request:${REQUEST}`];
  const found = await keys.find(subjects);
  return {
    types: events.map(({ type }) => type.replace('domain.', '')),
    texts: [events[0]?.data.name, events[0]?.data.reason],
    account: await store.accountByName(NAME),
    keys: subjects.map((subject) => found.get(subject)?.is),
  };
}

describe('an erasure', () => {
  it.each(STEPS.flatMap((at) => [false, true].map((behind) => [behind ? 'behind' : 'before', at, behind] as const)))(
    'that dies %s %s is carried on by the next process, and ends the same',
    async (_where, at, behind) => {
      const world = await system();
      const label = erasedLabel(world.erika);
      const dying = await world.process({ at, behind });
      await expect(world.erase(dying)).rejects.toThrow('died');
      dying.end();
      // Whatever was reached: she is out, for ever, and reads as nobody to whoever lists people.
      const next = await world.process();
      expect(next.directory.user(world.erika)).toMatchObject({ name: label, disabled: true, erasure: 'begun' });
      await next.erasure.resume();
      world.later();
      await next.erasure.resume();
      expect(await left(world)).toEqual({
        types: ['UserInvited', 'PersonErased', 'ErasureCompleted'],
        ...{ texts: [label, label], account: null, keys: ['erased', 'erased', 'erased'] },
      });
      await next.erasure.resume();
      expect((await left(world)).types).toHaveLength(3);
      expect(world.warned).toEqual([]);
      next.end();
    },
  );

  it('is complete only when no process can have a key in mind any more', async () => {
    const world = await system();
    const one = await world.process();
    await world.erase(one);
    await one.erasure.resume();
    expect((await left(world)).types.at(-1)).toBe('PersonErased');
    world.later();
    await one.erasure.resume();
    expect((await left(world)).types.at(-1)).toBe('ErasureCompleted');
    expect(world.done).toEqual([...STEPS]);
    one.end();
  });

  it('says of a step that fails that it is tried again, and goes on with others', async () => {
    const world = await system();
    const one = await world.process({ at: 'store.forget', behind: false });
    await expect(world.erase(one)).rejects.toThrow('died');
    await one.erasure.resume();
    expect(world.warned).toHaveLength(1);
    one.end();
  });

  it('is nothing that is stored in clear: the log as it is stored has no word of her', async () => {
    const world = await system();
    const { events } = await world.stored.readAll({ after: 'start', limit: 100 });
    expect(events.length).toBeGreaterThan(2);
    expect(JSON.stringify(events.map(({ data, meta }) => [data, meta]))).not.toContain('Erika');
  });

  it('reaches the keys of her tokens, of the request that invited her, and of what was asked for about her', async () => {
    const log = new InMemoryEventLog({ catalogue: new EventCatalogue([]) });
    const [erika, other] = [randomUUID(), randomUUID()];
    const asked = (what: object, reason: string) => {
      const approval = randomUUID();
      const data = {
        ...{ approval, by: other, operation: 'inviteUser', permission: 'users.write', what: JSON.stringify(what) },
        ...{ digest: 'a'.repeat(64), reason, at: 0, until: 1 },
      };
      const context = { actor: `user:${other}`, correlationId: 'c', causationId: 'c', at: 0 };
      const events = [offer(ApprovalRequested.create(data), context)];
      return {
        approval,
        request: { stream: `approval-${approval}`, expected: 'none' as const, appendId: approval, events },
      };
    };
    const about = [asked({ name: NAME }, 'new'), asked({ id: other }, `instead of ERIKA  mustermann, who left`)];
    const others = [asked({ name: 'Erika' }, 'new'), asked({ name: `${NAME}sen` }, 'new')];
    await log.append([...about, ...others].map(({ request }) => request));
    expect((await erasureSubjects(log, erika, NAME)).sort()).toEqual(
      [`user:${erika}`, ...about.map(({ approval }) => `approval:${approval}`)].sort(),
    );
    expect(['(Erika Mustermann)', 'Erika Mustermann2', 'Erika', ''].map((text) => namesHim(text, NAME))).toEqual([
      ...[true, false, false, false],
    ]);
  });
});
