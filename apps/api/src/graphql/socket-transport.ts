import { CloseCode, type Server } from 'graphql-ws';
import { WebSocket } from 'ws';

/** What the protocol's handlers find about a connection. */
export interface SocketExtra extends Record<PropertyKey, unknown> {
  readonly socket: WebSocket;
}

const PING_MS = 12_000;

/**
 * Lets the protocol speak over a WebSocket. A frame counts as sent when it has left this process, so a slow reader slows its own subscriptions
 * and nothing piles up; whoever answers no ping is dropped.
 */
export function speak<Extra extends SocketExtra>(server: Server<Extra>, extra: Extra): void {
  const { socket } = extra;
  const closed = server.opened(
    {
      protocol: socket.protocol,
      send: (data) =>
        new Promise((resolve, reject) => {
          if (socket.readyState !== WebSocket.OPEN) resolve();
          else socket.send(data, (error) => (error ? reject(error) : resolve()));
        }),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (handle) =>
        socket.on('message', (data: Buffer) => {
          handle(data.toString('utf8')).catch(() =>
            socket.close(CloseCode.InternalServerError, 'Internal server error'),
          );
        }),
    },
    extra,
  );
  const stopPinging = keepAlive(socket);
  socket.once('close', (code, reason) => {
    stopPinging();
    void closed(code, reason.toString('utf8'));
  });
}

function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => (answered = true));
  const timer = setInterval(() => {
    if (!answered) socket.terminate();
    else if (socket.readyState === WebSocket.OPEN) {
      answered = false;
      socket.ping();
    }
  }, PING_MS).unref();
  return () => clearInterval(timer);
}
