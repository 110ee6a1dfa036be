import { randomUUID } from 'node:crypto';

import { raised } from '@wireledger/domain/testing';
import { newSealKey, offer, SealKey, sealOnce, verifyLog } from '@wireledger/event-sourcing';
import { AlertRaised, erasedLabel } from '@wireledger/events';
import { MasterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';

import { codeOf, PeopleApi, type Person, type StoredLog, tokenOf } from '../testing/people-api';
import { bundleOf, followAllToEnd, verifiedAlone, wholeDatabase } from '../testing/raw-search';
import { cookieOf, PASSWORD, type TestApi, until } from '../testing/test-api';

const NAME = 'Erika Mustermann';
/** What must be nowhere: her name, what she wrote, where she came from; as text, and as bytes in hex. */
const NEEDLES = ['erika', 'mustermann', 'dentist', 'gardenbrowser'];
const AGENT = 'GardenBrowser/7.1';
const NOW = Date.now() * 1000;

let people: PeopleApi;
let api: TestApi;
let at: StoredLog;
let erika: Person;
const key = new SealKey(newSealKey());

const bundled = (): Promise<string> => bundleOf(at, key, NOW);

beforeAll(async () => {
  people = await PeopleApi.start({ storedLog: true });
  ({ api } = people);
  at = people.inDatabase as StoredLog;
  erika = await arrival(NAME);
});
afterAll(() => people?.stop());

/** Somebody who is invited, and comes with a browser of her own. */
async function arrival(name: string): Promise<Person> {
  const made = await people.done<{ link: string; entity: { id: string } }>(
    'inviteUser',
    `mutation ($name: String!) { inviteUser(name: $name, role: ANALYST, reason: "${name} begins on Monday") { link entity { id } } }`,
    { name },
  );
  const response = await api.fetch('/api/auth/invitation/accept', {
    json: { token: tokenOf(made.link), password: PASSWORD },
    headers: { 'user-agent': AGENT },
  });
  const { accessToken } = (await response.json()) as { accessToken: string };
  return { id: made.entity.id, name, accessToken, cookie: cookieOf(response) };
}

const hexOf = (text: string) => Buffer.from(text).toString('hex');
/** Which of the needles a text has, in any case and as hex of the usual cases. */
const needlesIn = (text: string): string[] =>
  NEEDLES.filter((needle) =>
    [needle, hexOf(needle), hexOf(needle[0]?.toUpperCase() + needle.slice(1)), hexOf('GardenBrowser')].some(
      (form, i) => (i < 3 || needle === 'gardenbrowser') && text.toLowerCase().includes(form),
    ),
  );

async function readTables(): Promise<unknown> {
  const tables = ['audit', 'alert_activity', 'suppression', 'rule', 'list', 'list_entry', 'list_version'];
  return Promise.all(
    tables.map(
      async (table) => (await people.models.pool.query(`select t::text as row from rm.${table} t order by 1`)).rows,
    ),
  );
}

/** A finished report with a text in both of its files; the id. */
async function reported(token: string, template: string, name: string, text: string): Promise<string> {
  const input = {
    template,
    name,
    from: '2026-11-01T00:00:00Z',
    to: '2026-11-08T00:00:00Z',
    zone: 'UTC',
    format: 'CSV',
  };
  const order = 'mutation ($input: GenerateReportInput!) { made: generateReport(input: $input) { id } }';
  const { id } = await people.done<{ id: string }>('made', order, { input }, token);
  const claim = await people.reports.claim(id);
  const body = Buffer.from(text);
  const about = { body, bytes: body.length, fileHash: 'ab'.repeat(32), contentHash: 'cd'.repeat(32) };
  const files = [true, false].map((masked) => ({ masked, ...about }));
  expect(claim && (await people.reports.finish(claim, files))).toBe(true);
  return id;
}

describe('the erasure of a person', () => {
  it('is refused for oneself, the last administrator, and whoever does not exist', async () => {
    const erase = (id: string) => people.order('erasePerson', '', id);
    expect(codeOf(await erase(people.ada.id))).toBe('OWN_ACCOUNT');
    expect(codeOf(await erase(randomUUID()))).toBe('USER_UNKNOWN');
    expect(codeOf(await people.order('erasePerson', '', erika.id, erika.accessToken))).toBe('FORBIDDEN');
    const host = await api.fetch('/api/control/erase', {
      json: { id: people.ada.id, reason: 'request 7' },
      headers: { authorization: 'Bearer control-token-of-the-test-0123456789' },
    });
    expect(await host.json()).toMatchObject({ code: 'LAST_ADMIN' });
  });

  it('A-82 leaves nothing of her in any table, in the log, in a bundle, in an answer; the history verifies, also by the verifier alone, and tables fold the same', async () => {
    const as = (text: string) => people.done('done', `mutation { done: ${text} }`, {}, erika.accessToken);
    const alert = randomUUID();
    const context = { actor: 'system:detector', correlationId: alert, causationId: alert, at: NOW };
    await at.log.append([
      {
        ...{ stream: `alert-${alert}`, expected: 'none', appendId: randomUUID() },
        events: [offer(AlertRaised.create(raised({ alert })), context)],
      },
    ]);
    const act = `id: "${alert}", key: "${randomUUID()}"`;
    await as(`noteAlert(${act}, seen: 0, text: "Erika: back from the dentist at two") { position }`);
    const filter = `key: "${randomUUID()}", name: "Erika’s dentist hours", kind: FLOW, expression: "port = 53", seen: 0`;
    await as(`saveFilter(id: "${randomUUID()}", ${filter}) { position }`);
    const fresh = await people.fresh(erika);
    await people.done(
      'createToken',
      'mutation { createToken(name: "Erika’s script", role: ANALYST, days: 30, reason: "Erika is at the dentist") { text } }',
      {},
      fresh,
    );
    await reported(erika.accessToken, 'executive', 'Erika’s week', `generated by,${NAME}`);
    const kept = await reported(people.admin, 'executive', 'Week', 'generated by,Ada');
    const audit = await reported(people.admin, 'audit_trail', 'All', `${NAME},Erika is at the dentist`);
    await followAllToEnd(people.models);
    expect((await sealOnce(at.stored, key, NOW)).is).toBe('sealed');
    const before = await wholeDatabase(at.connectionString);
    // What is to be found is found before: in accounts and lists, never in the log.
    expect(needlesIn(before)).toEqual(NEEDLES);
    expect(
      needlesIn(
        before
          .split('\n')
          .filter((row) => row.startsWith('el.'))
          .join('\n'),
      ),
    ).toEqual([]);

    const version = await people.done<{ users: { version: number }[] }>(
      'users',
      `{ users(search: "erika") { users { version } } }`,
    );
    const answer = await people.order('erasePerson', `, seen: ${version.users[0]?.version}`, erika.id);
    expect(answer.errors).toBeUndefined();
    expect(codeOf(await people.ask('{ viewer { id } }', {}, erika.accessToken))).toBe('UNAUTHENTICATED');
    expect((await people.signIn(NAME)).status).toBe(401);
    // Ten seconds later no process can have her key in mind.
    api.skewMs += 10_000;
    await api.api.services.erasure.resume();
    await until(() => api.api.services.directory.user(erika.id)?.erasure === 'done');
    await followAllToEnd(people.models);

    expect(needlesIn(await wholeDatabase(at.connectionString))).toEqual([]);
    const users = await people.ask(`{ users { users { id name details { state sessions } } } }`);
    expect(JSON.stringify(users.data)).toContain(erasedLabel(erika.id));
    expect(needlesIn(JSON.stringify(users.data))).toEqual([]);
    const report = (id: string) => people.done('report', `{ report(id: "${id}") { state error bytes } }`);
    expect([await report(kept), await report(audit)]).toMatchObject([
      { state: 'done', bytes: 16 },
      { state: 'failed', error: expect.stringMatching(/was erased/), bytes: 0 },
    ]);
    expect(await people.done('retryReport', `mutation { retryReport(id: "${audit}") { state } }`)).toMatchObject({
      state: 'waiting',
    });
    await followAllToEnd(people.models);
    const bundle = await bundled();
    expect(needlesIn(bundle)).toEqual([]);
    expect(bundle).toContain(`user:${erika.id}`);
    const read = await at.log.readStream({ stream: `user-${erika.id}`, limit: 100 });
    expect(read.events[0]?.data.name).toBe(erasedLabel(erika.id));
    expect(read.events.map(({ type }) => type).slice(-2)).toEqual(['domain.PersonErased', 'domain.ErasureCompleted']);

    await sealOnce(at.stored, key, NOW + 1);
    expect(await verifyLog(at.stored, { publicKey: key.publicKey })).toMatchObject({ seals: 2, faults: [] });
    expect(verifiedAlone(await bundled(), key)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^valid: \d+ events, 2 seals/),
    });

    const folded = await readTables();
    for (const { name } of people.models.projections) await people.models.rebuild(name);
    await followAllToEnd(people.models);
    expect(await readTables()).toEqual(folded);
    // That she acted stays: her acts are as many as before, under her id.
    expect(JSON.stringify(folded)).toContain(`user:${erika.id}`);
  });

  it('lets go of the name, so that somebody else may have it', async () => {
    const other = await arrival(NAME);
    expect(other.id).not.toBe(erika.id);
    expect(codeOf(await people.order('enableUser', '', erika.id))).toBe('USER_ERASED');
  });

  it('keeps no key that another master key opens, and makes one for each of many who ask at once', async () => {
    const made = await Promise.all([1, 2, 3].map(() => at.keys.make(['user:one', 'user:two'])));
    for (const keys of made) expect([...keys]).toEqual([...(made[0] ?? [])]);
    await at.keys.destroy(['user:one'], 'erased');
    await at.keys.destroy(['user:one'], 'twice');
    expect((await at.keys.make(['user:one'])).get('user:one')).toEqual({ is: 'erased', label: 'erased' });
    const foreign = await PostgresSubjectKeys.open(
      at.connectionString,
      new MasterKey(Buffer.alloc(32)),
      () => undefined,
    );
    await expect(foreign.find(['user:two'])).rejects.toThrow('Put the file that belongs to this database back');
    await foreign.close();
  });
});
