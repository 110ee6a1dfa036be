import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import path from 'node:path';
import { storedCaptureDecider } from '@wireledger/domain';
import { loadStream } from '@wireledger/event-sourcing';
import { pcapStream } from '@wireledger/events';

import { TestApi, until } from '../testing/test-api';

jest.setTimeout(120_000);

let api: TestApi;
let analyst: string;
let admin: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.person('ANALYST', null, { steppedUp: true });
  admin = await api.person('ADMIN', null, { steppedUp: true });
});
afterAll(() => api.stop());

const sha = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const auth = (token: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${token}`, ...more });
interface Body {
  readonly id: string;
  readonly offset: number;
  readonly code: string;
  readonly message: string;
  readonly name: string;
  readonly duplicate: boolean;
}
const answer = async (response: Promise<Response>) => {
  const { status, ...rest } = { status: (await response).status };
  return { ...rest, status, ...((await (await response).json()) as Body) };
};
const begin = (sizeBytes: number, name = 'a.pcap', token = analyst) =>
  answer(api.fetch('/api/captures/uploads', { json: { name, sizeBytes }, headers: auth(token) }));
const piece = (id: string, offset: number, bytes: Buffer, token = analyst, more: Record<string, string> = {}) =>
  answer(
    api.fetch(`/api/captures/uploads/${id}`, {
      method: 'PATCH',
      body: new Uint8Array(bytes),
      headers: auth(token, {
        'content-type': 'application/octet-stream',
        'upload-offset': String(offset),
        ...more,
      }),
    }),
  );
const finish = (id: string, token = analyst) =>
  answer(api.fetch(`/api/captures/uploads/${id}/finish`, { method: 'POST', headers: auth(token) }));
const state = (id: string, token = analyst) =>
  answer(api.fetch(`/api/captures/uploads/${id}`, { headers: auth(token) }));
async function upload(bytes: Buffer, name = 'a.pcap', token = analyst) {
  const { id } = await begin(bytes.length, name, token);
  await piece(id, 0, bytes, token);
  return finish(id, token);
}
const folder = (part: string) => path.join(api.dataDir, 'captures', part);
const mutate = async (text: string, token = analyst) => {
  const { data, errors } = await api.query(`mutation { done: ${text} { position } }`, { token });
  return { done: data?.done, code: errors?.[0]?.extensions.code, message: errors?.[0]?.message };
};
const kept = async (id: string) => (await loadStream(api.log, storedCaptureDecider, pcapStream(id))).state;

describe('an upload', () => {
  it('comes in pieces, is looked at and kept under its hash', async () => {
    const bytes = randomBytes(300_000);
    const { id, offset, status } = await begin(bytes.length, '../../etc/Büro\u202e <b>.pcap');
    expect([status, offset]).toEqual([201, 0]);
    expect(await piece(id, 0, bytes.subarray(0, 100_000))).toMatchObject({ status: 200, offset: 100_000 });
    expect(await state(id)).toMatchObject({ offset: 100_000, sizeBytes: 300_000 });
    expect(await finish(id)).toMatchObject({ status: 409, code: 'UPLOAD_OFFSET', offset: 100_000 });
    expect(await piece(id, 100_000, bytes.subarray(100_000))).toMatchObject({ offset: 300_000 });
    expect(await finish(id)).toMatchObject({ status: 200, id: sha(bytes), name: 'Büro <b>.pcap', duplicate: false });
    expect(await kept(sha(bytes))).toMatchObject({ deleted: false, facts: { packets: 7, name: 'Büro <b>.pcap' } });
    expect(readdirSync(folder('store'))).toContain(sha(bytes));
    expect(await state(id)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect(readdirSync(folder('incoming')).filter((name) => name.startsWith(id))).toEqual([]);
  });

  it('A-31 cut at 99 % goes on where the server is, and nothing that was acknowledged is lost', async () => {
    const bytes = randomBytes(2_000_000);
    const { id } = await begin(bytes.length);
    expect(await piece(id, 0, bytes.subarray(0, 1_000_000))).toMatchObject({ offset: 1_000_000 });
    await cutOff(id, 1_000_000, bytes.subarray(1_000_000, 1_980_000));
    const { offset } = await state(id);
    expect(offset).toBeGreaterThan(1_000_000);
    expect(offset).toBeLessThanOrEqual(1_980_000);
    const resumed = await until(async () => {
      const { offset: from } = await state(id);
      const sent = await piece(id, from, bytes.subarray(from));
      return sent.status === 200 ? sent : null;
    });
    expect(resumed.offset).toBe(2_000_000);
    expect(await finish(id)).toMatchObject({ status: 200, id: sha(bytes) });
  });

  it('A-31 with a gap, an overlap, too much or another type is refused, and what is there stays', async () => {
    const { id } = await begin(10);
    expect(await piece(id, 5, Buffer.alloc(5))).toMatchObject({ status: 409, code: 'UPLOAD_OFFSET', offset: 0 });
    await piece(id, 0, Buffer.from('12345'));
    expect(await piece(id, 0, Buffer.from('12345'))).toMatchObject({ status: 409, offset: 5 });
    expect(await piece(id, 5, Buffer.alloc(6))).toMatchObject({ status: 413, code: 'TOO_LARGE' });
    expect(await piece(id, 5, Buffer.alloc(5), analyst, { 'content-type': 'text/plain' })).toMatchObject({
      status: 400,
    });
    expect(await piece(id, 5, Buffer.alloc(5), analyst, { 'upload-offset': '-1' })).toMatchObject({ status: 400 });
    expect(await state(id)).toMatchObject({ offset: 5 });
    expect(await piece(id, 5, Buffer.from('67890'))).toMatchObject({ offset: 10 });
  });

  it('that is no capture is refused with the reason, and nothing of it is left', async () => {
    const { id } = await begin(7);
    await piece(id, 0, Buffer.from('nothing'));
    expect(await finish(id)).toMatchObject({
      ...{ status: 422, code: 'CAPTURE_REFUSED' },
      message: expect.stringMatching(/^The file is not a capture/),
    });
    expect(readdirSync(folder('incoming')).filter((name) => name.startsWith(id))).toEqual([]);
  });

  it('of what is there already adds nothing', async () => {
    const bytes = randomBytes(1000);
    await upload(bytes, 'first.pcap');
    expect(await upload(bytes, 'second.pcap')).toMatchObject({ id: sha(bytes), duplicate: true, name: 'first.pcap' });
  });

  it('waits for a sensor that is away, and is finished when it is asked for again', async () => {
    const bytes = randomBytes(1000);
    const { id } = await begin(bytes.length);
    await piece(id, 0, bytes);
    api.sensor.away = true;
    expect(await finish(id)).toMatchObject({ status: 503, code: 'SENSOR_UNREACHABLE' });
    api.sensor.away = false;
    expect(await finish(id)).toMatchObject({ status: 200, id: sha(bytes) });
  });

  it('A-28 A-58 belongs to whoever began it, and its id never becomes a path', async () => {
    const { id } = await begin(10);
    const other = await api.person('ANALYST');
    for (const tried of [state(id, other), piece(id, 0, Buffer.alloc(1), other), finish(id, other)])
      expect(await tried).toMatchObject({ status: 404 });
    for (const bad of ['..%2f..%2fetc%2fpasswd', '%2e%2e%2fstore', 'x%00', `${id}.json`])
      expect(await state(bad)).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    expect((await api.fetch(`/api/captures/uploads/${id}`, { method: 'DELETE', headers: auth(analyst) })).status).toBe(
      204,
    );
    expect(await state(id)).toMatchObject({ status: 404 });
  });

  it('has limits, told before a byte is sent', async () => {
    expect(await begin(2 * 1024 ** 3 + 1)).toMatchObject({ status: 400, code: 'LIMIT_EXCEEDED' });
    expect(await begin(0)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    const busy = await api.person('ANALYST');
    for (let n = 0; n < 8; n++) expect((await begin(10, 'a', busy)).status).toBe(201);
    expect(await begin(10, 'a', busy)).toMatchObject({ code: 'LIMIT_EXCEEDED' });
    const scoped = await api.person('ANALYST', { sensor: ['edge'] });
    expect(await begin(10, 'a', scoped)).toMatchObject({ status: 403, code: 'FORBIDDEN' });
  });

  it('from a page of another site is refused', async () => {
    const headers = auth(analyst, { origin: 'https://evil.example' });
    const tried = api.fetch('/api/captures/uploads', { json: { name: 'a', sizeBytes: 1 }, headers });
    expect(await answer(tried)).toMatchObject({ status: 403, code: 'FOREIGN_ORIGIN' });
  });

  it('that nobody goes on with is given up, and bytes of nobody as well', async () => {
    const { id } = await begin(10);
    await piece(id, 0, Buffer.from('12345'));
    const orphan = path.join(folder('incoming'), '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11');
    writeFileSync(orphan, 'bytes');
    const { uploads } = api.api.services;
    await uploads.sweep();
    expect(await state(id)).toMatchObject({ offset: 5 });
    api.skewMs = 25 * 3600_000;
    await uploads.sweep();
    api.skewMs = 0;
    expect(existsSync(orphan)).toBe(false);
    expect(readdirSync(folder('incoming')).filter((name) => name.startsWith(id))).toEqual([]);
  });
});

describe('a stored capture', () => {
  it('is imported once, with what the sensor needs; stopped; and goes on', async () => {
    const { id } = await upload(randomBytes(500), 'office.pcap');
    expect(await mutate(`importCapture(id: "${id}")`)).toMatchObject({ done: { position: expect.any(String) } });
    expect(api.sensor.ordered.at(-1)).toMatchObject({ name: 'office.pcap', sensor: 'import', sha256: id, packets: 7 });
    const { source } = api.sensor.ordered.at(-1) as { source: string };
    expect(await mutate(`stopCaptureImport(id: "${id}")`)).toMatchObject({ done: { position: expect.any(String) } });
    expect(await mutate(`stopCaptureImport(id: "${id}")`)).toMatchObject({ code: 'NOT_FOUND' });
    await mutate(`importCapture(id: "${id}")`);
    expect(api.sensor.ordered.at(-1)?.source).toBe(source);
    expect(await kept(id)).toMatchObject({ import: 'requested' });
  });

  it('whose sensor is away: the wish stands, and asking again carries it out', async () => {
    const { id } = await upload(randomBytes(500));
    api.sensor.away = true;
    expect(await mutate(`importCapture(id: "${id}")`)).toMatchObject({ code: 'SENSOR_UNREACHABLE' });
    api.sensor.away = false;
    expect((await mutate(`importCapture(id: "${id}")`)).done).toBeTruthy();
    expect(api.sensor.ordered.at(-1)?.sha256).toBe(id);
  });

  it('is deleted by whoever gave it, or by an administrator; its file is gone', async () => {
    const { id } = await upload(randomBytes(500));
    const other = await api.person('ANALYST', null, { steppedUp: true });
    expect(await mutate(`deleteCapture(id: "${id}")`, other)).toMatchObject({ code: 'FORBIDDEN' });
    expect((await mutate(`deleteCapture(id: "${id}")`)).done).toBeTruthy();
    expect(existsSync(path.join(folder('store'), id))).toBe(false);
    expect(await mutate(`deleteCapture(id: "${id}")`)).toMatchObject({ code: 'NOT_FOUND' });
    expect(await mutate(`importCapture(id: "${id}")`)).toMatchObject({ code: 'NOT_FOUND' });
    const { id: second } = await upload(randomBytes(500));
    expect((await mutate(`deleteCapture(id: "${second}", reason: "too old")`, admin)).done).toBeTruthy();
  });

  it('A-28 leaves as it came, with a reason that the journal keeps, and never by a link in the store', async () => {
    const bytes = randomBytes(5000);
    const { id } = await upload(bytes, 'evil".pcap');
    const file = (token: string, at = id) => api.fetch(`/api/captures/${at}/file`, { headers: auth(token) });
    const response = await file(analyst);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="capture-${id.slice(0, 12)}.pcap"`);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
    const { events } = await api.log.readStream({ stream: `access-api.${day}`, limit: 1000 });
    expect(events.at(-1)).toMatchObject({
      type: 'domain.DataAccessed',
      data: { what: `capture ${id}`, reason: 'download: a test' },
    });
    const unproven = await api.person('ANALYST');
    expect(await answer(file(unproven))).toMatchObject({ status: 403, code: 'STEP_UP_REQUIRED' });
    for (const bad of ['..%2f..%2fetc%2fpasswd', '0'.repeat(64), id.toUpperCase(), `${id}%00`])
      expect(await answer(file(analyst, bad))).toMatchObject({ status: 404, code: 'NOT_FOUND' });
    await mutate(`deleteCapture(id: "${id}")`);
    await upload(bytes);
    const stored = path.join(folder('store'), id);
    rmSync(stored);
    symlinkSync('/etc/passwd', stored);
    expect(await answer(file(analyst))).toMatchObject({ status: 404 });
  });
});

it('imports are told as they go, and that the sensor does not answer', async () => {
  const { client } = api.socket(analyst);
  const frames: { imports: { held: string | null }[]; reachable: boolean }[] = [];
  const failed: unknown[] = [];
  client.subscribe(
    { query: 'subscription { captureImports { imports { source packets held } reachable } }' },
    {
      next: ({ data }) => void frames.push((data as { captureImports: (typeof frames)[0] }).captureImports),
      error: (error) => void failed.push(error),
      complete: () => undefined,
    },
  );
  await until(() => frames.length > 0);
  const { id } = await upload(randomBytes(500));
  await mutate(`importCapture(id: "${id}")`);
  await until(() => frames.some(({ imports }) => imports.some(({ held }) => held === null)));
  await mutate(`stopCaptureImport(id: "${id}")`);
  await until(() => frames.some(({ imports }) => imports.some(({ held }) => held === 'stopped by a person')));
  api.sensor.away = true;
  await until(() => frames.some(({ reachable }) => !reachable));
  api.sensor.away = false;
  expect(failed).toEqual([]);
});

it('the library names people, and hides names of files from masked readers', async () => {
  const row = {
    ...{ id: '0'.repeat(64), source: '6f1c2a52-5c0e-5d6b-9f1e-2f4b6a7c8d90', name: 'secret plan.pcap', sizeBytes: 1 },
    ...{ unpackedBytes: 1, format: 'pcap', packing: 'none', packets: 1, bytes: 1, flows: 1, firstPacket: null },
    ...{ lastPacket: null, linkTypes: [1, 113, 999], truncated: false, warnings: [], uploadedBy: 'system:x' },
    ...{ uploadedAt: '2026-11-21T08:00:00.000000Z', state: 'stored', importedBy: null, importedAt: null },
  };
  api.readModels.answers.captures = () => Promise.resolve([row]);
  const ask = async (token: string) =>
    (await api.query('{ captures { name linkTypes uploadedByName mine } uploadLimits { fileBytes } }', { token })).data;
  expect(await ask(analyst)).toEqual({
    captures: [
      {
        ...{ name: 'secret plan.pcap', uploadedByName: 'Wireledger', mine: false },
        linkTypes: ['Ethernet', 'Linux cooked', 'link type 999'],
      },
    ],
    uploadLimits: { fileBytes: 2 * 1024 ** 3 },
  });
  const viewer = await ask(await api.token('VIEWER'));
  expect(JSON.stringify(viewer)).not.toContain('secret');
  delete api.readModels.answers.captures;
});

/** Sends a piece and breaks the connection before its end, once the server has got some of it. */
async function cutOff(id: string, offset: number, bytes: Buffer): Promise<void> {
  const sending = httpRequest(`${api.url}/api/captures/uploads/${id}`, {
    method: 'PATCH',
    headers: auth(analyst, {
      'content-type': 'application/octet-stream',
      'upload-offset': String(offset),
      'content-length': String(bytes.length + 20_000),
    }),
  });
  sending.on('error', () => undefined);
  sending.write(bytes);
  await until(async () => (await state(id)).offset > offset);
  sending.destroy();
}
