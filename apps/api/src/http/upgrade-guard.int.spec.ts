import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

import { OPERATION, TestApi, until } from '../testing/test-api';

const upgrade = (target: string, more = '') =>
  `GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
  `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n${more}\r\n`;

/** Regression of the unauthenticated crash of stack.md, finding 2: a socket without an error listener ends the process on a reset. */
describe('upgrade requests', () => {
  let api: TestApi;
  beforeAll(async () => {
    api = await TestApi.start();
  });
  afterAll(() => api.stop());
  const faults: unknown[] = [];
  const note = (error: unknown) => faults.push(error);
  beforeEach(() => void process.on('uncaughtException', note));
  afterEach(() => void process.off('uncaughtException', note));

  const open = async (): Promise<Socket> => {
    const socket = connect(Number(new URL(api.url).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    return socket;
  };
  const alive = async () => {
    const token = await api.token('ANALYST');
    expect(await api.query(OPERATION, { token })).toMatchObject({ data: { sensors: [] } });
    expect(faults).toEqual([]);
  };

  it.each([
    ['another path, then a reset', '/elsewhere'],
    ['a target that no URL parser takes, then a reset', '//['],
    ['an absolute target, then a reset', 'http://[::1/graphql'],
    ['the right path, then a reset', '/graphql'],
  ])('survives %s', async (_what, target) => {
    for (let i = 0; i < 5; i++) {
      const socket = await open();
      await new Promise((resolve) => socket.write(upgrade(target), resolve));
      socket.resetAndDestroy();
    }
    await alive();
  });

  it('answers another path with 404 and closes', async () => {
    const socket = await open();
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    socket.write(upgrade('/elsewhere'));
    await once(socket, 'close');
    expect(text).toMatch(/^HTTP\/1\.1 404 /);
  });

  it.each(['https://evil.example', 'null', 'http://console.localhost'])(
    'A-63 refuses the origin %s',
    async (origin) => {
      const socket = await open();
      let text = '';
      socket.on('data', (data) => (text += String(data)));
      socket.write(upgrade('/graphql', `Origin: ${origin}\r\n`));
      await once(socket, 'close');
      expect(text).toMatch(/^HTTP\/1\.1 403 /);
    },
  );

  it('takes the own origin', async () => {
    const socket = await open();
    let text = '';
    socket.on('data', (data) => (text += String(data)));
    socket.write(upgrade('/graphql', 'Origin: http://localhost\r\n'));
    await until(() => /^HTTP\/1\.1 101 /.test(text));
    socket.destroy();
  });
});
