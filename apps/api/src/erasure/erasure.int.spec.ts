import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { raised } from '@wireledger/domain/testing';
import { newSealKey, offer, SealKey, sealOnce, verifyLog, writeBundle } from '@wireledger/event-sourcing';
import { AlertRaised, erasedLabel, TOLD_IN_BUNDLES } from '@wireledger/events';
import { MasterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import type { ReadModels } from '@wireledger/read-models';
import { Client } from 'pg';

import { codeOf, PeopleApi, type Person, type StoredLog, tokenOf } from '../testing/people-api';
import { cookieOf, PASSWORD, type TestApi, until } from '../testing/test-api';

const NAME = 'Erika Mustermann';
/** What must be nowhere: her name, what she wrote, where she came from; as text, and as bytes in hex. */
const NEEDLES = ['erika', 'mustermann', 'dentist', 'gardenbrowser'];
const AGENT = 'GardenBrowser/7.1';
const NOW = Date.now() * 1000;

jest.setTimeout(90_000);

let people: PeopleApi;
let api: TestApi;
let at: StoredLog;
let erika: Person;
const key = new SealKey(newSealKey());

/** The whole history as an auditor is given it. */
async function bundled(): Promise<string> {
  let bundle = '';
  const whole = (type: string) => TOLD_IN_BUNDLES.has(type);
  for await (const { text } of writeBundle(at.stored, key, { from: '', to: null, whole, by: 'ada', at: NOW }))
    bundle += text;
  return bundle;
}

/** What the verifier says of it that stands alone in a folder with it and the public key. */
function verifiedAlone(bundle: string): { readonly status: number | null; readonly stdout: string } {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-erased-'));
  try {
    copyFileSync(path.resolve(__dirname, '../../../web/public/wireledger-verify.mjs'), path.join(folder, 'verify.mjs'));
    writeFileSync(path.join(folder, 'bundle.ndjson'), bundle);
    writeFileSync(path.join(folder, 'public.pem'), key.publicKey.export({ type: 'spki', format: 'pem' }));
    const args = ['verify.mjs', 'bundle.ndjson', 'public.pem'];
    return spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: {} });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

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

/** Every row of every table that is not PostgreSQL's own, as text; columns of bytes as their hex. */
async function wholeDatabase(): Promise<string> {
  const client = new Client({ connectionString: at.connectionString });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(40);
    const found: string[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      found.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return found.join('\n').toLowerCase();
  } finally {
    await client.end();
  }
}
const hexOf = (text: string) => Buffer.from(text).toString('hex');
/** Which of the needles a text has, in any case and as hex of the usual cases. */
const needlesIn = (text: string): string[] =>
  NEEDLES.filter((needle) =>
    [needle, hexOf(needle), hexOf(needle[0]?.toUpperCase() + needle.slice(1)), hexOf('GardenBrowser')].some(
      (form, i) => (i < 3 || needle === 'gardenbrowser') && text.toLowerCase().includes(form),
    ),
  );

/** All projections to the end of the log. */
async function followAllToEnd(models: ReadModels): Promise<void> {
  for (const { name } of models.projections) {
    let step: string;
    do step = await models.follower(name).step();
    while (step !== 'idle' && step !== 'halted');
    expect([name, step]).toEqual([name, 'idle']);
  }
}

async function readTables(): Promise<unknown> {
  const tables = ['audit', 'alert_activity', 'suppression', 'rule', 'list', 'list_entry', 'list_version'];
  return Promise.all(
    tables.map(
      async (table) => (await people.models.pool.query(`select t::text as row from rm.${table} t order by 1`)).rows,
    ),
  );
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
    await followAllToEnd(people.models);
    expect((await sealOnce(at.stored, key, NOW)).is).toBe('sealed');
    const before = await wholeDatabase();
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

    expect(needlesIn(await wholeDatabase())).toEqual([]);
    const users = await people.ask(`{ users { users { id name details { state sessions } } } }`);
    expect(JSON.stringify(users.data)).toContain(erasedLabel(erika.id));
    expect(needlesIn(JSON.stringify(users.data))).toEqual([]);
    const bundle = await bundled();
    expect(needlesIn(bundle)).toEqual([]);
    expect(bundle).toContain(`user:${erika.id}`);
    const read = await at.log.readStream({ stream: `user-${erika.id}`, limit: 100 });
    expect(read.events[0]?.data.name).toBe(erasedLabel(erika.id));
    expect(read.events.map(({ type }) => type).slice(-2)).toEqual(['domain.PersonErased', 'domain.ErasureCompleted']);

    await sealOnce(at.stored, key, NOW + 1);
    expect(await verifyLog(at.stored, { publicKey: key.publicKey })).toMatchObject({ seals: 2, faults: [] });
    expect(verifiedAlone(await bundled())).toMatchObject({
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
