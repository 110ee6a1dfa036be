import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** What becomes of an upgrade request to a path that takes them. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
};

/**
 * The only listener for upgrades; `doors` are all the paths that take them. A socket that nobody listens to dies with the process on its first error, so each gets a listener before
 * anything looks at it; and the target is cut, never parsed as a URL: `//[` would throw.
 */
export function guardUpgrades(server: Server, doors: ReadonlyMap<string, UpgradeHandler>): void {
  server.prependListener('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    const handle = doors.get((request.url ?? '').split('?')[0] ?? '');
    if (handle) handle(request, socket, head);
    else refuse(socket, '404 Not Found');
  });
}

/** Ends an upgrade request politely. */
export const refuseUpgrade = refuse;
