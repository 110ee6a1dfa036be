import { randomUUID } from 'node:crypto';

import { REPORT_TEMPLATES, type ReportTemplateId, reportDecider, reportStream } from '@wireledger/domain';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { handleCommand, type InMemoryEventLog } from '@wireledger/event-sourcing';
import type { ReportOrder } from '@wireledger/events';
import { formatTime } from '@wireledger/kernel';
import { createLogger, loadConfig } from '@wireledger/platform';
import {
  IntegrityStore,
  migrateReadModels,
  type NewReport,
  type Queries,
  ReadModels,
  ReportStore,
} from '@wireledger/read-models';
import { renderCsv, renderPdf, type ReportDocument } from '@wireledger/reports';

import { recorded } from '../detection/testing/recorded-log';
import { simulatedBatches } from '../detection/testing/simulated-batches';
import { Reports, type ReportsParts } from './reports';
import { person, tellUser } from './testing/people';

jest.setTimeout(120_000);

const logger = createLogger('worker', { ...loadConfig({}, '/tmp'), logLevel: 'silent' });
const [ADA, ERIK, AUDRA] = [randomUUID(), randomUUID(), randomUUID()];
/** Of the simulated minutes. */
const [FROM, TO] = [1_767_603_600_000_000, 1_767_604_200_000_000];
const range = { from: formatTime(FROM), to: formatTime(TO) };

let server: TestPostgres;
let models: ReadModels;
let store: ReportStore;
let log: InMemoryEventLog;
const documents: ReportDocument[] = [];
beforeAll(async () => {
  server = await startTestPostgres();
  const { host, port, user, password, database } = server.connection;
  const connection = `postgres://${user}:${password}@/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  await migrateReadModels(connection);
  log = await recorded(simulatedBatches());
  await person(log, ADA, 'Ada', 'ADMIN');
  await person(log, ERIK, 'Erik', 'ANALYST');
  await person(log, AUDRA, 'Audra', 'AUDITOR');
  models = await ReadModels.open({ connection, poolSize: 4, log });
  for (const { name } of models.projections) for (const one = models.follower(name); (await one.step()) === 'moved';);
  store = new ReportStore(models.pool);
});
afterAll(async () => {
  await models?.close();
  await server?.stop();
});
afterEach(() => {
  documents.length = 0;
});

const worker = (more: Partial<ReportsParts> = {}) =>
  new Reports({
    ...{ store, log, logger, queries: models.queries, integrity: new IntegrityStore(models.pool) },
    keys: { pseudonyms: Buffer.alloc(32, 7), prefixes: Buffer.alloc(32, 9) },
    renderers: {
      pdf: (document) => {
        documents.push(document);
        return Promise.resolve(Buffer.from(JSON.stringify(document)));
      },
      csv: renderCsv,
    },
    ...{ clock: () => Date.now() * 1000, stop: new AbortController().signal, ...more },
  });

async function order(by: string, template: string, more: Partial<NewReport> = {}, words: Partial<ReportOrder> = {}) {
  const id = randomUUID();
  const given: ReportOrder = {
    template,
    name: 'x',
    zone: 'Europe/Berlin',
    format: 'pdf',
    from: FROM,
    to: TO,
    ...words,
  };
  const act = { by, at: 1, command: randomUUID() };
  const context = { actor: by, correlationId: id, causationId: id, at: 1 };
  const ordered = { type: 'order' as const, id, order: given, schedule: null, turn: null, shared: false, ...act };
  await handleCommand(log, reportDecider, reportStream(id), ordered, context);
  const rest = { scope: null, clear: true, leaveUntil: null, shared: false, schedule: null, recipients: [] };
  await store.create({ ...rest, id, owner: by, order: given, ...more });
  return id;
}
const reader = (owner: string) => ({ owner, own: true, templates: REPORT_TEMPLATES.map(({ id }) => id) });
const typesOf = async (id: string) =>
  (await log.readStream({ stream: reportStream(id), limit: 50 })).events.map(({ type }) => type.replace('domain.', ''));
async function text(owner: string, id: string, masked: boolean): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of store.pieces(reader(owner), id, masked)) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}
const figure = ({ sections }: ReportDocument, label: string) =>
  sections
    .flatMap(({ blocks }) => blocks)
    .flatMap((block) => (block.kind === 'figures' ? block.items : []))
    .find((item) => item.label === label)?.value;

it.each(REPORT_TEMPLATES.map(({ id }) => id))(
  '%s is made, in clear and masked, and offered when the log knows',
  async (template: ReportTemplateId) => {
    const owner = `user:${ADA}`;
    const id = await order(owner, template);
    expect(await worker().run(id)).toBe('done');
    const made = await store.get(reader(owner), id);
    expect(made).toMatchObject({ state: 'done', progress: 1, error: null });
    expect(made.files.map(({ masked }) => masked)).toEqual([true, false]);
    expect(await typesOf(id)).toEqual(['ReportRequested', 'ReportGenerated']);
    expect(documents.map(({ generatedBy, zone, masked }) => [generatedBy, zone, masked !== null])).toEqual([
      ['Ada', 'Europe/Berlin', true],
      ['Ada', 'Europe/Berlin', false],
    ]);
    expect(documents[0]?.sections.every(({ blocks }) => blocks.length > 0)).toBe(true);
    expect(await worker().run(id)).toBe('taken');
  },
);

it('has the figures of the queries', async () => {
  const id = await order(`user:${ERIK}`, 'executive');
  expect(await worker().run(id)).toBe('done');
  const clear = documents[1] as ReportDocument;
  const [overview, talkers] = await Promise.all([
    models.queries.overview({ range }),
    models.queries.topTalkers({ range, first: 15 }),
  ]);
  expect(overview.bytes).toBeGreaterThan(0);
  expect(figure(clear, 'Bytes')).toBe(overview.bytes);
  expect(figure(clear, 'Flows')).toBe(overview.flows);
  expect(figure(clear, 'DNS queries')).toBe(overview.dnsQueries);
  const hosts = clear.sections.find(({ heading }) => heading === 'Hosts')?.blocks[0];
  expect(hosts?.kind === 'table' && hosts.rows.map(([key, value]) => [key, value])).toEqual(
    talkers.rows.map(({ key, value }) => [key, value]),
  );
});

it.each(['executive', 'traffic_capacity', 'domain_hygiene'] as const)(
  'no address and no name of %s is in its masked copy',
  async (template) => {
    const owner = `user:${ERIK}`;
    const id = await order(owner, template);
    await worker().run(id);
    const [clear, masked] = [await text(owner, id, false), await text(owner, id, true)];
    const { rows: talkers } = await models.queries.topTalkers({ range, first: 200 });
    const { rows: answering } = await models.queries.responders({ range, first: 200 });
    const { rows: names } = await models.queries.domains({ range, first: 200 });
    const raw = [...talkers, ...answering]
      .map(({ key }) => key)
      .concat(names.map(({ name }) => name).filter((name) => name.includes('.')));
    const told = raw.filter((one) => clear.includes(`"${one}"`));
    expect(told.length).toBeGreaterThan(5);
    expect(raw.filter((one) => masked.includes(`"${one}"`))).toEqual([]);
  },
);

it('of the same question has the same content hash, in either format, whenever it is made', async () => {
  const ids = [
    await order(`user:${ERIK}`, 'traffic_capacity'),
    await order(`user:${ERIK}`, 'traffic_capacity', {}, { format: 'csv' }),
  ];
  await worker().run(ids[0] as string);
  await worker({ clock: () => (Date.now() + 3600_000) * 1000 }).run(ids[1] as string);
  const made = await Promise.all(ids.map((id) => store.get(reader(`user:${ERIK}`), id)));
  const [one, other] = made.map(({ files }) => files.map(({ contentHash }) => contentHash));
  expect(one).toEqual(other);
  expect(new Set(one).size).toBe(2);
  expect(made[0]?.files[0]?.fileHash).not.toBe(made[1]?.files[0]?.fileHash);
});

it('of an auditor, and while a masking mode is on, has a masked copy alone', async () => {
  const id = await order(`user:${AUDRA}`, 'audit_trail');
  expect(await worker().run(id)).toBe('done');
  expect((await store.get(reader(`user:${AUDRA}`), id)).files.map(({ masked }) => masked)).toEqual([true]);
});

it('within a scope tells nothing of what lies outside', async () => {
  const { rows } = await models.queries.topTalkers({ range, first: 200 });
  const inside = rows[0]?.key ?? '';
  const id = await order(`user:${ERIK}`, 'executive', { scope: { ip: [`${inside}/32`] } });
  await worker().run(id);
  const whole = await models.queries.overview({ range }, { ip: [`${inside}/32`] });
  expect(figure(documents[1] as ReportDocument, 'Flows')).toBe(whole.flows);
  expect(whole.flows).toBeLessThan((await models.queries.overview({ range })).flows);
});

it('A-69 what somebody called it is text, in every cell of a file', async () => {
  const owner = `user:${ERIK}`;
  const name = `=cmd|' /C calc'!A0 <img src=x onerror=alert(1)> '); DROP TABLE rm.report; --`;
  const id = await order(owner, 'executive', {}, { format: 'csv', name });
  expect(await worker().run(id)).toBe('done');
  const csv = await text(owner, id, false);
  expect(csv).toContain('DROP TABLE rm.report');
  expect(csv).not.toMatch(/(^|[\r\n,;])"?[=@]cmd/);
  expect(await store.get(reader(owner), id)).toMatchObject({ state: 'done', order: { name } });
});

it('becomes a PDF', async () => {
  const owner = `user:${ADA}`;
  const id = await order(owner, 'compliance');
  expect(await worker({ renderers: { pdf: renderPdf, csv: renderCsv } }).run(id)).toBe('done');
  expect((await text(owner, id, true)).slice(0, 5)).toBe('%PDF-');
});

it('that cannot be made through a fault of ours fails; what fails for a while is tried again', async () => {
  const owner = `user:${ADA}`;
  const failing = (error: Error) => worker({ renderers: { pdf: () => Promise.reject(error), csv: renderCsv } });
  const [broken, unlucky] = [await order(owner, 'compliance'), await order(owner, 'compliance')];
  expect(await failing(new TypeError('x is undefined')).run(broken)).toBe('failed');
  expect(await store.get(reader(owner), broken)).toMatchObject({
    state: 'failed',
    error: expect.stringMatching(/log of the worker/),
  });
  await expect(failing(new Error('connection lost')).run(unlucky)).rejects.toThrow('connection lost');
  expect(await store.get(reader(owner), unlucky)).toMatchObject({ state: 'running' });
});

describe('A-65 whoever may do less than when he ordered it', () => {
  it('gets nothing, when he was disabled before it began', async () => {
    const user = randomUUID();
    const owner = await person(log, user, 'Brief', 'ANALYST');
    const id = await order(owner, 'executive');
    await tellUser(log, user, { type: 'disable', reason: 'gone', by: 'user:x', otherAdmins: 1 });
    expect(await worker().run(id)).toBe('failed');
    expect(await store.get(reader(owner), id)).toMatchObject({
      state: 'failed',
      error: 'permission changed',
      files: [],
    });
    expect(await typesOf(id)).toEqual(['ReportRequested', 'ReportFailed']);
  });

  it('gets nothing, when his role was lowered between two of its parts, though no process told the worker', async () => {
    const user = randomUUID();
    const owner = await person(log, user, 'Lower', 'ANALYST');
    const id = await order(owner, 'executive');
    let lowered = false;
    const queries = new Proxy(models.queries, {
      get: (target, name: keyof Queries) =>
        name !== 'alertCounts'
          ? target[name]
          : async (...args: never[]) => {
              if (!lowered)
                await tellUser(log, user, {
                  type: 'grantRole',
                  role: 'VIEWER',
                  reason: 'less',
                  by: 'user:x',
                  otherAdmins: 1,
                });
              lowered = true;
              return (target.alertCounts as (...given: never[]) => unknown)(...args);
            },
    });
    expect(await worker({ queries }).run(id)).toBe('failed');
    expect(lowered).toBe(true);
    expect(await store.get(reader(owner), id)).toMatchObject({
      state: 'failed',
      error: 'permission changed',
      files: [],
    });
  });

  it('ends in the middle of a query that takes for ever', async () => {
    const owner = `user:${ERIK}`;
    const id = await order(owner, 'executive');
    let asked: () => void = () => undefined;
    const hangs = new Promise<void>((resolve) => (asked = resolve));
    const queries = new Proxy(models.queries, {
      get: (target, name: keyof Queries) => (name === 'overview' ? () => new Promise(() => asked()) : target[name]),
    });
    const running = worker({ queries }).run(id);
    await hangs;
    expect(await store.endAll(owner, 'permission changed')).toEqual([id]);
    expect(await running).toBe('ended');
    expect(await store.get(reader(owner), id)).toMatchObject({ state: 'failed', error: 'permission changed' });
  });
});

it('whoever is not its owner reads it once it is shared, and never one of a template that is not for him', async () => {
  const id = await order(`user:${ADA}`, 'executive');
  await worker().run(id);
  const other = { owner: 'user:other', own: false, templates: ['executive'] };
  await expect(store.get(other, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await store.share(id, true);
  expect(await store.get(other, id)).toMatchObject({ id, state: 'done' });
  await expect(store.get({ ...other, templates: ['soc_weekly'] }, id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
