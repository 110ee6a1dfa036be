import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn, setTimeout as sleep } from 'node:timers/promises';
import { buildSchema } from 'graphql';
import { makeServer } from 'graphql-ws';
import { WebSocket, WebSocketServer } from 'ws';

import { speak } from './socket-transport';

const FRAME = 'x'.repeat(16 * 1024);
/** More than the kernel holds for one connection on its way, less than what would pile up in a process. */
const MOST_FRAMES = 2000;

describe('a reader that stops reading', () => {
  let http: Server;
  let sockets: WebSocketServer;
  /** Frames that were asked of the source, by reader. */
  const made = { slow: 0, quick: 0 };

  beforeAll(async () => {
    const schema = buildSchema('type Query { a: Int } type Subscription { slow: String! quick: String! }');
    async function* frames(reader: keyof typeof made) {
      for (;;) {
        await turn();
        made[reader]++;
        yield { [reader]: FRAME };
      }
    }
    const roots = { subscription: { slow: () => frames('slow'), quick: () => frames('quick') } };
    const protocol = makeServer<Record<string, unknown>, { socket: WebSocket }>({ schema, roots });
    http = createServer().listen(0, '127.0.0.1');
    await once(http, 'listening');
    sockets = new WebSocketServer({ server: http, perMessageDeflate: false });
    sockets.on('connection', (socket) => speak(protocol, { socket }));
  });
  afterAll(() => {
    for (const client of sockets.clients) client.terminate();
    sockets.close();
    http.close();
  });

  const reading = async (reader: keyof typeof made): Promise<{ socket: WebSocket; seen: () => number }> => {
    const { port } = http.address() as AddressInfo;
    const socket = new WebSocket(`ws://127.0.0.1:${port}`, 'graphql-transport-ws');
    const subscribing = JSON.stringify({
      id: 'a',
      type: 'subscribe',
      payload: { query: `subscription { ${reader} }` },
    });
    let seen = 0;
    socket.on('message', (data: Buffer) => {
      const { type } = JSON.parse(data.toString('utf8')) as { type: string };
      if (type === 'next') seen++;
      else if (type === 'connection_ack') socket.send(subscribing);
    });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    return { socket, seen: () => seen };
  };
  const seenAtLeast = async (seen: () => number, count: number) => {
    while (seen() < count) await sleep(5);
  };

  it('A-46 slows its own frames alone, and nothing piles up', async () => {
    const slow = await reading('slow');
    await seenAtLeast(slow.seen, 1);
    slow.socket.pause();
    // Its source rests once the connection is full; were frames kept here, it would go on without end.
    for (let before = -1; before !== made.slow && made.slow < MOST_FRAMES;) {
      before = made.slow;
      await sleep(500);
    }
    expect(made.slow).toBeLessThan(MOST_FRAMES);
    const quick = await reading('quick');
    await seenAtLeast(quick.seen, MOST_FRAMES);
    expect(made.slow).toBeLessThan(MOST_FRAMES);
    quick.socket.terminate();
    const rested = made.slow;
    slow.socket.resume();
    await seenAtLeast(() => made.slow, rested + 100);
    slow.socket.terminate();
  });
});
