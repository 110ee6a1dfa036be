import type { App } from '@wireledger/events/telemetry';

/** Who will connect to whom. Addresses as the flow view writes them. */
export interface Connecting {
  readonly initiator: string;
  readonly target: string;
  readonly port: number;
}

/** What a new connection is looked up by. */
export interface NewConnection {
  readonly serverPort: number;
  client(): string;
  server(): string;
}

/** Seconds of packet time for which a connection is awaited; servers wait about so long. */
const PATIENCE_S = 60;
/** Connections awaited at once; beyond it the one that was announced first is forgotten. */
const MAX_AWAITED = 4096;

interface Awaited {
  readonly port: number;
  readonly app: App;
  /** Last second in which it is awaited. */
  readonly due: number;
}

/**
 * TCP connections that were announced on other ones (FTP's data connections) and are yet to come, each awaited for a minute and found once. The target's port
 * is looked at first: most new flows cost no more.
 */
export class AnnouncedFlows {
  /** In the order in which they were announced. */
  private readonly awaited = new Map<string, Awaited>();
  /** How many are awaited at a port. */
  private readonly ports = new Map<number, number>();

  /** How many are awaited. */
  get size(): number {
    return this.awaited.size;
  }

  /** Awaits a connection, announced in `second`. */
  announce(connecting: Connecting, app: App, second: number): void {
    const key = keyOf(connecting);
    this.forget(key);
    if (this.awaited.size >= MAX_AWAITED) this.forgetOldest();
    const { port } = connecting;
    this.awaited.set(key, { port, app, due: second + PATIENCE_S });
    this.ports.set(port, (this.ports.get(port) ?? 0) + 1);
  }

  /** It will not come after all. */
  withdraw(connecting: Connecting): void {
    this.forget(keyOf(connecting));
  }

  /** What a new connection was announced to be; null when nobody awaits it. */
  take(connection: NewConnection): App | null {
    const { serverPort: port } = connection;
    if (!this.ports.has(port)) return null;
    return this.forget(keyOf({ initiator: connection.client(), target: connection.server(), port }))?.app ?? null;
  }

  /** Forgets what was awaited for too long. */
  expire(second: number): void {
    for (const [key, { due }] of this.awaited) {
      if (due >= second) return;
      this.forget(key);
    }
  }

  private forgetOldest(): void {
    for (const key of this.awaited.keys()) {
      this.forget(key);
      return;
    }
  }

  private forget(key: string): Awaited | null {
    const known = this.awaited.get(key);
    if (!known) return null;
    this.awaited.delete(key);
    const left = (this.ports.get(known.port) as number) - 1;
    if (left > 0) this.ports.set(known.port, left);
    else this.ports.delete(known.port);
    return known;
  }
}

const keyOf = ({ initiator, target, port }: Connecting): string => `${initiator} ${target} ${port}`;
