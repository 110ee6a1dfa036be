import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { CaptureParser, CaptureWriter, interfaceBlock, sectionBlock, writePacketBlock } from '@wireledger/capture';
import { formatIp, parseIp } from '@wireledger/kernel';
import { addressMasks, maskingKeys } from '@wireledger/platform/masking';

import { CONTROL_TOKEN, TestApi } from '../testing/test-api';

const [CLIENT, SERVER] = ['10.0.0.1', '192.0.2.7'] as const;
const START = Date.UTC(2024, 0, 5, 10) * 1000;
const FLOW = {
  ...{ id: 'f00d', source: '6f1c2a52-5c0e-5d6b-9f1e-2f4b6a7c8d90', sensor: 'import', proto: 'udp' },
  ...{ src: CLIENT, dst: SERVER, srcPort: 12345, dstPort: 53 },
  ...{ start: '2024-01-05T10:00:00.000000Z', end: '2024-01-05T10:00:03.000000Z' },
};
const RANGE = { from: '2024-01-05T10:00:00Z', to: '2024-01-05T11:00:00Z' };
/** Ethernet, IPv4, UDP from the client to the server, and a name. */
const FRAME = Buffer.concat([
  Buffer.from(
    '0200000000010200000000020800' + '4500002a000100004011000' + '00a000001c0000207' + '303900350016abcd',
    'hex',
  ),
  Buffer.from('secret.example'),
]);
const HEADERS = 42;

let api: TestApi;
let analyst: string;
let admin: string;
let capture: string;
beforeAll(async () => {
  api = await TestApi.start();
  analyst = await api.person('ANALYST', null, { steppedUp: true });
  admin = await api.person('ADMIN', null, { steppedUp: true });
  capture = await upload(gzipSync(pcapFile()));
});
afterAll(() => api.stop());
beforeEach(() => {
  api.readModels.answers.flow = () => Promise.resolve(FLOW);
  api.readModels.answers.captures = () => Promise.resolve([{ id: capture }]);
  api.sensor.stored = [pcapngFile()];
  api.sensor.seen = [1, 2].map((n) => ({
    ...{ n, us: START + n, fromSource: true, length: FRAME.length, captured: FRAME.length, payload: 14, linktype: 1 },
    ...{ info: '', data: FRAME.toString('base64') },
    layers: [{ name: 'IPv4', from: 14, to: 34, fields: [['Source', CLIENT]] }],
  }));
});

function pcapFile(): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  for (let n = 0; n < 3; n++) writer.write(FRAME, START + n);
  writer.end();
  return Buffer.concat(parts);
}

function pcapngFile(): Buffer {
  const packet = Buffer.alloc(200);
  const end = writePacketBlock(packet, 0, {
    ...{ buffer: FRAME, offset: 0, captured: FRAME.length, original: FRAME.length, us: START, iface: 0 },
  });
  return Buffer.concat([sectionBlock(), interfaceBlock(1), packet.subarray(0, end)]);
}

const auth = (token = analyst) => ({ authorization: `Bearer ${token}` });
const post = (path: string, body: object, token = analyst) =>
  api.fetch(path, {
    method: 'POST',
    headers: { ...auth(token), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

async function upload(bytes: Buffer): Promise<string> {
  const begun = await post('/api/captures/uploads', { name: 'a.pcap.gz', sizeBytes: bytes.length });
  const { id } = (await begun.json()) as { id: string };
  await api.fetch(`/api/captures/uploads/${id}`, {
    method: 'PATCH',
    body: new Uint8Array(bytes),
    headers: { ...auth(), 'content-type': 'application/octet-stream', 'upload-offset': '0' },
  });
  await post(`/api/captures/uploads/${id}/finish`, {});
  return createHash('sha256').update(bytes).digest('hex');
}

async function mode(to: string): Promise<void> {
  const text = `mutation { setMaskingMode(mode: ${to}, reason: "a test") { mode } }`;
  expect((await api.query(text, { token: admin })).errors).toBeUndefined();
}

const file = (path: string, token = analyst) => api.fetch(path, { headers: auth(token) });
const nameOf = (response: Response) =>
  /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1];
const packet = async (n = 1) => {
  const text = `{ flowPacket(id: "f00d", n: ${n}) { hex layers { name from to fields { label value } } } }`;
  const { data } = await api.query(text, { token: analyst });
  return (data as { flowPacket: { hex: string; layers: { name: string; fields: { label: string; value: string }[] }[] } }).flowPacket; // prettier-ignore
};
const told = async () => {
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '');
  const { events } = await api.log.readStream({ stream: `access-api.${day}`, limit: 1000 });
  return (events.at(-1)?.data as { what: string }).what;
};

/** What the addresses become on the pages, under PREFIX. */
function onPages(address: string): string {
  const shown = addressMasks(maskingKeys(api.dataDir)).prefix.of(parseIp(address) as Uint8Array);
  return shown.slice('addr-'.length);
}

/** Packets of a file: addresses, ports, length on the wire; nothing that may not be in it. */
async function packetsIn(response: Response): Promise<{ from: string; to: string; ports: string; length: number }[]> {
  expect(response.status).toBe(200);
  const bytes = Buffer.from(await response.arrayBuffer());
  for (const raw of ['secret', CLIENT, SERVER]) expect(bytes.includes(raw)).toBe(false);
  for (const raw of [CLIENT, SERVER]) expect(bytes.includes(Buffer.from(parseIp(raw) ?? []))).toBe(false);
  for (const mac of ['020000000001', '020000000002']) expect(bytes.includes(Buffer.from(mac, 'hex'))).toBe(false);
  const packets: { from: string; to: string; ports: string; length: number }[] = [];
  const parser = new CaptureParser((buffer, at, captured, length) => {
    expect(captured).toBe(HEADERS);
    const address = (from: number) => formatIp(buffer.subarray(at + from, at + from + 4));
    const ports = Buffer.from(buffer.subarray(at + 34, at + 38)).toString('hex');
    packets.push({ from: address(26), to: address(30), ports, length });
  });
  parser.feed(bytes);
  expect(parser.end()).toMatchObject({ error: null, truncated: false });
  return packets;
}

describe('A-81 while a masking mode is on, packets are masked wherever they leave', () => {
  beforeAll(() => mode('PREFIX'));
  afterAll(() => mode('OFF'));
  const seen = () => ({ from: onPages(CLIENT), to: onPages(SERVER), ports: '30390035', length: FRAME.length });

  it('the file of a capture, by the addresses of the pages', async () => {
    const response = await file(`/api/captures/${capture}/file`);
    expect(nameOf(response)).toBe(`capture-${capture.slice(0, 12)}-masked.pcap`);
    expect(await packetsIn(response)).toEqual([seen(), seen(), seen()]);
    expect(await told()).toBe(`capture ${capture}, masked (PREFIX)`);
  });

  it('the packets of a flow, and one with its bytes and layers', async () => {
    const response = await file('/api/flows/f00d/pcap');
    expect(nameOf(response)).toBe('flow-f00d-masked.pcap');
    expect(await packetsIn(response)).toEqual([seen(), seen()]);
    expect(await told()).toBe('packets of flow f00d, masked (PREFIX)');
    const { hex, layers } = await packet();
    expect(hex).toHaveLength(2 * HEADERS);
    expect(layers.map(({ name }) => name)).toEqual(['Ethernet', 'IPv4', 'UDP']);
    expect(layers[1]?.fields.slice(0, 2)).toEqual([
      { label: 'Source', value: onPages(CLIENT) },
      { label: 'Destination', value: onPages(SERVER) },
    ]);
    expect(await told()).toBe('packet 1 of flow f00d, masked (PREFIX)');
    const { data } = await api.query('{ flowPackets(id: "f00d") { packets { n at info } } }', { token: analyst });
    expect(JSON.stringify(data)).not.toMatch(/10\.0\.0\.1|192\.0\.2\.7|secret/);
  });

  it('stored packets that a filter of masked values lets pass; a guess proves nothing', async () => {
    const take = (filter: string) => post('/api/packets/pcapng', { filter, ...RANGE });
    const response = await take(`ip = addr-${onPages(CLIENT)}`);
    expect(nameOf(response)).toMatch(/-masked\.pcapng$/);
    expect(await packetsIn(response)).toEqual([seen()]);
    expect(api.sensor.wanted.at(-1)?.filter).toBe(`ip = ${CLIENT}`);
    expect(await told()).toBe(`1 stored packets of all sensors, masked (PREFIX): ip = ${CLIENT}`);
    const asked = api.sensor.wanted.length;
    const guessed = await take(`ip = ${CLIENT}`);
    expect([guessed.status, ((await guessed.json()) as { code: string }).code]).toEqual([400, 'BAD_FILTER']);
    expect(api.sensor.wanted).toHaveLength(asked);
  });

  it('whoever is on the host takes them in clear, or masked to hand them on', async () => {
    const take = (body: object) =>
      post('/api/control/packets', { flow: 'f00d', reason: 'case 12', ...body }, CONTROL_TOKEN);
    expect(Buffer.from(await (await take({})).arrayBuffer()).includes('secret')).toBe(true);
    expect(await packetsIn(await take({ masked: true }))).toEqual([seen()]);
    expect(await told()).toMatch(/, masked \(PREFIX\): all$/);
  });

  it('in clear again for whom addresses are revealed, and masked when the leave is over', async () => {
    await api.query('mutation { revealAddresses { masked } }', { token: analyst });
    const response = await file('/api/flows/f00d/pcap');
    expect(nameOf(response)).toBe('flow-f00d.pcap');
    expect(Buffer.from(await response.arrayBuffer()).includes('secret')).toBe(true);
    expect((await packet()).layers[0]?.fields).toEqual([{ label: 'Source', value: CLIENT }]);
    // What was shown masked before is still understood.
    expect((await post('/api/packets/pcapng', { filter: `ip = addr-${onPages(CLIENT)}`, ...RANGE })).status).toBe(200);
    expect(api.sensor.wanted.at(-1)?.filter).toBe(`ip = ${CLIENT}`);
    await api.query('mutation { hideAddresses { mode } }', { token: analyst });
    expect(nameOf(await file('/api/flows/f00d/pcap'))).toBe('flow-f00d-masked.pcap');
  });

  it.each(['PSEUDONYM', 'TRUNCATE'])('in the form in force: %s', async (form) => {
    await mode(form);
    const [first, second] = await packetsIn(await file('/api/flows/f00d/pcap'));
    expect(first).toEqual(second);
    expect(first?.from === '10.0.0.0').toBe(form === 'TRUNCATE');
    expect(first?.from).not.toBe(onPages(CLIENT));
  });
});

it('who may take packets at all is as before: not within a scope, not without a fresh code', async () => {
  await mode('PREFIX');
  try {
    const scoped = await api.person('ANALYST', { port: [53] }, { steppedUp: true });
    expect((await file(`/api/captures/${capture}/file`, scoped)).status).toBe(403);
    expect((await file(`/api/captures/${capture}/file`, await api.person('ANALYST'))).status).toBe(403);
    expect((await file('/api/flows/f00d/pcap', await api.person('VIEWER', null, { steppedUp: true }))).status).toBe(
      403,
    );
  } finally {
    await mode('OFF');
  }
});
