import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';

import {
  channelDecider,
  channelStream,
  feedDecider,
  feedStream,
  reputationKeyDecider,
  reputationKeyStream,
} from '@wireledger/domain';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { type EventLog, handleCommand, InMemoryEventLog, loadStream } from '@wireledger/event-sourcing';
import { type ChannelTarget, eventCatalogue } from '@wireledger/events';
import { NotifyKeys } from '@wireledger/notify';
import { nextNotifyKey, notifyKey } from '@wireledger/platform';
import { migrateAccess } from '@wireledger/platform/access-store';
import { MasterKey, masterKey, PostgresSubjectKeys } from '@wireledger/platform/personal-keys';
import { Client } from 'pg';

import { replaceKey } from './replace-key';

jest.setTimeout(120_000);

const REASON = 'who kept the machine has left';
const nowUs = () => 1_796_000_000_000_000;

let server: TestPostgres;
let databaseUrl: string;
let dataDir: string;
let log: EventLog;
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  databaseUrl = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateAccess({ connectionString: databaseUrl });
});
afterAll(() => server?.stop());
beforeEach(() => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'wl-keys-'));
  log = new InMemoryEventLog({ catalogue: eventCatalogue() });
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

/** A log that dies at its nth append, before it is made or behind it. */
const dying = (n: number, behind: boolean): EventLog => {
  let appends = 0;
  return new Proxy(log, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (name !== 'append') return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      return async (requests: Parameters<EventLog['append']>[0]) => {
        const dies = ++appends === n;
        if (dies && !behind) throw new Error('died');
        const result = await target.append(requests);
        if (dies) throw new Error('died');
        return result;
      };
    },
  });
};
const replace = (key: 'personal' | 'notify', through: EventLog = log) =>
  replaceKey(key, { log: through, databaseUrl, dataDir, reason: REASON, nowUs });
const told = async (key: string) => (await log.readStream({ stream: `keys-${key}`, limit: 10 })).events;

async function sql(text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text, values)).rows;
  } finally {
    await client.end();
  }
}

describe('the master key of people', () => {
  const SUBJECTS = Array.from({ length: 1100 }, (_, i) => `user:${String(i).padStart(5, '0')}`);
  const file = () => path.join(dataDir, 'personal/keys/personal.key');

  /** As a process does that starts now: what each subject's key is, by the files and rows that there are. */
  async function keysNow(): Promise<Map<string, string>> {
    const keys = await PostgresSubjectKeys.open(databaseUrl, masterKey(dataDir), () => undefined);
    try {
      const found = await keys.find(['user:gone', ...SUBJECTS]);
      return new Map(
        [...found].map(([subject, key]) => [subject, key.is === 'key' ? key.key.toString('hex') : key.label]),
      );
    } finally {
      await keys.close();
    }
  }

  async function world(): Promise<Map<string, string>> {
    await sql('truncate access.subject_key');
    const keys = await PostgresSubjectKeys.open(databaseUrl, masterKey(dataDir), () => undefined);
    await keys.make([...SUBJECTS, 'user:gone']);
    await keys.destroy(['user:gone'], 'erased');
    await keys.close();
    const before = await keysNow();
    expect(before.size).toBe(SUBJECTS.length + 1);
    return before;
  }

  it('is replaced: every key is what it was, wrapped by the new one alone, destroyed ones stay so, and it is an event', async () => {
    const before = await world();
    const old = masterKey(dataDir);
    const { from, to, resealed } = await replace('personal');
    expect([from, resealed]).toEqual([old.id, SUBJECTS.length]);
    expect(masterKey(dataDir).id).toBe(to);
    expect(to).not.toBe(from);
    expect(await keysNow()).toEqual(before);
    expect(await sql('select distinct master from access.subject_key where wrapped is not null')).toEqual([
      { master: to },
    ]);
    expect(readdirSync(path.dirname(file()))).toEqual(['personal.key']);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    const [{ wrapped } = {}] = await sql('select wrapped from access.subject_key where subject = $1', [SUBJECTS[0]]);
    expect(() => old.unwrap(SUBJECTS[0] as string, wrapped as Buffer)).toThrow('was not wrapped by master key');
    expect((await told('personal')).map(({ data, meta }) => [data, meta.actor])).toEqual([
      [{ key: 'personal', from, to, resealed, reason: REASON }, 'system:host'],
    ]);
  });

  it.each([
    ['before the event', false],
    ['between the event and the file', true],
  ])('that dies %s loses nothing, starts as it is, and is carried on: one event', async (_where, behind) => {
    const before = await world();
    await expect(replace('personal', dying(1, behind))).rejects.toThrow('died');
    expect(readdirSync(path.dirname(file())).sort()).toEqual(['personal.key', 'personal.key.next']);
    expect(await keysNow()).toEqual(before);
    // Somebody starts the system meanwhile, and it makes another key: by the old one.
    const keys = await PostgresSubjectKeys.open(databaseUrl, masterKey(dataDir), () => undefined);
    await keys.make(['user:99999']);
    await keys.close();
    const { to } = await replace('personal');
    expect(await keysNow()).toEqual(before);
    expect(await sql('select distinct master from access.subject_key where wrapped is not null')).toEqual([
      { master: to },
    ]);
    expect(await told('personal')).toHaveLength(1);
  });

  it('that dies in the middle of the keys leaves each wrapped by one of the two, and goes on', async () => {
    const before = await world();
    // The last one cannot be unwrapped: batches before it are done, it is told, and nothing of it is touched.
    const foreign = new MasterKey(randomBytes(32));
    const wrapped = foreign.wrap('user:zz', randomBytes(32));
    await sql('insert into access.subject_key (subject, wrapped, master) values ($1, $2, $3)', [
      'user:zz',
      wrapped,
      foreign.id,
    ]);
    await expect(replace('personal')).rejects.toThrow('the key of user:zz was not wrapped by master key');
    expect(
      await sql('select count(distinct master)::int as n from access.subject_key where wrapped is not null'),
    ).toEqual([{ n: 3 }]);
    expect(await keysNow()).toEqual(before);
    await expect(told('personal')).rejects.toThrow();
    await sql(`delete from access.subject_key where subject = 'user:zz'`);
    await replace('personal');
    expect(await keysNow()).toEqual(before);
  });

  it('is not replaced while a process has keys open', async () => {
    await world();
    const text = readFileSync(file(), 'utf8');
    const keys = await PostgresSubjectKeys.open(databaseUrl, masterKey(dataDir), () => undefined);
    await expect(replace('personal')).rejects.toThrow('Stop api and worker on every machine');
    await keys.close();
    expect(readFileSync(file(), 'utf8')).toBe(text);
  });
});

describe('the key of notifications', () => {
  const [HOOK, SLACK, MAIL, GONE, LIST] = Array.from({ length: 5 }, () => randomUUID()) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const ADDRESS = 'https://hooks.slack.com/services/T0/B0/s3cret';
  const HEADER = 'Bearer s3cret';
  const SERVICE_KEY = 'the-key-of-a-service-c0de';
  const OTX = reputationKeyStream('otx');

  async function define(id: string, target: ChannelTarget): Promise<void> {
    const definition = { name: `channel ${target.kind}`, enabled: true, perHour: 5, target };
    const command = {
      type: 'define',
      id,
      definition,
      seen: 0,
      by: 'system:host',
      at: 1,
      command: randomUUID(),
    } as const;
    const context = { actor: 'system:host', correlationId: id, causationId: id, at: 1 };
    await handleCommand(log, channelDecider, channelStream(id), command, context);
  }

  /** Channels of all kinds, a feed and the key of a service; the secret of the webhook. */
  async function world(): Promise<string> {
    const keys = new NotifyKeys(notifyKey(dataDir));
    await define(HOOK, { kind: 'webhook', url: 'https://hooks.example.org/', generation: 3 });
    await define(SLACK, { kind: 'slack', host: 'hooks.slack.com', sealed: keys.seal(SLACK, ADDRESS) });
    await define(MAIL, { kind: 'email', recipients: ['ann@example.org'] });
    await define(GONE, { kind: 'slack', host: 'hooks.slack.com', sealed: 'of another time' });
    const context = { actor: 'system:host', correlationId: GONE, causationId: GONE, at: 1 };
    const act = { by: 'system:host', at: 1, command: randomUUID() };
    await handleCommand(log, channelDecider, channelStream(GONE), { type: 'remove', seen: 1, ...act }, context);
    const header = { name: 'Authorization', sealed: keys.seal(feedStream(LIST), HEADER) };
    const feed = { url: 'https://feeds.example.org/', format: null, everyS: 3600, header };
    const set = { type: 'set', list: LIST, feed, seen: 0, ...act, command: randomUUID() } as const;
    await handleCommand(log, feedDecider, feedStream(LIST), set, context);
    const key = { sealed: keys.seal(OTX, SERVICE_KEY), last: 'c0de' };
    const given = { type: 'set', service: 'otx', key, seen: 0, ...act, command: randomUUID() } as const;
    await handleCommand(log, reputationKeyDecider, OTX, given, context);
    return keys.webhookSecret(HOOK, 3);
  }

  /** As a process does that starts now. */
  async function secretsNow(): Promise<(string | null)[]> {
    const keys = new NotifyKeys(notifyKey(dataDir), nextNotifyKey(dataDir));
    const target = async (id: string) =>
      (await loadStream(log, channelDecider, channelStream(id))).state?.definition.target;
    const [hook, slack] = [await target(HOOK), await target(SLACK)];
    const { state } = await loadStream(log, feedDecider, feedStream(LIST));
    if (hook?.kind !== 'webhook' || slack?.kind !== 'slack') throw new Error('another kind');
    return [
      keys.secretOf(HOOK, hook),
      keys.open(SLACK, slack.sealed),
      keys.open(feedStream(LIST), state?.feed?.header?.sealed ?? ''),
      keys.open(OTX, (await loadStream(log, reputationKeyDecider, OTX)).state?.key?.sealed ?? ''),
    ];
  }

  it('is replaced: receivers keep their secrets, what it sealed opens by the new one alone, and it is an event', async () => {
    const secret = await world();
    const before = notifyKey(dataDir);
    const { from, to, resealed } = await replace('notify');
    expect([from, to, resealed]).toEqual([new NotifyKeys(before).id, new NotifyKeys(notifyKey(dataDir)).id, 4]);
    expect(notifyKey(dataDir)).not.toBe(before);
    expect(nextNotifyKey(dataDir)).toBeNull();
    expect(await secretsNow()).toEqual([secret, ADDRESS, HEADER, SERVICE_KEY]);
    expect((await told('notify')).map(({ data }) => data)).toEqual([
      { key: 'notify', from, to, resealed, reason: REASON },
    ]);
    // Another time, from secrets that are kept sealed by now.
    await replace('notify');
    expect(await secretsNow()).toEqual([secret, ADDRESS, HEADER, SERVICE_KEY]);
  });

  it.each(
    [1, 2, 3, 4, 5].flatMap((n) => [false, true].map((behind) => [n, behind ? 'behind' : 'before', behind] as const)),
  )('that dies at append %d, %s it, loses nothing, starts as it is, and is carried on', async (n, _where, behind) => {
    const secret = await world();
    await expect(replace('notify', dying(n, behind))).rejects.toThrow('died');
    expect(await secretsNow()).toEqual([secret, ADDRESS, HEADER, SERVICE_KEY]);
    const { to } = await replace('notify');
    expect(new NotifyKeys(notifyKey(dataDir)).id).toBe(to);
    expect(await secretsNow()).toEqual([secret, ADDRESS, HEADER, SERVICE_KEY]);
    expect(await told('notify')).toHaveLength(1);
    // Nothing is sealed twice: four secrets, each changed once.
    const { events } = await log.readAll({ after: 'start', limit: 100 });
    expect(
      events.filter(
        ({ meta, type }) => meta.actor === 'system:host' && /ChannelDefined|FeedChanged|ReputationKey/.test(type),
      ),
    ).toHaveLength(6 + 4);
  });

  it('stays where a secret opens with neither: its channel is named', async () => {
    await world();
    const before = notifyKey(dataDir);
    const foreign = new NotifyKeys('ab'.repeat(32)).seal(MAIL, ADDRESS);
    const id = randomUUID();
    await define(id, { kind: 'slack', host: 'hooks.slack.com', sealed: foreign });
    await expect(replace('notify')).rejects.toThrow(
      'the secret of channel channel slack was sealed with a key that is not there',
    );
    expect(notifyKey(dataDir)).toBe(before);
  });

  it('does not take a file that is no key for one', async () => {
    await world();
    writeFileSync(path.join(dataDir, 'notify/keys/notify.key.next'), 'cut');
    await expect(replace('notify')).rejects.toThrow('the key of notifications is not 64 hex digits');
  });
});
