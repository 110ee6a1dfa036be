import { randomUUID } from 'node:crypto';
import { type User, type UserCommand, userDecider, userStream } from '@wireledger/domain';
import { type EventLog, handleCommand, InMemoryEventLog, loadStream } from '@wireledger/event-sourcing';
import { InMemoryAccessStore } from '@wireledger/platform';

import { PasswordChange } from '../account/password-change';
import { PublicAddress } from '../control/public-address';
import { Invitations } from '../people/invitations';
import { linkHash } from '../people/link-token';
import { PasswordResets } from '../people/password-resets';
import { PeopleLog } from '../people/people-log';
import { AccountProposals, PATIENCE_MS } from './account-proposals';
import { Bootstrap } from './bootstrap';
import { UserDirectory } from './user-directory';
import { SecurityPolicy } from '../security/security-policy';

const [ADA, ANN] = ['0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11', '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e12'];
const [OLD, NEXT, LINK] = ['purple tractor lemon sky', 'seven green boats sing', 'a link'];
const NOW = Date.UTC(2026, 10, 21, 12);
const deed = { actor: `user:${ADA}`, by: ADA, requestId: 'r' };
const asked = { correlationId: 'r', causationId: 'r', at: NOW * 1000 };
const hash = async (password: string): Promise<string> => `hash of ${password}`;
const origin = { ip: '192.0.2.1', agent: 'a', requestId: 'r' };

/** A process that dies at its `at`-th step: before it, or behind it, so that nobody hears what came of it. From then on it does nothing. */
class Mortal {
  steps = 0;
  dead = false;
  constructor(
    private readonly at: number,
    private readonly behind: boolean,
  ) {}

  /** The same thing, each of its methods being a step. */
  of<T extends object>(thing: T): T {
    return new Proxy(thing, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value === 'object' && value !== null) return this.of(value);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => this.step(() => Reflect.apply(value, target, args) as Promise<unknown>);
      },
    });
  }

  private async step(work: () => Promise<unknown>): Promise<unknown> {
    if (this.dead) throw new Error('dead');
    this.dead = ++this.steps === this.at;
    if (this.dead && !this.behind) throw new Error('died before it');
    const done = await work();
    if (this.dead) throw new Error('died behind it');
    return done;
  }
}

/** A database and a log in which Ada is an administrator, and Ann has the password OLD or an open invitation. */
class System {
  readonly store = new InMemoryAccessStore();
  readonly log = new InMemoryEventLog();
  now = NOW;
  /** Whose sessions which process ended. */
  readonly ended: string[] = [];

  async tell(user: string, ...commands: readonly UserCommand[]): Promise<void> {
    for (const command of commands)
      await handleCommand(this.log, userDecider, userStream(user), command, { ...asked, actor: 'system:test' });
  }

  async account(user: string, name: string, password: string | null): Promise<void> {
    const proposal = { id: randomUUID(), user, passwordHash: password && (await hash(password)), madeAt: NOW };
    await this.store.proposals.createAccount(name, proposal);
    await this.store.proposals.makeGood(proposal, 0n);
    await this.store.proposals.remove(proposal.id);
  }

  /** What a process works with; it follows the log. */
  process(mortal = new Mortal(0, false)) {
    const directory = new UserDirectory();
    const follow = async () => {
      const { events } = await this.log.readAll({ after: 'start', limit: 1000 });
      for (const event of events) directory.apply(event);
    };
    const followed: Pick<EventLog, 'append'> = {
      append: async (requests) => {
        const results = await this.log.append(requests);
        await follow();
        return results;
      },
    };
    const read = this.log.readStream.bind(this.log);
    const log = mortal.of(Object.assign(Object.create(this.log) as EventLog, followed, { readStream: read }));
    const end = async (user: string) => this.ended.push(user);
    const sessions = mortal.of({
      endAll: end,
      endOthers: end,
      endBegunBefore: async (user: string) => void (await end(user)),
    });
    const store = mortal.of(this.store);
    const clock = () => this.now;
    const proposals = new AccountProposals({
      store,
      log,
      directory,
      sessions,
      logger: { warn: () => undefined },
      clock,
    });
    const people = new PeopleLog(log, directory, clock);
    const address = new PublicAddress();
    const security = new SecurityPolicy();
    const deps = { store, log, directory, hasher: { hash }, proposals, sessions, people, security, address, clock };
    return {
      ...{ follow, directory, proposals },
      bootstrap: new Bootstrap(deps),
      invitations: new Invitations(deps),
      resets: new PasswordResets(deps),
      change: new PasswordChange({ ...deps, passwords: { verify: () => Promise.resolve() } }),
    };
  }

  async user(id: string): Promise<User | null> {
    return (await loadStream(this.log, userDecider, userStream(id))).state;
  }

  /** Types of events of a user. */
  async facts(id: string): Promise<readonly string[]> {
    const { events } = await this.log.readAll({ after: 'start', limit: 1000 });
    return events.filter(({ stream }) => stream === userStream(id)).map(({ type }) => type.replace('domain.', ''));
  }
}

type Process = ReturnType<System['process']>;

interface Case {
  readonly prepare: (system: System) => Promise<void>;
  readonly act: (process: Process) => Promise<unknown>;
  /** Whether the account says that it is done, and whether the log does. */
  readonly done: (system: System) => Promise<readonly [boolean, boolean]>;
}

const invitation: UserCommand = {
  ...({ type: 'invite', user: ANN, name: 'Ann', role: 'ANALYST', scope: null, reason: 'new' } as const),
  expiresAt: NOW * 1000 + 1e9,
};
const hasNext = async ({ store }: System) => (await store.accountByName('Ann'))?.passwordHash === (await hash(NEXT));
const told = async (system: System, type: string) => (await system.facts(ANN)).includes(type);
const active = async (system: System) => {
  await system.account(ANN, 'Ann', OLD);
  await system.tell(ANN, invitation, { type: 'acceptInvitation', now: NOW * 1000 });
};
const linked = (system: System) =>
  system.store.putInvitation({ user: ANN, hash: linkHash(LINK), expiresAt: NOW + 3600_000 });
/** Whether there is an account of the name, and whether the log knows its user. */
const named = async (system: System): Promise<readonly [boolean, boolean]> => {
  const { events } = await system.log.readAll({ after: 'start', limit: 1000 });
  const inLog = events.some(({ type, data }) => type === 'domain.UserInvited' && data.name === 'Ann');
  return [(await system.store.accountByName('Ann')) !== null, inLog];
};

const CASES: readonly (readonly [string, Case])[] = [
  [
    'the first administrator',
    {
      prepare: ({ store }) => store.putLink({ hash: linkHash(LINK), expiresAt: NOW + 1e6 }),
      act: ({ bootstrap }) => bootstrap.useLink(LINK, 'Ann', NEXT, 'r'),
      done: async (system) => [await hasNext(system), (await named(system))[1]],
    },
  ],
  [
    'an invitation',
    {
      prepare: () => Promise.resolve(),
      act: ({ invitations }) =>
        invitations.invite({ name: 'Ann', role: 'VIEWER', scope: null, reason: 'new in the team' }, deed),
      done: named,
    },
  ],
  [
    'the acceptance of an invitation',
    {
      prepare: async (system) => {
        await system.account(ANN, 'Ann', null);
        await system.tell(ANN, invitation);
        await linked(system);
      },
      act: ({ invitations }) => invitations.accept(LINK, NEXT, 'r'),
      done: async (system) => [await hasNext(system), await told(system, 'InvitationAccepted')],
    },
  ],
  [
    'a change of password',
    {
      prepare: active,
      act: ({ change, directory }) =>
        change.change(directory.user(ANN) as User, 's', { current: OLD, next: NEXT }, origin),
      done: async (system) => [await hasNext(system), await told(system, 'PasswordChanged')],
    },
  ],
  [
    'a password that is reset',
    {
      prepare: async (system) => {
        await active(system);
        await system.tell(ANN, { type: 'offerPasswordReset', by: ADA, expiresAt: NOW * 1000 + 1e9, reason: 'x' });
        await linked(system);
      },
      act: ({ resets }) => resets.use(LINK, NEXT, 'r'),
      done: async (system) => [await hasNext(system), await told(system, 'PasswordResetUsed')],
    },
  ],
];

/** A system in which the process that does it died at a step, or did not when there are fewer. */
async function after({ prepare, act }: Case, at: number, behind: boolean) {
  const system = new System();
  await system.tell(ADA, { type: 'bootstrap', user: ADA, name: 'Ada' });
  await prepare(system);
  const mortal = new Mortal(at, behind);
  const process = system.process(mortal);
  await process.follow();
  const failed = await act(process).then(
    () => false,
    () => true,
  );
  expect(failed).toBe(mortal.dead);
  return { system, died: mortal.dead };
}

describe.each(CASES)('%s', (_name, deed_) => {
  it.each([
    ['before', false],
    ['behind', true],
  ])(
    'is done in account and log, or in neither, when the process dies right %s any of its steps',
    async (_at, behind) => {
      const outcomes = new Set<boolean>();
      for (let at = 1; ; at++) {
        const { system, died } = await after(deed_, at, behind);
        if (died) {
          const next = system.process();
          await next.follow();
          // At once: what the log says is true, and nothing is dropped that somebody may still be at.
          await next.proposals.settleAll();
          const [early, said] = await deed_.done(system);
          if (said) expect(early).toBe(true);
          system.now += PATIENCE_MS;
          await next.proposals.settleAll();
        }
        const [inAccount, inLog] = await deed_.done(system);
        expect([at, inAccount]).toEqual([at, inLog]);
        expect(await system.store.proposals.all()).toEqual([]);
        outcomes.add(inLog);
        if (!died) break;
      }
      expect([...outcomes].sort()).toEqual([false, true]);
    },
  );

  it('can be done again where nothing came of it', async () => {
    for (let at = 1; ; at++) {
      const { system, died } = await after(deed_, at, false);
      if (!died) break;
      system.now += PATIENCE_MS;
      const next = system.process();
      await next.follow();
      await next.proposals.settleAll();
      if ((await deed_.done(system))[1]) continue;
      // The link of the host is spent before a name is taken; a new one is made there.
      await system.store.putLink({ hash: linkHash(LINK), expiresAt: system.now + 1e6 });
      await deed_.act(next);
      expect(await deed_.done(system)).toEqual([true, true]);
    }
  });
});

describe('what was left half done', () => {
  const passwordOf = async ({ store }: System) => (await store.accountByName('Ann'))?.passwordHash;

  it('is not dropped while its maker may be at it, whoever looks', async () => {
    const system = new System();
    await active(system);
    const [maker, other] = [system.process(), system.process()];
    await maker.proposals.change(ANN, await hash(NEXT), async (stamp) => {
      expect(stamp.beginBy).toBeLessThan(performance.now() + PATIENCE_MS / 2);
      await other.proposals.settleAll();
      expect(await system.store.proposals.of(ANN)).toHaveLength(1);
      const command = { type: 'changePassword', by: ANN } as const;
      return handleCommand(system.log, userDecider, userStream(ANN), command, { ...asked, actor: 'x', ...stamp });
    });
    expect(await passwordOf(system)).toBe(await hash(NEXT));
  });

  it('never takes the place of a later password, and ends sessions that were open before it', async () => {
    const system = new System();
    await active(system);
    const { store, log } = system;
    const proposed = async (text: string) => {
      const proposal = { id: randomUUID(), user: ANN, passwordHash: await hash(text), madeAt: NOW };
      await store.proposals.put(proposal);
      const context = { ...asked, actor: 'x', idOf: () => proposal.id };
      const command = { type: 'changePassword', by: ANN } as const;
      const { revision } = await handleCommand(log, userDecider, userStream(ANN), command, context);
      return { proposal, revision };
    };
    await proposed('the earlier one');
    const later = await proposed('the later one');
    await store.proposals.makeGood(later.proposal, later.revision);
    system.now += PATIENCE_MS;
    await system.process().proposals.settle(ANN);
    expect(await passwordOf(system)).toBe(await hash('the later one'));
    expect(system.ended).toEqual([ANN, ANN]);
    expect(await store.proposals.of(ANN)).toEqual([]);
  });

  it('frees a name of which the log knows nobody, or an invitation that was withdrawn', async () => {
    const system = new System();
    await system.store.proposals.createAccount('Ann', { id: randomUUID(), user: ANN, passwordHash: null, madeAt: NOW });
    const { proposals } = system.process();
    expect(await proposals.isFree('ann')).toBe(false);
    system.now += PATIENCE_MS;
    expect(await proposals.isFree('ann')).toBe(true);
    await system.account(ANN, 'Ann', null);
    await system.tell(ANN, invitation, { type: 'revokeInvitation', reason: 'left' });
    const next = system.process();
    await next.follow();
    expect(await next.proposals.isFree('Ann')).toBe(true);
  });
});
