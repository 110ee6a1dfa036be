import { randomUUID } from 'node:crypto';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { DataSource } from 'typeorm';

import { ACCESS_ENTITIES } from './access-entities';
import { type Account, type Session, type StoredToken, TurnTaken } from './access-store';
import { migrateAccess } from './migrate-access';
import { PostgresAccessStore } from './postgres-access-store';
import { PostgresIntakeKeys } from './postgres-intake-keys';

const NOW = Date.UTC(2026, 10, 21, 12);
const id = (n: number) => `0198c000-0000-7000-8000-00000000000${n}`;
const [USER, OTHER, SESSION, TOKEN] = [id(1), id(2), id(3), id(4)];

let server: TestPostgres;
let connectionString: string;
let source: DataSource;
let store: PostgresAccessStore;

beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = await server.createDatabase('access');
  connectionString = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await Promise.all([migrateAccess({ connectionString }), migrateAccess({ connectionString })]);
  source = await new DataSource({ type: 'postgres', url: connectionString, entities: ACCESS_ENTITIES }).initialize();
  store = await PostgresAccessStore.open({ connectionString }, 4, () => undefined);
}, 60_000);
afterAll(async () => {
  await store?.close();
  await source?.destroy();
  await server?.stop();
});

/** As whoever makes accounts does it: proposed, made good, done with. */
async function makeAccount({ name, ...account }: Account): Promise<boolean> {
  const proposal = { id: randomUUID(), ...account, madeAt: NOW };
  if (!(await store.proposals.createAccount(name, proposal))) return false;
  await store.proposals.makeGood(proposal, 0n);
  await store.proposals.remove(proposal.id);
  return true;
}

it('has entities that say what the tables are', async () => {
  for (const { schema, tableName, columns } of source.entityMetadatas) {
    const found: { name: string; type: string; nullable: boolean }[] = await source.query(
      `select column_name as name, replace(data_type, 'timestamp with time zone', 'timestamptz') as type,
         is_nullable = 'YES' as nullable
       from information_schema.columns where table_schema = $1 and table_name = $2`,
      [schema, tableName],
    );
    const told = columns.map(({ databaseName, type, isNullable }) => ({
      ...{ name: databaseName, type, nullable: isNullable },
    }));
    expect(told.length).toBeGreaterThan(2);
    expect(new Set(told)).toEqual(new Set(found));
  }
});

it('keeps accounts apart by name, without regard to case', async () => {
  const account = { user: USER, name: 'Ada', passwordHash: '$argon2id$1' };
  expect(await makeAccount(account)).toBe(true);
  expect(await makeAccount({ user: OTHER, name: 'ADA', passwordHash: '$argon2id$2' })).toBe(false);
  expect(await store.accountByName('ada')).toEqual(account);
  expect(await store.accountByName('bob')).toBeNull();
});

describe('proposals', () => {
  const proposed = (passwordHash: string | null, user = USER) => ({
    id: randomUUID(),
    user,
    passwordHash,
    madeAt: NOW,
  });
  const passwordOf = async (name: string) => (await store.accountByName(name))?.passwordHash;

  it('change nothing until they are made good; a later event holds, and uses a link of its owner up', async () => {
    const { proposals } = store;
    const [first, second] = [proposed('$argon2id$3'), proposed('$argon2id$4')];
    expect([await proposals.put(first), await proposals.put(second)]).toEqual([true, true]);
    expect(await proposals.put(proposed('$argon2id$5', OTHER))).toBe(false);
    expect(await passwordOf('ada')).toBe('$argon2id$1');
    await store.putInvitation({ user: USER, hash: 'reset', expiresAt: NOW });
    await proposals.makeGood(second, 6n);
    await store.putInvitation({ user: USER, hash: 'newer', expiresAt: NOW });
    for (const [proposal, revision] of [[first, 5n] as const, [second, 6n] as const])
      await proposals.makeGood(proposal, revision);
    expect(await passwordOf('ada')).toBe('$argon2id$4');
    expect([await store.invitedBy('reset', NOW - 1), await store.invitedBy('newer', NOW - 1)]).toEqual([null, USER]);
    const byId = <T extends { readonly id: string }>(some: readonly T[]) =>
      [...some].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId(await proposals.of(USER))).toEqual(byId([first, second]));
    await proposals.remove(first.id);
    await proposals.drop(second, true);
    expect([await proposals.all(), await passwordOf('ada')]).toEqual([[], '$argon2id$4']);
  });

  it('of an account keep its name until they are dropped', async () => {
    const { proposals } = store;
    const account = proposed('$argon2id$6', id(7));
    expect(await proposals.createAccount('Zoe', account)).toBe(true);
    expect(await proposals.createAccount('ZOE', proposed(null, OTHER))).toBe(false);
    expect([await passwordOf('zoe'), await proposals.all()]).toEqual([null, [account]]);
    await proposals.drop(account, true);
    expect([await store.accountByName('zoe'), await proposals.all()]).toEqual([null, []]);
  });
});

it('lets one caller use a link, in its time', async () => {
  await store.putLink({ hash: 'a', expiresAt: NOW });
  expect(await store.linkIsGood('a', NOW - 1)).toBe(true);
  expect(await store.linkIsGood('a', NOW)).toBe(false);
  expect(await store.takeLink('a', NOW)).toBe(false);
  const taken = await Promise.all([1, 2, 3, 4].map(() => store.takeLink('a', NOW - 1)));
  expect(taken.filter(Boolean)).toHaveLength(1);
  expect(await store.linkIsGood('a', NOW - 1)).toBe(false);
});

it('changes a session for one caller after the other, and not at all when the caller fails', async () => {
  const session: Session = {
    ...{ id: SESSION, user: USER, generation: 0, binding: 'b' },
    ...{ ip: '192.0.2.1', agent: 'Browser' },
    ...{ createdAt: NOW, rotatedAt: NOW + 5, endedAt: null },
    ...{ factor: 'totp', factorAt: NOW },
  };
  await store.putSession(session);
  const next = (found: Session | null) => ({ generation: (found?.generation ?? 0) + 1 });
  await Promise.all(Array.from({ length: 8 }, () => store.changeSession(SESSION, next)));
  expect(await store.openSessions(USER)).toEqual([{ ...session, generation: 8 }]);
  const failing = store.changeSession(SESSION, () => {
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  await store.changeSession(OTHER, (found) => {
    expect(found).toBeNull();
    return { generation: 99 };
  });
  await store.changeSession(SESSION, () => ({ endedAt: NOW + 9 }));
  expect(await store.openSessions(USER)).toEqual([]);
  expect(await store.sweep(NOW)).toBe(0);
  expect(await store.sweep(NOW + 48 * 3600_000)).toBe(2);
});

it('lets one caller use an invitation, in its time; the newest link is the only one', async () => {
  expect(await makeAccount({ user: OTHER, name: 'Bob', passwordHash: null })).toBe(true);
  await store.putInvitation({ user: OTHER, hash: 'old', expiresAt: NOW });
  await store.putInvitation({ user: OTHER, hash: 'new', expiresAt: NOW });
  const asked = [store.invitedBy('old', NOW - 1), store.invitedBy('new', NOW), store.invitedBy('new', NOW - 1)];
  expect(await Promise.all(asked)).toEqual([null, null, OTHER]);
  expect(await store.takeInvitation('new', NOW)).toBeNull();
  const taken = await Promise.all([1, 2, 3, 4].map(() => store.takeInvitation('new', NOW - 1)));
  expect(taken.filter((user) => user !== null)).toEqual([OTHER]);
});

it('frees the name of somebody who never had a password, and of nobody else', async () => {
  await store.putInvitation({ user: OTHER, hash: 'again', expiresAt: NOW });
  await store.removeInvited(USER);
  await store.removeInvited(OTHER);
  expect([await store.accountByName('Ada'), await store.accountByName('Bob')]).toEqual([
    expect.objectContaining({ user: USER }),
    null,
  ]);
  expect(await store.invitedBy('again', NOW - 1)).toBeNull();
});

it('knows when a user was last seen, also when the session is long gone', async () => {
  const session: Session = {
    ...{ id: id(8), user: USER, generation: 0, binding: 'b', ip: '192.0.2.1', agent: 'Browser' },
    ...{ createdAt: NOW, rotatedAt: NOW + 20, endedAt: null, factor: null, factorAt: null },
  };
  await store.putSession(session);
  expect((await store.openSessionsOf([USER, OTHER])).map((open) => open.id)).toEqual([id(8)]);
  await store.changeSession(id(8), () => ({ rotatedAt: NOW + 30 }));
  await store.changeSession(id(8), () => ({ endedAt: NOW + 40 }));
  await store.sweep(NOW + 48 * 3600_000);
  expect(await store.lastSeen([USER, OTHER])).toEqual(new Map([[USER, NOW + 30]]));
  expect(await store.openSessionsOf([USER])).toEqual([]);
});

it('keeps tokens, and the first time that one is revoked', async () => {
  const grant: StoredToken['grant'] = { is: 'role', role: 'ANALYST' };
  const token: StoredToken = {
    ...{ id: TOKEN, hash: 'h', grant, expiresAt: NOW, revokedAt: null },
    ...{ name: 'mine', owner: USER, createdAt: NOW, usedAt: null },
  };
  await store.putToken(token);
  await store.putToken({ ...token, id: id(6), hash: 'g', name: '', owner: null, createdAt: NOW + 1 });
  expect(await store.tokenByHash('h')).toEqual(token);
  expect([(await store.tokenById(TOKEN))?.name, await store.tokenById(id(7))]).toEqual(['mine', null]);
  const hashes = async (owner: string | null) => (await store.tokens(owner)).map(({ hash }) => hash);
  expect([await hashes(null), await hashes(USER), await hashes(OTHER)]).toEqual([['g', 'h'], ['h'], []]);
  await store.tokenUsed(TOKEN, NOW + 7);
  expect((await store.tokenById(TOKEN))?.usedAt).toBe(NOW + 7);
  await store.revokeToken(TOKEN, NOW + 1);
  await store.revokeToken(TOKEN, NOW + 2);
  expect(await store.tokenByHash('h')).toMatchObject({ revokedAt: NOW + 1 });
});

describe('second factors', () => {
  const factor = (secret: string) => ({ user: USER, secret, lastStep: 100, enrolledAt: NOW });
  const code = (n: number, tag = 'aa') => ({ id: id(n), user: USER, tag, hash: `$argon2id$${n}` });
  const winners = async (ask: () => Promise<unknown>) =>
    (await Promise.all([1, 2, 3, 4].map(ask))).filter(
      (answer) => answer === true || (answer !== null && answer !== false),
    ).length;

  it('keeps one a user, and replaces it only when asked to, with its codes', async () => {
    const { factors } = store;
    expect(await factors.factorOf(USER)).toBeNull();
    expect(await winners(() => factors.putFactor(factor('one'), [code(5), code(6)], false))).toBe(1);
    expect(await factors.factorOf(USER)).toEqual(factor('one'));
    expect(await factors.codesByTag(USER, 'aa')).toHaveLength(2);
    expect(await factors.putFactor(factor('two'), [code(7)], true)).toBe(true);
    expect((await factors.factorOf(USER))?.secret).toBe('two');
    expect(await factors.codesByTag(USER, 'aa')).toEqual([code(7)]);
  });

  it('takes a step once, and none before it', async () => {
    const { factors } = store;
    expect(await winners(() => factors.useStep(USER, 101))).toBe(1);
    expect([await factors.useStep(USER, 100), await factors.useStep(OTHER, 200)]).toEqual([false, false]);
    expect((await factors.factorOf(USER))?.lastStep).toBe(101);
  });

  it('takes a recovery code once', async () => {
    const { factors } = store;
    await factors.putCodes(USER, [code(5), code(6, 'bb')]);
    expect(await factors.codesByTag(USER, 'bb')).toEqual([code(6, 'bb')]);
    expect(await winners(() => factors.takeCode(id(6)))).toBe(1);
    expect(await factors.codesByTag(USER, 'bb')).toEqual([]);
  });

  it('counts tries of a challenge, and ends it once', async () => {
    const { factors } = store;
    const challenge = {
      ...{ hash: 'c', user: USER, purpose: 'code' as const, session: null },
      ...{ sessionVersion: 3, secret: null, expiresAt: NOW },
    };
    await factors.putChallenge(challenge);
    expect(await factors.tryChallenge('c', NOW, 3)).toBeNull();
    expect(await winners(() => factors.tryChallenge('c', NOW - 1, 3))).toBe(3);
    expect(await winners(() => factors.endChallenge('c'))).toBe(1);
    await factors.putChallenge({ ...challenge, secret: 'sealed' });
    expect(await factors.tryChallenge('c', NOW - 1, 3)).toEqual({ ...challenge, secret: 'sealed' });
    expect([await factors.sweep(NOW), await factors.sweep(NOW + 1)]).toEqual([0, 1]);
  });

  it('keeps the newest step-up of a session and permission; it goes with the session', async () => {
    const { factors } = store;
    await store.putSession({
      ...{ id: OTHER, user: USER, generation: 0, binding: 'b', ip: '', agent: '' },
      ...{ createdAt: NOW, rotatedAt: NOW, endedAt: null, factor: null, factorAt: null },
    });
    const stepUp = { session: OTHER, permission: 'export.data', reason: 'one', method: 'totp' as const, at: NOW };
    await factors.putStepUp(stepUp);
    await factors.putStepUp({ ...stepUp, reason: 'two', at: NOW + 1 });
    expect(await factors.stepUpOf(OTHER, 'export.data')).toEqual({ ...stepUp, reason: 'two', at: NOW + 1 });
    expect(await factors.stepUpOf(OTHER, 'users.write')).toBeNull();
    await store.sweep(NOW + 48 * 3600_000);
    expect(await factors.stepUpOf(OTHER, 'export.data')).toBeNull();
  });

  it('is taken away with its codes', async () => {
    await store.factors.removeFactor(USER);
    expect([await store.factors.factorOf(USER), await store.factors.codesByTag(USER, 'aa')]).toEqual([null, []]);
  });
});

describe('identities at a provider', () => {
  const issuer = 'https://login.example.org';
  const identity = (subject: string, user: string) => ({ issuer, subject, user, linkedAt: NOW });

  it('belong to one user each, and a user has one', async () => {
    const { identities } = store;
    await makeAccount({ user: id(9), name: 'Cleo', passwordHash: null });
    const both = await Promise.all([USER, id(9)].map((user) => identities.link(identity('a', user))));
    expect(both.filter(Boolean)).toHaveLength(1);
    const owner = (await identities.ownerOf(issuer, 'a')) as string;
    expect(await identities.link(identity('b', owner))).toBe(true);
    expect([await identities.ownerOf(issuer, 'a'), await identities.ownerOf(issuer, 'b')]).toEqual([null, owner]);
    expect(await identities.identityOf(owner)).toEqual(identity('b', owner));
    expect(await identities.link(identity('b', owner === USER ? id(9) : USER))).toBe(false);
    expect(await identities.ownerOf('https://other.example.org', 'b')).toBeNull();
    await identities.unlink(owner);
    expect(await identities.identityOf(owner)).toBeNull();
    expect([await store.hasPassword(USER), await store.hasPassword(id(9))]).toEqual([true, false]);
  });

  it('are asked for in ways that one caller may end, in their time', async () => {
    const { identities } = store;
    const flow = {
      ...{ hash: 'f', purpose: 'stepUp' as const, user: USER, session: SESSION, permission: 'users.write' },
      ...{ reason: 'why', invitation: null, startedAt: NOW, expiresAt: NOW + 10 },
    };
    expect(await identities.putFlow(flow)).toBe(true);
    const taken = await Promise.all([1, 2, 3].map(() => identities.takeFlow('f', NOW + 9)));
    expect(taken.filter((one) => one !== null)).toEqual([flow]);
    await identities.putFlow(flow);
    expect([await identities.takeFlow('f', NOW + 10), await identities.takeFlow('f', NOW)]).toEqual([null, null]);
  });
});

it('does not tell secrets in its errors', async () => {
  const link = { hash: 'the-secret', expiresAt: NOW };
  await store.putLink(link);
  const error: unknown = await store.putLink(link).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: '23505' });
  expect(error).not.toHaveProperty('parameters');
});

it('opens databases that an earlier build made', async () => {
  await source.query('drop table access.schema_migration');
  await source.query('create table access.migration (step integer primary key, at timestamptz not null default now())');
  await source.query('insert into access.migration (step) values (0)');
  await migrateAccess({ connectionString });
  expect(await store.accountByName('Ada')).toMatchObject({ user: USER });
});

it('forgets a person whole, as often as asked, and nobody else', async () => {
  const { factors } = store;
  await makeAccount({ user: OTHER, name: 'Eve', passwordHash: '$argon2id$9' });
  await store.putInvitation({ user: USER, hash: 'link', expiresAt: NOW });
  const session = { generation: 0, binding: 'b', ip: '', agent: '', createdAt: NOW, rotatedAt: NOW, endedAt: null };
  for (const [one, user] of [[SESSION, USER] as const, [id(9), OTHER] as const]) {
    await store.putSession({ ...session, id: one, user, factor: null, factorAt: null });
    await factors.putFactor(
      { user, secret: 's', lastStep: 1, enrolledAt: NOW },
      [{ id: one, user, tag: 't', hash: 'h' }],
      false,
    );
    const challenge = {
      user,
      purpose: 'code' as const,
      session: null,
      sessionVersion: 1,
      secret: null,
      expiresAt: NOW,
    };
    await factors.putChallenge({ ...challenge, hash: `of ${user}` });
  }
  await factors.putStepUp({ session: SESSION, permission: 'x', reason: 'Ada asks', method: 'totp', at: NOW });
  await store.identities.link({
    issuer: 'https://login.example',
    subject: 'ada@example.org',
    user: USER,
    linkedAt: NOW,
  });
  for (const at of [NOW + 50, NOW + 60]) await store.forget(USER, at);
  expect([await store.accountByName('ada'), await store.invitedBy('link', NOW - 1)]).toEqual([null, null]);
  expect([await factors.factorOf(USER), await factors.codesByTag(USER, 't')]).toEqual([null, []]);
  expect([await factors.stepUpOf(SESSION, 'x'), await factors.endChallenge(`of ${USER}`)]).toEqual([null, false]);
  expect((await store.openSessionsOf([USER, OTHER])).map(({ user }) => user)).toEqual([OTHER]);
  expect(await store.identities.ownerOf('https://login.example', 'ada@example.org')).toBeNull();
  // It was revoked before: that stays, its name does not.
  expect(await store.tokenById(TOKEN)).toMatchObject({ name: '', owner: USER, revokedAt: NOW + 1 });
  expect([await store.accountByName('eve'), await factors.factorOf(OTHER)]).not.toContain(null);
});

it('lets one caller claim a key of a request, and move it on only from where it stood', async () => {
  const { intakeKeys } = store;
  const row = { token: TOKEN, key: 'k', body: 'b', stream: 'facts-x', revision: '0', answer: '{}', claimedAt: NOW };
  const first = { ...row, batch: id(5), replaces: null };
  const second = { ...row, batch: id(6), revision: '12345678901', replaces: null };
  const both = await Promise.all([intakeKeys.claim([first]), intakeKeys.claim([second])]);
  expect(both.flat()).toEqual([{ token: TOKEN, key: 'k' }]);
  const winner = both[0]?.length ? first : second;
  const { replaces: _none, ...kept } = winner;
  expect(await intakeKeys.find([row, { token: USER, key: 'k' }])).toEqual([kept]);
  expect(await intakeKeys.claim([{ ...row, batch: id(7), replaces: id(8) }])).toEqual([]);
  const moved = [
    { ...row, batch: id(7), replaces: winner.batch },
    { ...row, key: 'other', batch: id(7), replaces: null },
  ];
  expect(await intakeKeys.claim(moved)).toHaveLength(2);
  expect((await intakeKeys.find([row]))[0]?.batch).toBe(id(7));
  expect(await intakeKeys.sweep(NOW + 24 * 3600_000)).toBe(0);
  expect(await intakeKeys.sweep(NOW + 24 * 3600_000 + 1)).toBe(2);
});

it('sweeps keys of requests in statements that are short, however many are old', async () => {
  const insert = `insert into access.intake_key (token, key, body, stream, revision, batch, answer, claimed_at)
    select $1, n::text, '', 'facts-x', n, $1, '{}', to_timestamp($2::float8 / 1000) from generate_series(1, 12000) n`;
  await source.query(insert, [TOKEN, NOW]);
  await store.intakeKeys.claim(
    [{ ...{ token: TOKEN, key: 'young', body: '', stream: 'facts-x', revision: '0', batch: TOKEN, answer: '{}' } }].map(
      (row) => ({ ...row, claimedAt: NOW + 1, replaces: null }),
    ),
  );
  const swept: number[] = [];
  const keys = new PostgresIntakeKeys(async (work) => {
    const rows = await work(source.manager);
    swept.push((rows as unknown[]).length);
    return rows;
  });
  expect(await keys.sweep(NOW + 24 * 3600_000 + 1)).toBe(12_000);
  expect(swept).toEqual([5000, 5000, 2000, 0]);
  expect(await keys.find([{ token: TOKEN, key: 'young' }])).toHaveLength(1);
  expect(await keys.sweep(NOW + 24 * 3600_000 + 2)).toBe(1);
});

it('lets one process at a time have its turn, the next when it failed, and none wait for ever', async () => {
  const other = await PostgresAccessStore.open({ connectionString }, 1, () => undefined);
  try {
    const order: string[] = [];
    let leave: () => void = () => undefined;
    const left = new Promise<void>((resolve) => (leave = resolve));
    let began: () => void = () => undefined;
    const beganFirst = new Promise<void>((resolve) => (began = resolve));
    const first = store.alone(async () => {
      order.push('first begins');
      began();
      await left;
      order.push('first fails');
      throw new Error('first');
    });
    await beganFirst;
    const second = other.alone(() => Promise.resolve(order.push('second')));
    leave();
    await expect(first).rejects.toThrow('first');
    await second;
    expect(order).toEqual(['first begins', 'first fails', 'second']);
    const held = store.alone(() => expect(other.alone(() => Promise.resolve())).rejects.toThrow(TurnTaken));
    await held;
    expect(await other.alone(() => Promise.resolve('free'))).toBe('free');
  } finally {
    await other.close();
  }
});
