import { createHash, randomUUID } from 'node:crypto';

import { DomainError } from '@wireledger/kernel';
import type { ReportStore } from '@wireledger/read-models';

import { codeOf, PeopleApi, type Person } from '../testing/people-api';
import { type TestApi, until } from '../testing/test-api';
import { MOST_TRIALS, TrialPace } from './trial-pace';

const FIELDS = '{ id template name state error masked shared own ownerName bytes fileHash contentHash fileName }';
interface Shown {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly masked: boolean;
  readonly own: boolean;
  readonly bytes: number;
  readonly fileHash: string | null;
  readonly fileName: string;
}
const [CLEAR, MASKED] = [Buffer.from('%PDF-1.7 10.1.2.3 talks'), Buffer.from('%PDF-1.7 addr-7ab talks')];
const hash = (body: Buffer): string => createHash('sha256').update(body).digest('hex');
const fileOf = (body: Buffer, masked: boolean) => ({
  ...{ masked, body, bytes: body.length, fileHash: hash(body), contentHash: 'cd'.repeat(32) },
});

describe('reports', () => {
  let people: PeopleApi;
  let api: TestApi;
  let store: ReportStore;
  let analyst: Person;
  let auditor: Person;
  let viewer: Person;
  beforeAll(async () => {
    people = await PeopleApi.start();
    ({ api, reports: store } = people);
    [analyst, auditor, viewer] = [
      await people.person('ANALYST'),
      await people.person('AUDITOR'),
      await people.person('VIEWER'),
    ];
  });
  afterAll(() => people?.stop());
  afterEach(() => people.models.pool.query('DELETE FROM rm.report'));

  const ask = (query: string, { accessToken }: Person, variables: object = {}) =>
    people.ask(query, variables, accessToken);
  const inputOf = (more: object = {}) => ({
    ...{ template: 'executive', name: 'Week 47', from: '2026-11-16T00:00:00Z', to: '2026-11-23T00:00:00Z' },
    ...{ zone: 'Europe/Berlin', format: 'PDF', ...more },
  });
  const GENERATE = `mutation ($input: GenerateReportInput!) { generateReport(input: $input) ${FIELDS} }`;
  const generate = (by: Person, more: object = {}) => ask(GENERATE, by, { input: inputOf(more) });
  async function made(
    by: Person,
    more: object = {},
    files = [fileOf(MASKED, true), fileOf(CLEAR, false)],
  ): Promise<Shown> {
    const answer = await generate(by, more);
    const { id } = answer.data?.generateReport as Shown;
    const claim = await store.claim(id);
    if (!claim) throw new Error('not claimed');
    expect(await store.finish(claim, files)).toBe(true);
    return one(by, id);
  }
  const one = async (by: Person, id: string) =>
    (await ask(`{ report(id: "${id}") ${FIELDS} }`, by)).data?.report as Shown;
  const list = async (by: Person) => (await ask(`{ reports ${FIELDS} }`, by)).data?.reports as Shown[];
  const file = (id: string, { accessToken }: Person) =>
    api.fetch(`/api/reports/${id}/file`, { headers: { authorization: `Bearer ${accessToken}` } });
  const share = (id: string, by: Person, shared = true) =>
    ask(`mutation { shareReport(id: "${id}", shared: ${shared}) ${FIELDS} }`, by);

  it('are ordered, made by a worker, and downloaded whole with their hash; that is a fact with its actor', async () => {
    const report = await made(analyst);
    expect(report).toMatchObject({
      state: 'done',
      masked: false,
      own: true,
      fileHash: hash(CLEAR),
      bytes: CLEAR.length,
    });
    expect(report.fileName).toMatch(/^executive-20261116-20261123-[0-9a-f]{8}\.pdf$/);
    const response = await file(report.id, analyst);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/pdf']);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${report.fileName}"`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(hash(Buffer.from(await response.arrayBuffer()))).toBe(report.fileHash);
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const { events } = await api.log.readStream({ stream: `access-api.${day}`, limit: 500 });
    expect(events.filter(({ data }) => data.what === `report ${report.id}`)).toMatchObject([
      { type: 'domain.DataAccessed', meta: { actor: `user:${analyst.id}` } },
    ]);
  });

  it('are for others once they are shared, and then masked for whoever sees traffic masked', async () => {
    const { id } = await made(analyst);
    expect([await list(viewer), (await file(id, viewer)).status]).toEqual([[], 404]);
    expect((await share(id, analyst)).errors).toBeUndefined();
    const [seen] = await list(viewer);
    expect(seen).toMatchObject({ id, own: false, masked: true, fileHash: hash(MASKED), bytes: MASKED.length });
    const body = Buffer.from(await (await file(id, viewer)).arrayBuffer());
    expect([body.equals(MASKED), body.includes('10.1.2.3')]).toEqual([true, false]);
    await share(id, analyst, false);
    expect([await list(viewer), (await file(id, viewer)).status]).toEqual([[], 404]);
  });

  it('about what people did are ordered and read by administrators and auditors alone, shared or not', async () => {
    for (const template of ['audit_trail', 'compliance'])
      expect((await generate(analyst, { template })).errors?.[0]?.extensions).toMatchObject({
        ...{ code: 'FORBIDDEN', permission: 'reports.audit' },
      });
    expect((await generate(auditor)).errors?.[0]?.extensions).toMatchObject({ permission: 'reports.write' });
    const { id } = await made(auditor, { template: 'audit_trail' }, [fileOf(MASKED, true)]);
    await share(id, auditor);
    expect([await list(analyst), (await file(id, analyst)).status]).toEqual([[], 404]);
    const templates = async (by: Person) =>
      ((await ask('{ reportTemplates { id } }', by)).data?.reportTemplates as { id: string }[]).map(
        (template) => template.id,
      );
    expect(await templates(auditor)).toEqual(['audit_trail', 'compliance']);
    expect(await templates(analyst)).toEqual(['executive', 'soc_weekly', 'traffic_capacity', 'domain_hygiene']);
    expect(await templates(viewer)).toEqual([]);
  });

  it('A-58 of others are answered like none, whatever is asked of them', async () => {
    const { id } = await made(analyst);
    const other = await people.person('ANALYST');
    const shared = await made(analyst);
    await share(shared.id, analyst);
    const fields = ['retryReport(id: "ID")', 'shareReport(id: "ID", shared: true)', 'removeReport(id: "ID")'];
    for (const target of [id, shared.id, randomUUID(), 'nonsense'])
      for (const field of fields) {
        const { errors } = await ask(`mutation { ${field.replace('ID', target)} { id } }`, other);
        expect([errors?.[0]?.extensions.code, errors?.[0]?.message]).toEqual([
          'NOT_FOUND',
          expect.stringMatching(/^There is no such report/),
        ]);
      }
    expect(codeOf(await ask(`{ report(id: "${id}") { id } }`, other))).toBe('NOT_FOUND');
    expect((await one(analyst, shared.id)).state).toBe('done');
  });

  it('A-58 A-59 of the whole traffic are not for whoever sees a part of it', async () => {
    const { id } = await made(analyst);
    await share(id, analyst);
    const scoped = { accessToken: await api.token('ANALYST', 30, { scope: { ip: ['10.1.0.0/16'] } }) } as Person;
    expect([await list(scoped), (await file(id, scoped)).status]).toEqual([[], 404]);
    const own = (await generate(scoped)).data?.generateReport as Shown;
    expect((await store.claim(own.id))?.scope).toEqual({ ip: ['10.1.0.0/16'] });
  });

  it.each(['a\r\nBcc: eve@example.org', 'a\nb', 'a\u202eb', ''])(
    'A-34 under a name of two lines is refused: %j',
    async (name) => {
      expect(codeOf(await generate(analyst, { name }))).toBe('NAME_INVALID');
      expect(await list(analyst)).toEqual([]);
    },
  );

  it.each([
    ['BAD_USER_INPUT', { to: '2026-11-15T00:00:00Z' }],
    ['BAD_USER_INPUT', { to: '2028-11-15T00:00:00Z' }],
    ['BAD_USER_INPUT', { zone: 'Mars/Base' }],
    ['BAD_USER_INPUT', { template: "x'; DROP TABLE rm.report; --" }],
  ])('are refused with %s for %j', async (code, more) => {
    expect(codeOf(await generate(analyst, more))).toBe(code);
  });

  it('at most three are under way for one person; the fourth is refused, and the log says so', async () => {
    for (let n = 0; n < 3; n++) expect((await generate(analyst)).errors).toBeUndefined();
    expect(codeOf(await generate(analyst))).toBe('LIMIT_EXCEEDED');
    const filter = { types: ['domain.ReportRequested', 'domain.ReportFailed'] };
    const { events } = await api.log.readAll({ after: 'start', filter, limit: 1000 });
    expect(events.at(-1)).toMatchObject({ type: 'domain.ReportFailed', stream: events.at(-2)?.stream });
  });

  it('are as many as one request orders', async () => {
    const mutation = `mutation ($a: GenerateReportInput!, $b: GenerateReportInput!) {
      a: generateReport(input: $a) ${FIELDS} b: generateReport(input: $b) ${FIELDS} again: generateReport(input: $a) ${FIELDS} }`;
    const { data } = await ask(mutation, analyst, { a: inputOf(), b: inputOf({ name: 'Week 48' }) });
    const [a, b, again] = ['a', 'b', 'again'].map((name) => data?.[name] as Shown);
    expect([a?.name, b?.name, again?.id]).toEqual(['Week 47', 'Week 48', a?.id]);
    expect(await list(analyst)).toHaveLength(2);
  });

  it('that failed are made once more, also when their worker died before the log knew and whatever else is kept', async () => {
    const { id } = (await generate(analyst)).data?.generateReport as Shown;
    const claim = await store.claim(id);
    expect(claim && (await store.fail(claim, 'too long'))).toBe(true);
    const { pool } = people.models;
    await pool.query(
      `UPDATE rm.report SET recipients = '{soc@example.org}', created_at = created_at - interval '1 day'`,
    );
    const columns = 'owner, template, name, range_from, range_to, zone, format, clear, shared';
    await pool.query(
      `INSERT INTO rm.report (id, state, ${columns}) SELECT gen_random_uuid(), 'done', ${columns} FROM rm.report, generate_series(1, 99)`,
    );
    const again = await ask(`mutation { retryReport(id: "${id}") ${FIELDS} }`, analyst);
    expect(again.data?.retryReport).toMatchObject({ id, state: 'waiting', error: null });
    expect((await store.claim(id))?.recipients).toEqual(['soc@example.org']);
    expect(await list(analyst)).toHaveLength(100);
  });

  it('that are removed are gone with their file, and while they are made end', async () => {
    const { id } = await made(analyst);
    expect((await ask(`mutation { removeReport(id: "${id}") { id } }`, analyst)).errors).toBeUndefined();
    expect([await list(analyst), (await file(id, analyst)).status]).toEqual([[], 404]);
    const running = (await generate(analyst)).data?.generateReport as Shown;
    const claim = await store.claim(running.id);
    await ask(`mutation { removeReport(id: "${running.id}") { id } }`, analyst);
    expect(claim && (await store.beat(claim, 0.5))).toBe(false);
  });

  it('tell those who listen what changes, and nobody of what he may not see', async () => {
    const seen: Shown[] = [];
    const told = (who: Person, into: Shown[]) => {
      const { client } = api.socket(who.accessToken);
      const next = ({ data }: { data?: Record<string, unknown> | null }) => into.push(data?.reportChanged as Shown);
      client.subscribe(
        { query: `subscription { reportChanged ${FIELDS} }` },
        { next, error: () => undefined, complete: () => undefined },
      );
    };
    const foreign: Shown[] = [];
    told(viewer, foreign);
    told(analyst, seen);
    const { id } = await made(analyst);
    await until(() => seen.some((report) => report.id === id && report.state === 'done'));
    expect(foreign).toEqual([]);
    await share(id, analyst);
    await until(() => foreign.some((report) => report.id === id && report.masked));
    // A transaction that began before what was told last, and ends after it.
    await people.models.pool.query(
      `UPDATE rm.report SET state = 'failed', beat_at = beat_at - interval '20 seconds' WHERE id = $1`,
      [id],
    );
    await until(() => seen.at(-1)?.state === 'failed');
  });

  it('A-65 a download breaks off when its reader may not act any more', async () => {
    const reader = await people.person('ANALYST');
    const big = Buffer.alloc(12 * 1024 * 1024, 'x');
    const { id } = await made(reader, {}, [fileOf(big, true), fileOf(big, false)]);
    const response = await file(id, reader);
    const body = response.body?.getReader();
    await body?.read();
    expect((await people.order('disableUser', '', reader.id)).errors).toBeUndefined();
    await expect(
      (async () => {
        while (!(await body?.read())?.done);
      })(),
    ).rejects.toThrow();
  });
});

describe('previews of reports', () => {
  let people: PeopleApi;
  let analyst: Person;
  beforeAll(async () => {
    people = await PeopleApi.start();
    analyst = await people.person('ANALYST');
    const row = { name: 'secret.example.org', queries: 7, clients: 2, nxShare: 0, firstSeen: '2026-11-16T07:00:00Z' };
    people.api.readModels.answers.domains = () =>
      Promise.resolve({ rows: Array.from({ length: 12 }, () => row), next: null, count: 40, exact: true });
  });
  afterAll(() => people?.stop());

  const PREVIEW = `query ($input: GenerateReportInput!) { reportPreview(input: $input) {
    title masked sectionsLeft sections { heading blocks { text figures { label value } series { values most } table { columns { label numeric } rows { cells } leftOut } } } } }`;
  const preview = (more: object = {}, accessToken = analyst.accessToken) =>
    people.ask(
      PREVIEW,
      {
        input: {
          ...{ template: 'domain_hygiene', name: 'Names', from: '2026-11-16T00:00:00Z', to: '2026-11-23T00:00:00Z' },
          ...{ zone: 'Europe/Berlin', format: 'PDF', ...more },
        },
      },
      accessToken,
    );

  it('are the first sections and ten rows of a table, written as the file writes them, and leave nothing behind', async () => {
    const { data, errors } = await preview();
    expect(errors).toBeUndefined();
    const shown = data?.reportPreview as {
      sections: { blocks: { table: { rows: { cells: string[] }[]; leftOut: number } | null }[] }[];
    };
    expect(shown).toMatchObject({ title: 'Domain hygiene: Names', masked: false, sectionsLeft: 3 });
    expect(shown.sections).toHaveLength(2);
    const table = shown.sections[0]?.blocks.find((block) => block.table !== null)?.table;
    expect(table?.rows).toHaveLength(10);
    expect(table?.leftOut).toBe(30);
    // As in the file, but for its no-break spaces.
    expect(table?.rows[0]?.cells).toEqual(expect.arrayContaining(['secret.example.org', '16 Nov 2026 08:00:00']));
    expect((await people.ask('{ reports { id } }', {}, analyst.accessToken)).data?.reports).toEqual([]);
  });

  it('A-59 are asked within the scope of who asks, and are for whoever may order the report alone', async () => {
    const scoped = await people.api.token('ANALYST', 30, { scope: { ip: ['10.1.0.0/16'] } });
    people.api.readModels.asked.length = 0;
    await preview({}, scoped);
    expect(people.api.readModels.asked.map(([, , scope]) => scope)).toEqual(
      people.api.readModels.asked.map(() => ({ ip: ['10.1.0.0/16'] })),
    );
    expect(people.api.readModels.asked.length).toBeGreaterThan(0);
    const viewer = await people.person('VIEWER');
    expect(codeOf(await preview({}, viewer.accessToken))).toBe('FORBIDDEN');
    expect(codeOf(await preview({ template: 'audit_trail' }))).toBe('FORBIDDEN');
    expect(codeOf(await preview({ zone: 'Mars/Base' }))).toBe('BAD_USER_INPUT');
    expect(codeOf(await preview({ to: '2027-11-15T00:00:00Z' }))).toBe('BAD_USER_INPUT');
  });

  it('are made two at a time for one person', async () => {
    let answer: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => (answer = resolve));
    people.api.readModels.answers.overview = async () => {
      await waits;
      throw new DomainError('STALE', 'It is too old.');
    };
    const asked = [preview({ template: 'executive' }), preview({ template: 'executive' })];
    await until(() => people.api.readModels.asked.filter(([name]) => name === 'overview').length === 2);
    expect(codeOf(await preview())).toBe('BUSY');
    answer();
    expect((await Promise.all(asked)).map(codeOf)).toEqual(['STALE', 'STALE']);
    expect((await preview()).errors).toBeUndefined();
  });

  it('have no name in them while a masking mode is on', async () => {
    const set = 'mutation { setMaskingMode(mode: PSEUDONYM, reason: "a test") { mode } }';
    expect((await people.ask(set, {}, people.admin)).errors).toBeUndefined();
    const { data } = await preview({ name: 'of 10.1.2.3' });
    expect(data?.reportPreview).toMatchObject({ masked: true });
    expect(JSON.stringify(data)).not.toMatch(/secret\.example|10\.1\.2\.3/);
  });
});

describe('schedules of reports', () => {
  let people: PeopleApi;
  let analyst: Person;
  beforeAll(async () => {
    people = await PeopleApi.start();
    analyst = await people.person('ANALYST');
  });
  afterAll(() => people?.stop());

  const SHOWN = '{ id revision name rhythm day at zone recipients paused next lastAt }';
  const SAVE = `mutation ($input: ReportScheduleInput!) { saveReportSchedule(input: $input) ${SHOWN} }`;
  const inputOf = (more: object = {}) => ({
    ...{ id: randomUUID(), seen: 0, key: randomUUID(), template: 'executive', name: 'Monday', format: 'PDF' },
    ...{ rhythm: 'WEEKLY', day: 1, at: '06:00', zone: 'Europe/Berlin', recipients: ['soc@example.org'], shared: true },
    ...more,
  });
  const save = (more: object = {}, by = analyst) => people.ask(SAVE, { input: inputOf(more) }, by.accessToken);

  it('are kept with their next five turns, changed on what was seen, paused and removed', async () => {
    const id = randomUUID();
    const { data } = await save({ id });
    const saved = data?.saveReportSchedule as { next: string[]; revision: number };
    expect(saved).toMatchObject({ revision: 1, recipients: ['soc@example.org'], paused: false, lastAt: null });
    expect(saved.next).toHaveLength(5);
    for (const turn of saved.next) expect(new Date(turn).getUTCDay()).toBe(1);
    expect(codeOf(await save({ id, day: 2 }))).toBe('SCHEDULE_CONFLICT');
    const deed = (field: string, args: string) =>
      people.ask(
        `mutation { ${field}(id: "${id}", key: "${randomUUID()}", ${args}) ${SHOWN} }`,
        {},
        analyst.accessToken,
      );
    const paused = await deed('pauseReportSchedule', 'seen: 1, paused: true');
    expect(paused.data?.pauseReportSchedule).toMatchObject({ paused: true, next: [], revision: 2 });
    const other = await people.person('ANALYST');
    expect((await people.ask(`{ reportSchedules ${SHOWN} }`, {}, other.accessToken)).data?.reportSchedules).toEqual([]);
    expect(codeOf(await save({ id, seen: 2 }, other))).toBe('SCHEDULE_UNKNOWN');
    expect((await deed('removeReportSchedule', 'seen: 2')).errors).toBeUndefined();
    expect((await people.ask(`{ reportSchedules ${SHOWN} }`, {}, analyst.accessToken)).data?.reportSchedules).toEqual(
      [],
    );
  });

  it('are tried out on those of their recipients that are chosen: one report a key, marked as a test, and an event', async () => {
    const id = randomUUID();
    await save({ id, recipients: ['soc@example.org', 'ada@example.org'] });
    const test = (recipients: readonly string[], key: string = randomUUID(), by = analyst) =>
      people.ask(
        `mutation ($key: ID!, $recipients: [String!]!) { testReportSchedule(id: "${id}", key: $key, recipients: $recipients) { id trial schedule shared from to deliveries { recipient state } } }`,
        { key, recipients },
        by.accessToken,
      );
    const key = randomUUID();
    const { data } = await test(['ada@example.org'], key);
    const tried = data?.testReportSchedule as { id: string; from: string; to: string };
    expect(tried).toMatchObject({
      ...{ trial: true, schedule: id, shared: true },
      deliveries: [{ recipient: 'ada@example.org', state: 'waiting' }],
    });
    // A week by the clocks of its zone, up to now.
    const hours = (Date.parse(tried.to) - Date.parse(tried.from)) / 3_600_000;
    expect([167, 168, 169]).toContain(Math.round(hours));
    expect(Date.now() - Date.parse(tried.to)).toBeLessThan(60_000);
    expect((await test(['ada@example.org'], key)).data?.testReportSchedule).toMatchObject({ id: tried.id });
    const { events } = await people.api.log.readStream({ stream: `report-${tried.id}`, limit: 9 });
    expect(events).toMatchObject([
      { type: 'domain.ReportRequested', data: { schedule: id, turn: null, trial: { recipients: 1 } } },
    ]);
    for (const wrong of [[], ['eve@example.org'], ['ada@example.org', 'eve@example.org']])
      expect(codeOf(await test(wrong))).toBe('BAD_USER_INPUT');
    expect(codeOf(await test(['ada@example.org'], key, await people.person('ANALYST')))).toBe('SCHEDULE_UNKNOWN');
    // Three under way, as of any report of a person's own.
    await test(['ada@example.org']);
    await test(['ada@example.org']);
    expect(codeOf(await test(['ada@example.org']))).toBe('LIMIT_EXCEEDED');
  });

  it('are tried out ten times an hour at most by one person', () => {
    let now = 0;
    const pace = new TrialPace(() => now);
    for (let n = 0; n < MOST_TRIALS; n++) pace.take('user:a');
    expect(() => pace.take('user:a')).toThrow(expect.objectContaining({ code: 'LIMIT_EXCEEDED' }));
    pace.take('user:b');
    now = 3_600_000;
    expect(() => pace.take('user:a')).not.toThrow();
  });

  it.each([
    ['NAME_INVALID', { name: 'a\r\nBcc: eve@example.org' }],
    ['BAD_USER_INPUT', { recipients: ['eve@example.org\r\nBcc: all@example.org'] }],
    ['BAD_USER_INPUT', { recipients: ['"a b"@example.org'] }],
    ['BAD_USER_INPUT', { recipients: Array.from({ length: 21 }, (_, n) => `a${n}@example.org`) }],
    ['BAD_USER_INPUT', { day: 8 }],
    ['BAD_USER_INPUT', { at: '24:00' }],
    ['BAD_USER_INPUT', { zone: 'Mars/Base' }],
    ['BAD_USER_INPUT', { zone: '+01:00' }],
    ['FORBIDDEN', { template: 'compliance' }],
  ])('A-34 are refused with %s for %j', async (code, more) => {
    expect(codeOf(await save(more))).toBe(code);
  });
});
