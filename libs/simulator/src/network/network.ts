import type { Random } from '../random';
import type { Endpoint } from '../wire/frames';
import { Host, endpoint } from './hosts';
import { SITE_NAMES } from './names';

/** A service outside that clients reach by name. */
export interface Site {
  readonly name: string;
  readonly v4: Endpoint;
  /** Null when it has no IPv6 address. */
  readonly v6: Endpoint | null;
  /** Its name is an alias of this one. */
  readonly alias: string | null;
  readonly speaks: 'tls' | 'http' | 'quic';
  /** Round trip from the tap, µs. */
  readonly rttUs: number;
}

const WORKSTATIONS = 13;
const OUTSIDE_TTL = 53;

/**
 * The little network: 20 hosts in 10.20.0.0/16 behind one router, six of them with IPv6; the tap sits at the router. Everything outside is in the
 * ranges kept for documentation (RFC 5737, RFC 3849).
 */
export class Network {
  readonly routerMac = Uint8Array.of(0x02, 0x20, 0, 0, 0, 0x01);
  readonly router: Host;
  readonly workstations: readonly Host[];
  readonly fileServer: Host;
  readonly intranet: Host;
  readonly shellServer: Host;
  readonly printer: Host;
  readonly phones: readonly Host[];
  readonly resolver: Host;
  readonly timeServer: Endpoint;
  readonly sites: readonly Site[];

  constructor(private readonly random: Random) {
    this.router = this.inside('router', 0, 1, true);
    this.workstations = Array.from({ length: WORKSTATIONS }, (_, i) => this.inside(`ws-${i + 1}`, 1, 11 + i, i < 4));
    this.fileServer = this.inside('files', 2, 10, false);
    this.intranet = this.inside('intranet', 2, 20, true);
    this.shellServer = this.inside('shell', 2, 30, true);
    this.printer = this.inside('printer', 2, 50, false);
    this.phones = [this.inside('phone-1', 3, 101, false), this.inside('phone-2', 3, 102, false)];
    this.resolver = this.outside('192.0.2.53', '2001:db8:ffff::53');
    this.timeServer = endpoint('192.0.2.123', this.routerMac, OUTSIDE_TTL);
    this.sites = SITE_NAMES.map((name, i) => this.site(name, i));
  }

  /** The 20 hosts: 19 and the router, which also serves DHCP. */
  get insiders(): readonly Host[] {
    const servers = [this.fileServer, this.intranet, this.shellServer, this.printer];
    return [this.router, ...this.workstations, ...servers, ...this.phones];
  }

  /** Those who browse. */
  get clients(): readonly Host[] {
    return [...this.workstations, ...this.phones];
  }

  /** A host outside: its frames carry the router's MAC address. */
  outside(v4: string, v6?: string): Host {
    const addresses = { v4, mac: this.routerMac, ttl: OUTSIDE_TTL };
    return new Host(v4, this.random.fork(), v6 === undefined ? addresses : { ...addresses, v6 });
  }

  private inside(name: string, subnet: number, number: number, v6: boolean): Host {
    const mac = name === 'router' ? this.routerMac : Uint8Array.of(0x02, 0x20, 0, 0, subnet, number);
    const addresses = { v4: `10.20.${subnet}.${number}`, mac, ttl: 64 };
    const own = v6 ? { ...addresses, v6: `2001:db8:20:${subnet}::${number.toString(16)}` } : addresses;
    return new Host(name, this.random.fork(), own);
  }

  private site(name: string, index: number): Site {
    const speaks = index % 5 === 3 ? 'http' : index % 7 === 4 ? 'quic' : 'tls';
    const range = speaks === 'http' ? '198.51.100' : '203.0.113';
    const v6 =
      index % 3 === 0 ? endpoint(`2001:db8:ffff:1::${(index + 16).toString(16)}`, this.routerMac, OUTSIDE_TTL) : null;
    return {
      name,
      v4: endpoint(`${range}.${10 + index}`, this.routerMac, OUTSIDE_TTL),
      v6,
      alias: index % 4 === 1 ? `pop-${index}.edge.cdn.example` : null,
      speaks,
      rttUs: this.random.int(6_000, 90_000),
    };
  }
}
