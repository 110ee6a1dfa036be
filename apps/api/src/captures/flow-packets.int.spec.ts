import { CaptureParser } from '@wireledger/capture';

import { TestApi } from '../testing/test-api';
import type { SeenPacket } from './capture-sensor';

const FLOW = {
  ...{ id: 'f00d', source: '6f1c2a52-5c0e-5d6b-9f1e-2f4b6a7c8d90', sensor: 'import', proto: 'tcp' },
  ...{ src: '10.0.0.1', dst: '192.0.2.7', srcPort: 50123, dstPort: 443 },
  ...{ start: '2024-01-05T10:00:00.000001Z', end: '2024-01-05T10:00:03.000000Z' },
};
const SHA = 'ab'.repeat(32);
const START = Date.UTC(2024, 0, 5, 10) * 1000;
const packet = (n: number, linktype = 1): SeenPacket => ({
  ...{ n, us: START + n, fromSource: n % 2 === 1, length: 60 + n, captured: 4, payload: n, linktype, info: 'SYN' },
  data: Buffer.from([n, 2, 3, 4]).toString('base64'),
  layers: [{ name: 'Ethernet', from: 0, to: 4, fields: [['To', '<img src=x>']] }],
});

let api: TestApi;
let analyst: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.person('ANALYST', null, { steppedUp: true });
});
afterAll(() => api.stop());
beforeEach(() => {
  api.readModels.answers.flow = () => Promise.resolve(FLOW);
  api.readModels.answers.captures = () => Promise.resolve([{ id: SHA }]);
  api.sensor.seen = [1, 2, 3, 4, 5].map((n) => packet(n));
});

const list = async (args = '', token = analyst) => {
  const { data, errors } = await api.query(
    `{ flowPackets(id: "f00d"${args}) { stored reason more packets { n at fromSource length captured payload info } } }`,
    { token },
  );
  return (data?.flowPackets ?? errors?.[0]?.extensions) as Record<string, unknown> & { packets: unknown[] };
};
const file = (token = analyst) => api.fetch('/api/flows/f00d/pcap', { headers: { authorization: `Bearer ${token}` } });
const journal = async () => {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const { events } = await api.log.readStream({ stream: `access-api.${day}`, limit: 1000 });
  return events.at(-1);
};

it('lists headers without payload, in parts, by the flow that the read model has', async () => {
  const first = await list(', first: 3');
  expect(first).toMatchObject({ stored: true, reason: null, more: true });
  expect(first.packets).toHaveLength(3);
  expect(first.packets[0]).toEqual({
    ...{ n: 1, at: '2024-01-05T10:00:00.000001Z', fromSource: true, length: 61, captured: 4, payload: 1, info: 'SYN' },
  });
  expect(api.sensor.asked.at(-1)).toMatchObject({
    sha256: SHA,
    flow: { src: '10.0.0.1', srcPort: 50123, proto: 6, firstUs: START + 1, lastUs: START + 3_000_000 },
  });
  expect(await list(', first: 3, skip: 3')).toMatchObject({ more: false });
  for (const args of [', first: 0', ', first: 1001', ', skip: -1', ', skip: 1.5'])
    expect(await list(args)).toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('says why there are none', async () => {
  api.readModels.answers.captures = () => Promise.resolve([]);
  expect(await list()).toMatchObject({ stored: false, reason: expect.stringMatching(/was deleted/) });
  const scoped = await api.person('ANALYST', { sensor: ['import'] });
  expect(await list('', scoped)).toMatchObject({ stored: false, reason: expect.stringMatching(/part of the traffic/) });
  api.readModels.answers.flow = () => Promise.resolve({ ...FLOW, sensor: 'edge' });
  api.sensor.notStored = 'Packets are not stored.';
  expect(await list()).toMatchObject({ stored: false, reason: 'Packets are not stored.' });
  expect((await file()).status).toBe(404);
  api.sensor.notStored = null;
  api.readModels.answers.flow = () => Promise.resolve(null);
  expect(await list()).toMatchObject({ code: 'NOT_FOUND' });
});

it('A-62 payload needs a fresh second factor with a reason, and reading it is a fact', async () => {
  const ask = (token: string, n = 2) =>
    api.query(`{ flowPacket(id: "f00d", n: ${n}) { n hex layers { name from to fields { label value } } } }`, {
      token,
    });
  expect((await ask(await api.person('ANALYST'))).errors?.[0]?.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED' });
  expect((await ask(await api.person('OPERATOR'))).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  expect((await ask(analyst)).data?.flowPacket).toEqual({
    ...{ n: 2, hex: '02020304' },
    layers: [{ name: 'Ethernet', from: 0, to: 4, fields: [{ label: 'To', value: '<img src=x>' }] }],
  });
  expect(await journal()).toMatchObject({
    type: 'domain.DataAccessed',
    data: { what: 'packet 2 of flow f00d', reason: 'read: a test' },
  });
  expect((await ask(analyst, 9)).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
  expect((await ask(analyst, 0)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
});

it('leaves as a pcap file with the same bytes, times and lengths, and that is a fact', async () => {
  const response = await file();
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="flow-f00d.pcap"');
  const read: unknown[] = [];
  const parser = new CaptureParser((buffer, offset, captured, original, us, linktype) => {
    read.push([[...buffer.subarray(offset, offset + captured)], original, us, linktype]);
  });
  parser.feed(new Uint8Array(await response.arrayBuffer()));
  expect(parser.end()).toMatchObject({ error: null, truncated: false });
  expect(read).toEqual([1, 2, 3, 4, 5].map((n) => [[n, 2, 3, 4], 60 + n, START + n, 1]));
  expect(await journal()).toMatchObject({ data: { what: 'packets of flow f00d', reason: 'download: a test' } });
});

it('a file that cannot be whole breaks off: nobody takes a part for the whole', async () => {
  api.sensor.seen = [packet(1), packet(2, 101)];
  await expect(file().then((response) => response.arrayBuffer())).rejects.toThrow();
  api.sensor.seen = [];
  expect((await file()).status).toBe(404);
});
