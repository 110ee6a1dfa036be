import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';

/** Room in the kernel for datagrams that wait; it gives what net.core.rmem_max allows. */
const BUFFER_BYTES = 8 * 1024 * 1024;

/** A UDP socket that waits for export datagrams on one port. */
export class ExportSocket {
  private readonly socket: Socket;

  constructor(
    private readonly host: string,
    readonly port: number,
    take: (datagram: Buffer, address: string) => void,
  ) {
    this.socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', recvBufferSize: BUFFER_BYTES });
    this.socket.on('message', (datagram, { address }) => take(datagram, address));
  }

  /** @throws with cause and mend when the port cannot be had */
  async open(failed: (reason: string) => void): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.socket.once('error', (error) => reject(new Error(this.reason(error))));
      this.socket.bind({ address: this.host, port: this.port, exclusive: true }, resolve);
    });
    this.socket.removeAllListeners('error');
    this.socket.on('error', (error) => failed(this.reason(error)));
  }

  close(): void {
    try {
      this.socket.close();
    } catch {
      return; // it never was open
    }
  }

  private reason(error: NodeJS.ErrnoException): string {
    const place = `UDP port ${this.port} of ${this.host}`;
    switch (error.code) {
      case 'EADDRINUSE':
        return `${place} is taken by another program. Stop it, or choose another port (\`ss -lunp\` names it).`;
      case 'EACCES':
        return `${place} may not be opened by this user. Choose a port from 1024 on.`;
      case 'EADDRNOTAVAIL':
        return `${this.host} is no address of this machine. Name one that is, or 0.0.0.0.`;
      default:
        return `${place} cannot be opened: ${error.message}`;
    }
  }
}
