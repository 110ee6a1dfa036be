import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** What becomes of an upgrade request to the one path that takes them. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

const refuse = (socket: Duplex, status: string): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
};

/**
 * The only listener for upgrades. A socket that nobody listens to dies with the process on its first error, so each gets a listener before
 * anything looks at it; and the target is cut, never parsed as a URL: `//[` would throw.
 */
export function guardUpgrades(server: Server, path: string, handle: UpgradeHandler): void {
  server.prependListener('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    if ((request.url ?? '').split('?')[0] !== path) refuse(socket, '404 Not Found');
    else handle(request, socket, head);
  });
}

/** Ends an upgrade request politely. */
export const refuseUpgrade = refuse;
