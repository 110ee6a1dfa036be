import { randomUUID } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { startTestPostgres, type TestPostgres } from '@wireledger/embedded/testing';
import { PostgresEventLog } from '@wireledger/event-log-postgres';
import type { AppendReq, EventLog, NewEvent, RecordedEvent } from '@wireledger/event-sourcing';
import { eventCatalogue } from '@wireledger/events';
import { makeKeyPair, Poster, writeAppend } from '@wireledger/ingest';
import { batchId } from '@wireledger/kernel/hashing';

import { TestApi, until } from '../testing/test-api';
import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from '../testing/test-certificate';
import { TestSensor } from '../testing/test-sensor';

jest.setTimeout(120_000);

const DAY_MS = 86_400_000;

describe('the way in for sensors on other machines', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let api: TestApi;
  beforeAll(async () => {
    postgres = await startTestPostgres();
    log = await PostgresEventLog.open({ connection: postgres.connection, catalogue: eventCatalogue() });
    api = await TestApi.start({ log });
  });
  afterAll(async () => {
    await api?.stop();
    await log?.close();
    await postgres?.stop();
  });

  const all = async (): Promise<readonly RecordedEvent[]> =>
    (await log.readAll({ after: 'start', limit: 5000 })).events;
  const facts = async (sensor: TestSensor) => (await all()).filter(({ stream }) => stream === sensor.stream);
  const begun = async (name: string): Promise<TestSensor> => {
    const sensor = await new TestSensor(api, name).enrolled();
    expect((await sensor.send(sensor.started())).status).toBe(202);
    return sensor;
  };
  const edited = (request: AppendReq, over: (event: NewEvent) => object): AppendReq => ({
    ...request,
    events: request.events.map((event) => ({ ...event, ...over(event) })),
  });

  it('takes batches in order, each once, and says what comes next', async () => {
    const sensor = await begun('edge-1');
    expect(await sensor.tail()).toMatchObject({ status: 200, body: { tail: null } });
    expect(await sensor.send(sensor.batches(1, 3))).toMatchObject({
      status: 202,
      body: { status: 'ok', revision: '2' },
    });
    // The same again: an answer that was lost on its way.
    expect(await sensor.send(sensor.batches(1, 3), { encoding: 'gzip' })).toMatchObject({
      ...{ status: 202, body: { status: 'duplicate', revision: '2' } },
    });
    expect(await sensor.send(sensor.batches(6))).toMatchObject({
      ...{ status: 409, body: { code: 'INGEST_SEQUENCE', actual: '2', expected: 4 } },
    });
    const rewound = { ...sensor.batches(5), expected: 1n };
    expect(await sensor.send(rewound)).toMatchObject({ status: 409, body: { code: 'INGEST_SEQUENCE', expected: 4 } });
    expect((await sensor.send(sensor.batches(4, 5))).status).toBe(202);
    expect((await facts(sensor)).map(({ meta }) => meta.batch)).toEqual([1, 2, 3, 4, 5]);
    expect(await sensor.tail()).toMatchObject({ body: { tail: { revision: '4' } } });
    const other = edited(sensor.batches(4, 5), ({ data }) => ({ data: { ...data, t0: Number(data.t0) + 1 } }));
    expect(await sensor.send(other)).toMatchObject({ status: 409, body: { code: 'INGEST_CONTENT' } });
  });

  it('A-73 takes nothing that is not signed as it is sent, and tells it', async () => {
    const sensor = await begun('edge-2');
    const refused = { status: 401, body: { code: 'INGEST_UNSIGNED' } };
    const batch = sensor.batches(1);
    const unsigned = await api.fetch('/api/ingest', { method: 'POST', body: new Uint8Array(writeAppend(batch)) });
    expect(unsigned.status).toBe(401);
    expect(await sensor.send(batch, { pair: { ...makeKeyPair(), id: sensor.pair.id } })).toMatchObject(refused);
    expect(await sensor.send(batch, { pair: makeKeyPair() })).toMatchObject(refused);
    expect(await sensor.send(batch, { headers: { 'wireledger-sequence': '2' } })).toMatchObject(refused);
    expect(await sensor.send(batch, { headers: { 'wireledger-sensor': 'edge-1' } })).toMatchObject(refused);
    expect(await sensor.send(batch, { head: { digest: 'ab'.repeat(32) } })).toMatchObject(refused);
    expect(await sensor.send(batch, { head: { deed: 'tail' } })).toMatchObject(refused);
    expect(await facts(sensor)).toEqual([]);
    await api.api.services.trail.flush();
    const told = (await all()).filter(
      ({ type, data }) =>
        type === 'domain.ActAudited' && data.operation === 'sensor batch' && data.code === 'INGEST_UNSIGNED',
    );
    expect(told.length).toBeGreaterThan(0);
  });

  it('A-73 lets a sensor write what is its own, nothing else, whoever it says it is', async () => {
    const [own, foreign] = [await begun('edge-3'), await begun('edge-4')];
    const refused = { status: 422, body: { code: 'INGEST_REFUSED' } };
    const batch = own.batches(1);
    const wrong: readonly AppendReq[] = [
      { ...batch, stream: foreign.stream },
      { ...batch, stream: 'facts-edge-3.20261399' },
      { ...batch, stream: 'facts-edge-3.99991231' },
      { ...batch, stream: 'user-11111111-1111-4111-8111-111111111111' },
      { ...batch, stream: `sandbox-${own.source}` },
      edited(batch, ({ meta }) => ({ meta: { ...meta, actor: 'sensor:edge-4' } })),
      edited(batch, ({ meta }) => ({ meta: { ...meta, src: `edge-4/${own.source}` } })),
      edited(batch, ({ meta }) => ({
        ...{ id: batchId(foreign.source, 1), meta: { ...meta, src: `edge-3/${foreign.source}` } },
      })),
      edited(batch, () => ({ id: randomUUID() })),
      edited(batch, () => ({ type: 'domain.UserInvited' })),
      edited(batch, ({ data }) => ({ data: { ...data, n: 499 } })),
      edited(own.started(), () => ({ type: 'domain.SensorRevoked' })),
      own.started(randomUUID(), { sensor: 'edge-4' }),
      own.started(randomUUID(), { replaces: foreign.source }),
      { ...own.started(), expected: 'any' },
      edited({ ...own.started(foreign.source), expected: 'any' }, ({ data }) => ({
        ...{ type: 'domain.GapReported', data: { source: data.source, from: 1, to: 2, reason: 'x', dropped: 9 } },
      })),
    ];
    for (const [n, request] of wrong.entries()) expect([n, await own.send(request)]).toMatchObject([n, refused]);
    expect(await own.tail(foreign.stream)).toMatchObject(refused);
    // Its head and its body disagree on where it goes.
    expect(await own.sendBytes(writeAppend(own.batches(1)), 9)).toMatchObject(refused);
    expect(await own.sendBytes(Buffer.from('{"stream":'), 0)).toMatchObject(refused);
    expect(await facts(own)).toEqual([]);
    expect((await own.send(batch)).status).toBe(202);
  });

  it('A-73 refuses a revoked sensor at once, also what it had sent before, and lets it back in with another key', async () => {
    const sensor = await begun('edge-5');
    const batch = sensor.batches(1);
    expect((await sensor.send(batch)).status).toBe(202);
    const operator = await api.person('OPERATOR');
    const revoke = 'mutation { revokeSensor(name: "edge-5", reason: "stolen") { position entity { state key } } }';
    const { data } = await api.query(revoke, { token: operator });
    expect(data?.revokeSensor).toMatchObject({ entity: { state: 'REVOKED', key: null } });
    expect((await sensor.send(batch)).status).toBe(401);
    expect((await sensor.tail()).status).toBe(401);
    sensor.pair = makeKeyPair();
    await sensor.enrolled();
    expect(await sensor.send(batch)).toMatchObject({ status: 202, body: { status: 'duplicate' } });
    expect((await sensor.send(sensor.batches(2))).status).toBe(202);
  });

  it('A-73 a sensor that another process let in or revoked is known here', async () => {
    const other = await TestApi.start({ log, keysOf: api });
    try {
      const there = await new TestSensor(other, 'edge-6').enrolled();
      const here = new TestSensor(api, 'edge-6');
      here.pair = there.pair;
      expect((await here.send(here.started())).status).toBe(202);
      const text = 'mutation { revokeSensor(name: "edge-6", reason: "x") { position } }';
      await other.query(text, { token: await other.person('ADMIN') });
      expect((await here.send(here.batches(1))).status).toBe(401);
    } finally {
      await other.stop();
    }
  });

  it('A-74 takes a code once, for a key that is proven', async () => {
    const sensor = new TestSensor(api, 'edge-7');
    const code = await sensor.code();
    expect((await sensor.join(code, sensor.pair, 'A'.repeat(86))).status).toBe(403);
    expect((await sensor.join(code)).status).toBe(200);
    const again = await sensor.join(code, makeKeyPair());
    expect([again.status, await again.json()]).toMatchObject([403, { code: 'ENROLMENT_REFUSED' }]);
    expect((await sensor.send(sensor.started())).status).toBe(202);
    expect(JSON.stringify((await all()).map(({ data }) => data))).not.toContain(code);
  });

  it('A-75 keeps what a sensor with a wrong clock saw, with both times, and tells of the clock', async () => {
    const sensor = await new TestSensor(api, 'edge-8').enrolled();
    sensor.skewMs = DAY_MS;
    expect((await sensor.send(sensor.started())).status).toBe(202);
    const answer = await sensor.send(sensor.batches(1));
    expect(answer).toMatchObject({ status: 202 });
    // What it names its streams by from now on.
    expect(Math.abs(Number(answer.body.now) - Date.now())).toBeLessThan(DAY_MS / 2);
    const [kept] = await facts(sensor);
    expect(kept?.meta.occ).toEqual(sensor.batches(1).events[0]?.meta.occ);
    expect((kept?.recordedAt ?? 0) / 1000).toBeGreaterThan(Date.now() - DAY_MS);
    const told = (await all()).filter(({ type }) => type === 'domain.SensorClockReported');
    expect(told.map(({ data }) => [data.sensor, Math.round(Number(data.skewMs) / DAY_MS)])).toEqual([['edge-8', 1]]);
    const { data } = await api.query('{ remoteSensors { name clockSkewMs lastSequence } }', {
      token: await api.person('ADMIN'),
    });
    const shown = (data?.remoteSensors as { name: string; clockSkewMs: number }[]).find(
      ({ name }) => name === 'edge-8',
    );
    expect(shown).toMatchObject({ lastSequence: 1 });
    expect(Math.round((shown?.clockSkewMs ?? 0) / DAY_MS)).toBe(1);
    // Its own days are no days of ours.
    const tomorrow = new Date(Date.now() + 2 * DAY_MS).toISOString().slice(0, 10).replaceAll('-', '');
    expect((await sensor.send({ ...sensor.batches(1), stream: `facts-edge-8.${tomorrow}` })).status).toBe(422);
  });

  it('A-76 holds a sensor that begins sources without end, and no other', async () => {
    const [loud, calm] = [await begun('edge-9'), await begun('edge-10')];
    const answers: number[] = [];
    const held = await until(async () => {
      const answer = await loud.send(loud.started(randomUUID()));
      answers.push(answer.status);
      return answer.status === 429 && answer;
    });
    expect(held).toMatchObject({ body: { code: 'INGEST_BUDGET' }, retryAfter: expect.stringMatching(/^[1-9]\d*$/) });
    expect(answers.length).toBeGreaterThan(100);
    expect((await calm.send(calm.started(randomUUID()))).status).toBe(202);
  });

  it('A-76 unpacks no more than a batch may have, and has a newer sensor wait for a newer release', async () => {
    const sensor = await begun('edge-11');
    const bomb = await sensor.sendBytes(Buffer.alloc(64 * 1024 * 1024), 0);
    expect(bomb).toMatchObject({ status: 413, body: { code: 'TOO_LARGE' } });
    const batch = sensor.batches(1);
    const newer = { status: 409, body: { code: 'INGEST_NEWER' } };
    expect(await sensor.send(edited(batch, ({ meta }) => ({ meta: { ...meta, sv: 99 } })))).toMatchObject(newer);
    expect(await sensor.send(edited(batch, () => ({ type: 'telemetry.ThoughtsRecorded' })))).toMatchObject(newer);
    // A field that nobody knows here is kept.
    const more = edited(batch, ({ data }) => ({ data: { ...data, more: 7 } }));
    expect((await sensor.send(more)).status).toBe(202);
    expect((await facts(sensor))[0]?.data).toMatchObject({ more: 7 });
  });

  it('has no sensor of this host enrolled, and tells who enrolled what', async () => {
    await log.append([
      {
        ...{ stream: 'sensor-here', expected: 'none', appendId: randomUUID() },
        events: [
          {
            ...{ id: randomUUID(), type: 'domain.SensorEnrolled', data: { sensor: 'here' } },
            meta: { $correlationId: 'c', $causationId: 'c', actor: 'sensor:here', sv: 1, occ: [1, 1] },
          },
        ],
      },
    ]);
    const token = await api.person('OPERATOR');
    const { errors } = await api.query('mutation { enrolSensor(name: "here") { code } }', { token });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'NAME_TAKEN' });
    for (const name of ['intake', 'intake-2']) {
      const reserved = await api.query(`mutation { enrolSensor(name: "${name}") { code } }`, { token });
      expect(reserved.errors?.[0]?.extensions).toMatchObject({ code: 'NAME_TAKEN' });
    }
    const wrong = await api.query('mutation { enrolSensor(name: "../x") { code } }', { token });
    expect(wrong.errors?.[0]?.extensions).toMatchObject({ code: 'SENSOR_NAME' });
    const { data } = await api.query('mutation { enrolSensor(name: "edge-12") { code entity { state } } }', { token });
    expect(data?.enrolSensor).toMatchObject({
      ...{ code: expect.stringMatching(/^wl_e_edge-12\./), entity: { state: 'INVITED' } },
    });
    const viewer = await api.person('VIEWER');
    expect((await api.query('{ remoteSensors { name } }', { token: viewer })).errors).toBeDefined();
  });

  it('A-74 slows down who guesses, and tells of the fifth', async () => {
    const sensor = new TestSensor(api, 'edge-13');
    const statuses: number[] = [];
    for (let n = 0; n < 7; n++)
      statuses.push((await sensor.join(`wl_e_edge-13.${'A'.repeat(42)}${n}`, makeKeyPair())).status);
    // Earlier tries of this network count as well.
    expect(statuses.at(-1)).toBe(429);
    expect(new Set(statuses)).toEqual(new Set([403, 429]));
    const told = (await all()).filter(({ type }) => type === 'domain.SensorEnrolmentsRefused');
    expect(told.map(({ data }) => data.failures)).toEqual([5]);
    // Also with a good code: it waits like all of its network.
    expect((await sensor.join(await sensor.code())).status).toBe(429);
    api.skewMs = 61_000;
    expect((await sensor.join(await sensor.code())).status).toBe(200);
    api.skewMs = 0;
  });

  it.each([
    ['takes the one it trusts', '127.0.0.1', 'localhost', TEST_CERTIFICATE, null],
    ['not one that nobody vouches for', '127.0.0.1', 'localhost', '', /self-signed certificate/],
    ['not one of another name', '127.0.0.2', '127.0.0.2', TEST_CERTIFICATE, /not in the cert/],
  ] as const)('a sensor looks at the certificate: %s', async (_what, at, host, ca, problem) => {
    const server = createServer({ cert: TEST_CERTIFICATE, key: TEST_CERTIFICATE_KEY }, (_request, response) =>
      response.end('{}'),
    );
    await new Promise<void>((resolve) => server.listen(0, at, resolve));
    const poster = new Poster(`https://${host}:${(server.address() as AddressInfo).port}`, ca);
    try {
      const answer = poster.post('/', {}, Buffer.from('x'));
      if (problem) await expect(answer).rejects.toThrow(problem);
      else expect(await answer).toMatchObject({ status: 200, json: {} });
    } finally {
      poster.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
});
