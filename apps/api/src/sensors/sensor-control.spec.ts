import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { HttpSensorControl } from './sensor-control';

const ORDER = {
  ...{ sha256: 'ab'.repeat(32), skip: 0, most: 10, form: 'list' as const },
  flow: { src: '10.0.0.1', dst: '10.0.0.2', srcPort: 1, dstPort: 2, proto: 6, firstUs: 0, lastUs: 9 },
};
const line = (n: number) =>
  `${JSON.stringify({ n, us: n, fromSource: true, length: 60, captured: 60, payload: 0, linktype: 1, info: 'SYN' })}\n`;

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let sensor: HttpSensorControl;
beforeAll(async () => {
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const sensorControlUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  sensor = new HttpSensorControl({ sensorControlUrl, dataDir: '', controlToken: 't' });
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const json = (status: number, body: object) =>
  (answer = (_request, response) => void response.writeHead(status).end(JSON.stringify(body)));
async function read(): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const one of sensor.packets(ORDER)) found.push(one);
  return found;
}

it('reads packets line by line, however the answer is cut', async () => {
  const text = `${line(1)}${line(2)}{"more":true}\n`;
  answer = (_request, response) => {
    response.writeHead(200);
    for (let at = 0; at < text.length; at += 7) response.write(text.slice(at, at + 7));
    response.end();
  };
  expect(await read()).toMatchObject([{ n: 1 }, { n: 2 }, { more: true }]);
});

it('an answer that breaks off is no short answer', async () => {
  answer = (_request, response) => {
    response.writeHead(200);
    response.end(line(1));
  };
  await expect(read()).rejects.toMatchObject({ code: 'SENSOR_UNREACHABLE' });
});

it('whoever has seen enough ends the connection, and nothing else', async () => {
  let gone: () => void = () => undefined;
  const closed = new Promise<void>((resolve) => (gone = resolve));
  answer = (_request, response) => {
    response.on('close', gone);
    response.writeHead(200);
    response.write(line(1) + line(2));
  };
  for await (const one of sensor.packets(ORDER)) {
    expect(one).toMatchObject({ n: 1 });
    break;
  }
  await closed;
});

it('tells what is not there from what does not answer, and a refused capture by its reason', async () => {
  json(404, { message: 'the file is not there' });
  await expect(read()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await sensor.stopImport('x')).toBe(false);
  json(422, { message: 'is not a capture.' });
  await expect(sensor.examine('x')).rejects.toMatchObject({
    ...{ code: 'CAPTURE_REFUSED', message: 'The file is not a capture.' },
  });
  json(409, { message: '8 replays run already.' });
  await expect(sensor.import({} as never)).rejects.toMatchObject({ code: 'BUSY' });
  json(500, { message: 'no room' });
  await expect(sensor.imports()).rejects.toMatchObject({
    ...{ code: 'SENSOR_UNREACHABLE', message: expect.stringMatching(/says: no room/) },
  });
});
