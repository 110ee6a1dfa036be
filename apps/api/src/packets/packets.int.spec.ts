import { importSource, storedCaptureDecider } from '@wireledger/domain';
import { handleCommand } from '@wireledger/event-sourcing';
import { pcapStream } from '@wireledger/events';

import { CONTROL_TOKEN, TestApi } from '../testing/test-api';
import type { SeenLately } from './packet-sensor';

const FLOW = {
  ...{ id: 'f00d', source: '6f1c2a52-5c0e-5d6b-9f1e-2f4b6a7c8d90', sensor: 'live', proto: 'tcp' },
  ...{ src: '10.0.0.1', dst: '192.0.2.7', srcPort: 50123, dstPort: 443 },
  ...{ start: '2024-01-05T10:00:00.000001Z', end: '2024-01-05T10:00:03.000000Z' },
};
const START = Date.UTC(2024, 0, 5, 10) * 1000;
const RANGE = { from: '2024-01-05T10:00:00Z', to: '2024-01-05T11:00:00Z' };
const recent: SeenLately = {
  ...{ us: START, src: '10.0.0.1', dst: '192.0.2.7', srcPort: 50123, dstPort: 443, proto: 6, length: 60 },
  ...{ captured: 60, payload: 0, vlan: 0, info: 'SYN seq 1 ack 0' },
};

let api: TestApi;
let analyst: string;
let admin: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.person('ANALYST', null, { steppedUp: true });
  admin = await api.person('ADMIN', null, { steppedUp: true });
});
afterAll(() => api.stop());
beforeEach(() => {
  api.readModels.answers.flow = () => Promise.resolve(FLOW);
  api.readModels.answers.captures = () => Promise.resolve([]);
  api.sensor.notStored = null;
  api.sensor.stored = ['pcap', 'ng'];
  api.sensor.recent = [recent];
});

const set = (mode: string, token = admin) =>
  api.query(`mutation { setPacketStorage(mode: ${mode}, reason: "a test") { mode store { mode bytes } } }`, { token });
const take = (body: object, token = analyst, path = '/api/packets/pcapng') =>
  api.fetch(path, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
const codeOf = ({ errors }: { errors?: readonly { extensions: { code?: unknown } }[] | undefined }) =>
  errors?.[0]?.extensions.code;
const refusal = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];
const journal = async () => {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const { events } = await api.log.readStream({ stream: `access-api.${day}`, limit: 1000 });
  return events.at(-1);
};

it('A-84 payload is stored by nobody alone: an administrator with a code and a reason, and a second person where four eyes are on', async () => {
  expect((await api.query('{ packetStorage { mode store { mode } } }', { token: admin })).data).toEqual({
    packetStorage: { mode: 'OFF', store: { mode: 'OFF' } },
  });
  for (const role of ['OPERATOR', 'ANALYST'] as const)
    expect(codeOf(await set('FULL', await api.person(role, null, { steppedUp: true })))).toBe('FORBIDDEN');
  expect(codeOf(await set('FULL', await api.person('ADMIN')))).toBe('STEP_UP_REQUIRED');
  const second = await api.person('ADMIN', null, { steppedUp: true });
  const eyes = (required: boolean, token: string) =>
    api.query(`mutation { setFourEyes(required: ${required}, reason: "a test") { required } }`, { token });
  const confirm = (id: unknown) =>
    api.query(`mutation { confirmApproval(id: "${String(id)}", reason: "seen") { id } }`, { token: second });
  await eyes(true, admin);
  const { errors } = await set('FULL');
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'APPROVAL_REQUIRED' });
  const stored = async () => (await api.log.tail('setting-packets')) !== 'absent';
  expect([await stored(), api.sensor.refreshed]).toEqual([false, 0]);
  await confirm(errors?.[0]?.extensions.approval);
  expect((await set('FULL')).data).toMatchObject({ setPacketStorage: { mode: 'FULL' } });
  expect([await stored(), api.sensor.refreshed]).toEqual([true, 1]);
  await confirm((await eyes(false, admin)).errors?.[0]?.extensions.approval);
  expect(codeOf(await eyes(false, admin))).toBeUndefined();
  // A sensor that does not answer asks the log when it is back.
  api.sensor.away = true;
  expect((await set('HEADERS')).data).toEqual({ setPacketStorage: { mode: 'HEADERS', store: null } });
  api.sensor.away = false;
});

it('packets of a flow that came live are those of the store, or it is said why there are none', async () => {
  api.sensor.seen = [];
  const ask = () => api.query('{ flowPackets(id: "f00d") { stored reason packets { n } } }', { token: analyst });
  expect((await ask()).data).toEqual({ flowPackets: { stored: true, reason: null, packets: [] } });
  expect(api.sensor.asked.at(-1)).toMatchObject({ source: FLOW.source, flow: { srcPort: 50123, firstUs: START + 1 } });
  api.sensor.notStored = 'Packets are not stored.';
  expect((await ask()).data).toEqual({
    flowPackets: { stored: false, reason: 'Packets are not stored.', packets: [] },
  });
});

it('A-62 leave as pcapng with a fresh second factor and a reason, which is a fact before the first byte', async () => {
  const body = { filter: 'ip = 10.0.0.1 and port = 443', ...RANGE };
  expect(await refusal(await take(body, await api.person('ANALYST')))).toEqual([403, 'STEP_UP_REQUIRED']);
  for (const role of ['ADMIN', 'OPERATOR', 'VIEWER'] as const)
    expect(await refusal(await take(body, await api.person(role)))).toEqual([403, 'FORBIDDEN']);
  const response = await take(body);
  expect([response.status, response.headers.get('x-packets'), await response.text()]).toEqual([200, '2', 'pcapng']);
  expect(response.headers.get('content-disposition')).toBe(
    'attachment; filename="packets-1704448800-1704452400.pcapng"',
  );
  expect(api.sensor.wanted.at(-1)).toEqual({
    ...{ flow: null, capture: null, filter: body.filter, sensor: null, fromUs: START, toUs: START + 3_600_000_000 },
  });
  expect(await journal()).toMatchObject({
    type: 'domain.DataAccessed',
    data: {
      what: '2 stored packets of all sensors: ip = 10.0.0.1 and port = 443',
      reason: 'download: a test',
    },
  });
  await take({ flow: 'f00d' });
  expect(api.sensor.wanted.at(-1)).toMatchObject({
    ...{ flow: { source: FLOW.source, src: '10.0.0.1', proto: 6 }, fromUs: START + 1, toUs: START + 3_000_000 },
  });
});

it('a cut of a capture of the library leaves in the same way, within its times unless others are said', async () => {
  const sha256 = 'ab'.repeat(32);
  const facts = {
    ...{ sha256, contentSha256: sha256, source: importSource(sha256), name: 'a.pcap', sizeBytes: 1, bytes: 1 },
    ...{ unpackedBytes: 1, format: 'pcap' as const, packing: 'none' as const, packets: 9, flows: 1 },
    ...{ firstUs: START + 3, lastUs: START + 60e6, linkTypes: [1], truncated: false, warnings: [] },
  };
  const context = { actor: 'system:test', correlationId: 'c', causationId: 'k', at: 1 };
  const keep = { type: 'keep', facts, by: 'user:x', at: 1 } as const;
  await handleCommand(api.log, storedCaptureDecider, pcapStream(sha256), keep, context);
  expect((await take({ capture: sha256, filter: 'port = 53' })).status).toBe(200);
  expect(api.sensor.wanted.at(-1)).toEqual({
    ...{ flow: null, sensor: null, capture: sha256, filter: 'port = 53', fromUs: START + 3, toUs: START + 60e6 },
  });
  expect(await journal()).toMatchObject({ data: { what: `2 stored packets of capture ${sha256}: port = 53` } });
  await take({ capture: sha256, from: '2024-01-05T10:00:10Z', to: '2024-01-05T10:00:20Z' });
  expect(api.sensor.wanted.at(-1)).toMatchObject({ fromUs: START + 10e6, toUs: START + 20e6 });
  expect(await refusal(await take({ capture: sha256, flow: 'f00d' }))).toEqual([400, 'BAD_USER_INPUT']);
  for (const other of ['cd'.repeat(32), '../../etc/passwd'])
    expect(await refusal(await take({ capture: other }))).toEqual([404, 'NOT_FOUND']);
  expect(await refusal(await take({ capture: sha256 }, await api.person('OPERATOR')))).toEqual([403, 'FORBIDDEN']);
});

it('what cannot be had says why, and what breaks off is no file', async () => {
  expect(await refusal(await take({ filter: 'app = tls', ...RANGE }))).toEqual([400, 'BAD_USER_INPUT']);
  expect(await refusal(await take({ filter: 'ip = ', ...RANGE }))).toEqual([400, 'BAD_FILTER']);
  expect(await refusal(await take({ filter: '' }))).toEqual([400, 'BAD_USER_INPUT']);
  expect(await refusal(await take({ from: 'noon', to: RANGE.to }))).toEqual([400, 'BAD_USER_INPUT']);
  expect(await refusal(await take({ from: RANGE.to, to: RANGE.from }))).toEqual([400, 'BAD_USER_INPUT']);
  api.sensor.stored = [];
  expect(await refusal(await take(RANGE))).toEqual([404, 'NOT_FOUND']);
  const scoped = await api.person('ANALYST', { port: [53] }, { steppedUp: true });
  expect(await refusal(await take(RANGE, scoped))).toEqual([403, 'FORBIDDEN']);
  api.sensor.stored = ['pcap', 'ng'];
  api.sensor.breaksOff = true;
  await expect(take(RANGE).then((response) => response.text())).rejects.toThrow();
  api.sensor.breaksOff = false;
});

it('whoever is on the host takes them for a reason, which is a fact', async () => {
  const response = await take({ flow: 'f00d', reason: 'case 12' }, CONTROL_TOKEN, '/api/control/packets');
  expect([response.status, await response.text()]).toEqual([200, 'pcapng']);
  expect(await journal()).toMatchObject({
    meta: { actor: 'system:host' },
    data: { what: '2 stored packets of 10.0.0.1:50123 and 192.0.2.7:443: all', reason: 'download: case 12' },
  });
  expect((await take({ flow: 'f00d' }, CONTROL_TOKEN, '/api/control/packets')).status).toBe(400);
});

it('the last packets of a sensor are listed, masked where a mode is on, and filtered by what is shown', async () => {
  const ask = (filter = '', token = analyst) =>
    api.query(
      `{ recentPackets(sensor: "live", filter: ${JSON.stringify(filter)}) { seen packets { src dst info } } }`,
      {
        token,
      },
    );
  expect((await ask('proto = tcp')).data).toEqual({
    recentPackets: { seen: 12_345, packets: [{ src: '10.0.0.1', dst: '192.0.2.7', info: recent.info }] },
  });
  expect(codeOf(await ask('state = SF'))).toBe('BAD_USER_INPUT');
  expect(codeOf(await ask('', await api.person('ANALYST', { port: [53] })))).toBe('FORBIDDEN');
  expect(codeOf(await ask('', await api.person('VIEWER')))).toBe('FORBIDDEN');
  const mask = (mode: string) =>
    api.query(`mutation { setMaskingMode(mode: ${mode}, reason: "a test") { mode } }`, { token: admin });
  await mask('PSEUDONYM');
  try {
    const { data } = await ask();
    const [packet] = (data as { recentPackets: { packets: { src: string }[] } }).recentPackets.packets;
    expect(packet?.src).toMatch(/^addr-/);
    expect((await ask(`ip = ${packet?.src}`)).errors).toBeUndefined();
    expect(api.sensor.recentFilter).toBe('ip = 10.0.0.1');
    expect(codeOf(await ask('ip = 10.0.0.1'))).toBe('BAD_FILTER');
  } finally {
    await mask('OFF');
  }
});
