import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server that can be cut and mended. */
export class Cable {
  private readonly sockets = new Set<Socket>();
  private whole = true;

  private constructor(private readonly server: Server) {}

  /** To a port of this host, or to a socket file. */
  static async to(far: number | string): Promise<Cable> {
    const server = createServer();
    const cable = new Cable(server);
    server.on('connection', (near) => {
      if (!cable.whole) return void near.destroy();
      const end = connect(typeof far === 'string' ? { path: far } : { port: far, host: '127.0.0.1' });
      for (const [one, other] of [
        [near, end],
        [end, near],
      ] as const) {
        cable.sockets.add(one);
        one.on('error', () => other.destroy());
        one.on('close', () => {
          cable.sockets.delete(one);
          other.destroy();
        });
      }
      near.pipe(end).pipe(near);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return cable;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Ends every connection, and takes no other. */
  cut(): void {
    this.whole = false;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.whole = true;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
