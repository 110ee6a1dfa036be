import { randomUUID } from 'node:crypto';

import { channelStream, readRecipients, REPORT_SCHEDULE_TYPES, ScheduleBook } from '@wireledger/domain';
import { newSealKey, offer, SealKey, sealOnce, verifyLog } from '@wireledger/event-sourcing';
import { ChannelDefined, erasedAddressLabel, erasedLabel } from '@wireledger/events';

import { codeOf, PeopleApi, type StoredLog } from '../testing/people-api';
import { bundleOf, followAllToEnd, verifiedAlone, wholeDatabase } from '../testing/raw-search';
import { until } from '../testing/test-api';

const NOW = Date.now() * 1000;
const key = new SealKey(newSealKey());

let people: PeopleApi;
let at: StoredLog;
beforeAll(async () => {
  people = await PeopleApi.start({ storedLog: true });
  at = people.inDatabase as StoredLog;
});
afterAll(() => people?.stop());

const hexOf = (text: string) => Buffer.from(text).toString('hex');
/** Rows with a text in them, or its bytes in hex, in any case. */
const rowsWith = async (text: string): Promise<string[]> =>
  (await wholeDatabase(at.connectionString))
    .split('\n')
    .filter((row) => [text, hexOf(text), hexOf(text.toUpperCase())].some((form) => row.includes(form)));
const tablesWith = async (text: string) => [
  ...new Set((await rowsWith(text)).map((row) => row.split(' ', 1)[0] ?? '')),
];

async function channel(name: string, recipients: readonly string[], rota = '', id = randomUUID(), seen = 0) {
  const about = `id: "${id}", seen: ${seen}, key: "${randomUUID()}", enabled: true, perHour: 5, name: "${name}"`;
  await people.done(
    'done',
    `mutation { done: saveMailChannel(${about}, recipients: ${JSON.stringify(recipients)}${rota}) { position } }`,
  );
  return id;
}
/** A schedule with a report of it whose recipients were told, by the administrator; the id of the schedule. */
async function reporting(recipients: readonly string[]): Promise<string> {
  const [id, report] = [randomUUID(), randomUUID()];
  const about = { template: 'executive', name: 'Week', zone: 'UTC', format: 'pdf' } as const;
  const input = { ...about, format: 'PDF', id, seen: 0, key: randomUUID(), rhythm: 'WEEKLY', day: 1, at: '06:00' };
  await people.done(
    'done',
    'mutation ($input: ReportScheduleInput!) { done: saveReportSchedule(input: $input) { id } }',
    { input: { ...input, recipients, shared: false } },
  );
  await people.reports.create({
    ...{ id: report, owner: `user:${people.ada.id}`, order: { ...about, from: 0, to: 1 }, scope: null, clear: true },
    ...{ leaveUntil: null, shared: false, schedule: id, recipients },
  });
  return id;
}
const erase = (address: string, reason = 'request 7', token = people.admin) =>
  people.ask(
    'mutation ($a: String!, $r: String!) { eraseAddress(address: $a, reason: $r) { id label } }',
    { a: address, r: reason },
    token,
  );
const erased = async (address: string) => {
  const { data, errors } = await erase(address);
  if (errors) throw new Error(JSON.stringify(errors));
  return data?.eraseAddress as { id: string; label: string };
};
/** Ten seconds later: no process can have a key in mind. */
async function complete(stream: string): Promise<void> {
  people.api.skewMs += 10_000;
  await people.api.api.services.addressErasures.resume();
  await people.api.api.services.erasure.resume();
  await until(async () =>
    /Completed$/.test((await at.log.readStream({ stream, limit: 500 })).events.at(-1)?.type ?? ''),
  );
  await followAllToEnd(people.models);
}
const definitionOf = async (id: string) => {
  const { events } = await at.log.readStream({ stream: channelStream(id), limit: 10 });
  const { target } = events[0]?.data.definition as {
    target: { recipients: string[]; rota?: { standIns: { recipient: string }[] } };
  };
  return [...target.recipients, ...(target.rota?.standIns ?? []).map(({ recipient }) => recipient)];
};
const tables = async () =>
  Promise.all(
    ['notify_definition', 'delivery', 'audit'].map(
      async (table) => (await people.models.pool.query(`select t::text as row from rm.${table} t order by 1`)).rows,
    ),
  );

describe('the erasure of an e-mail address', () => {
  const ERIKA = 'erika.mustermann@garden.example';

  it('A-82 leaves nothing of it in any table, in the log, in a bundle, in an answer; channels live on, the history verifies, and tables fold the same', async () => {
    const rota = `, rota: { zone: "Europe/Berlin", first: "2026-11-02", at: 540, days: 7, standIns: [{ from: "2026-12-24", to: "2026-12-26", recipient: "${ERIKA}" }] }`;
    const onCall = await channel('On call', ['Erika.Mustermann@Garden.example', 'ben@example.org'], rota);
    const other = await channel('Second line', [ERIKA]);
    await people.done('done', `mutation { done: testChannel(id: "${other}", key: "${randomUUID()}") { position } }`);
    const schedule = await reporting([ERIKA, 'soc@example.org']);
    await followAllToEnd(people.models);
    // What is to be found is found before: in read models, never in the log.
    expect((await tablesWith('mustermann')).sort()).toEqual(['rm.delivery', 'rm.notify_definition', 'rm.report']);
    expect((await sealOnce(at.stored, key, NOW)).is).toBe('sealed');
    expect(await definitionOf(onCall)).toEqual(['Erika.Mustermann@Garden.example', 'ben@example.org', ERIKA]);

    const { id, label } = await erased(`  ${ERIKA.toUpperCase()} `);
    expect(label).toBe(erasedAddressLabel(id));
    await complete(`erasure-${id}`);

    expect(await rowsWith('mustermann')).toEqual([]);
    expect(await rowsWith('garden.example')).toEqual([]);
    expect(await definitionOf(onCall)).toEqual([label, 'ben@example.org', label]);
    const { rows } = await people.models.pool.query('select recipients, deliveries from rm.report');
    expect(rows).toMatchObject([
      { recipients: ['soc@example.org'], deliveries: [{ recipient: label }, { recipient: 'soc@example.org' }] },
    ]);
    // In this process, which had it in mind, and in one that begins now.
    const book = new ScheduleBook();
    const filter = { types: REPORT_SCHEDULE_TYPES };
    for (const event of (await at.log.readAll({ after: 'start', filter, limit: 500 })).events) book.apply(event);
    expect(readRecipients(book.one(schedule)?.definition.recipients ?? [])).toEqual(['soc@example.org']);
    expect(await people.done('reportSchedules', '{ reportSchedules { recipients } }')).toEqual([
      { recipients: ['soc@example.org'] },
    ]);
    const bundle = await bundleOf(at, key, NOW);
    expect(bundle).not.toMatch(/mustermann|garden/i);
    await sealOnce(at.stored, key, NOW + 1);
    expect(await verifyLog(at.stored, { publicKey: key.publicKey })).toMatchObject({ seals: 2, faults: [] });
    expect(verifiedAlone(await bundleOf(at, key, NOW), key)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^valid: \d+ events, 2 seals/),
    });
    const folded = await tables();
    expect(JSON.stringify(folded)).toContain(label);
    for (const { name } of people.models.projections) await people.models.rebuild(name);
    await followAllToEnd(people.models);
    expect(await tables()).toEqual(folded);
  });

  it('is refused for what is no address, what no channel ever had, whoever may not, and a second time', async () => {
    expect(codeOf(await erase('no address'))).toBe('BAD_USER_INPUT');
    expect(codeOf(await erase('stranger@example.org'))).toBe('ADDRESS_UNKNOWN');
    expect(codeOf(await erase(ERIKA))).toBe('ADDRESS_UNKNOWN');
    const host = await people.api.fetch('/api/control/erase-address', {
      json: { address: 'stranger@example.org', reason: 'request 7' },
      headers: { authorization: 'Bearer control-token-of-the-test-0123456789' },
    });
    expect(await host.json()).toMatchObject({ code: 'ADDRESS_UNKNOWN' });
  });

  it('lets a person write it into a channel again, under another key, and erases that as well', async () => {
    const again = await channel('Again', [ERIKA]);
    expect(await definitionOf(again)).toEqual([ERIKA]);
    const { label, id } = await erased(ERIKA);
    expect(await definitionOf(again)).toEqual([label]);
    await complete(`erasure-${id}`);
    expect(await rowsWith('mustermann')).toEqual([]);
  });

  it('reads what an older release stored in clear as erased everywhere, though its bytes stay in the log', async () => {
    const old = 'old.hand@example.net';
    const id = randomUUID();
    const target = { kind: 'email' as const, recipients: [old, 'ben@example.org'] };
    const definition = { name: 'Old', enabled: true, perHour: 5, target };
    const act = { by: `user:${people.ada.id}`, at: NOW, command: randomUUID() };
    const context = { actor: act.by, correlationId: id, causationId: id, at: NOW };
    const events = [offer(ChannelDefined.create({ channel: id, ...act, definition }), context)];
    await at.stored.append([{ stream: channelStream(id), expected: 'none', appendId: randomUUID(), events }]);
    await followAllToEnd(people.models);
    expect(await definitionOf(id)).toEqual([old, 'ben@example.org']);
    const done = await erased(old);
    await complete(`erasure-${done.id}`);
    expect(await definitionOf(id)).toEqual([done.label, 'ben@example.org']);
    // The honest part: the chain is made of these bytes.
    const left = await tablesWith('old.hand');
    expect(left.length).toBeGreaterThan(0);
    expect(left.filter((table) => !table.startsWith('el.ev'))).toEqual([]);
  });

  it('comes with the erasure of a person whose name it is', async () => {
    const address = 'gerda@field.example';
    const invited = await people.done<{ entity: { id: string } }>(
      'inviteUser',
      `mutation { inviteUser(name: "${address}", role: VIEWER, reason: "begins") { entity { id } } }`,
    );
    const id = await channel('Field', [address, 'ben@example.org']);
    const gone = await people.order('erasePerson', '', invited.entity.id);
    expect(gone.errors).toBeUndefined();
    await complete(`user-${invited.entity.id}`);
    expect(await definitionOf(id)).toEqual([erasedLabel(invited.entity.id), 'ben@example.org']);
    expect(await rowsWith('gerda')).toEqual([]);
  });

  it('does not empty the channels of an author who is erased', async () => {
    const author = await people.person('ADMIN');
    const id = randomUUID();
    const about = `id: "${id}", seen: 0, key: "${randomUUID()}", enabled: true, perHour: 5, name: "Left behind"`;
    await people.done(
      'done',
      `mutation { done: saveMailChannel(${about}, recipients: ["ben@example.org"]) { position } }`,
      {},
      author.accessToken,
    );
    await people.order('erasePerson', '', author.id);
    await complete(`user-${author.id}`);
    expect(await definitionOf(id)).toEqual(['ben@example.org']);
  });
});
