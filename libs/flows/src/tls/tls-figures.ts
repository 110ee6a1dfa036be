import type { Core } from '../core';
import { DistinctTexts } from '../distinct-texts';

/** What of the summary's figures is about TLS, over TCP and in QUIC; DTLS is not counted in them. */
export interface TlsSummary {
  /** ClientHello messages. */
  readonly client_hellos: number;
  /** ServerHello messages, those that ask the client to try again (HelloRetryRequest) included. */
  readonly server_hellos: number;
  /** Distinct values of all ClientHellos and ServerHellos, sorted; at most 16,384 each. */
  readonly ja3: readonly string[];
  readonly ja3s: readonly string[];
  /** Server names asked for. */
  readonly sni: readonly string[];
}

/** Counts what the summary says of TLS. */
export class TlsFigures {
  private clientHellos = 0;
  private serverHellos = 0;
  private readonly clients = new DistinctTexts();
  private readonly servers = new DistinctTexts();
  private readonly names = new DistinctTexts();

  /** @param core counts hellos that say nothing new */
  constructor(private readonly core: Core) {}

  /** @param serverName '' when it was counted before */
  clientHello(ja3: string, serverName: string): void {
    this.clientHellos++;
    this.clients.add(ja3);
    this.names.add(serverName);
  }

  /** Of a ClientHello that is counted elsewhere. */
  serverName(name: string): void {
    this.names.add(name);
  }

  serverHello(ja3s: string): void {
    this.serverHellos++;
    this.servers.add(ja3s);
  }

  summary(): TlsSummary {
    return {
      client_hellos: this.clientHellos + this.core.clientHellosCounted(),
      server_hellos: this.serverHellos + this.core.serverHellosCounted(),
      ja3: this.clients.sorted(),
      ja3s: this.servers.sorted(),
      sni: this.names.sorted(),
    };
  }
}
