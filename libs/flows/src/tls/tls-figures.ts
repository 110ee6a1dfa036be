/** Distinct values kept of each list; a summary of more is cut off there. */
const MAX_VALUES = 16_384;

/** What of the summary's figures is about TLS, over TCP and in QUIC. */
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
  private readonly clients = new Set<string>();
  private readonly servers = new Set<string>();
  private readonly names = new Set<string>();
  /** One client and one server after the other say the same. */
  private lastClient = '';
  private lastServer = '';

  clientHello(ja3: string, serverName: string): void {
    this.clientHellos++;
    if (ja3 !== this.lastClient) keep(this.clients, ja3);
    this.lastClient = ja3;
    if (serverName !== '') keep(this.names, serverName);
  }

  serverHello(ja3s: string): void {
    this.serverHellos++;
    if (ja3s !== this.lastServer) keep(this.servers, ja3s);
    this.lastServer = ja3s;
  }

  summary(): TlsSummary {
    return {
      client_hellos: this.clientHellos,
      server_hellos: this.serverHellos,
      ja3: [...this.clients].sort(),
      ja3s: [...this.servers].sort(),
      sni: [...this.names].sort(),
    };
  }
}

function keep(values: Set<string>, value: string): void {
  if (values.size < MAX_VALUES) values.add(value);
}
