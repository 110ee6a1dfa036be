import { lookup } from 'node:dns/promises';

import { isOnInternet, liesIn, parseIp, parsePrefix, type Prefix, unmapped } from '@wireledger/kernel';

/** How an address may be called: whether others on the way could read along, and the port where none stands there. */
interface Scheme {
  readonly secure: boolean;
  readonly port: number;
}
/** What is called by a way: its schemes, its ports below 1024, and how an address is written. */
interface Way {
  readonly schemes: Readonly<Record<string, Scheme>>;
  readonly low: readonly number[];
  readonly like: string;
}
const WAYS = {
  web: {
    schemes: { 'https:': { secure: true, port: 443 }, 'http:': { secure: false, port: 80 } },
    low: [80, 443],
    like: 'https://hooks.example.org/alerts',
  },
  syslog: {
    schemes: {
      'syslog+tls:': { secure: true, port: 6514 },
      'syslog+tcp:': { secure: false, port: 601 },
      'syslog+udp:': { secure: false, port: 514 },
    },
    low: [514, 601],
    like: 'syslog+tls://logs.example.org:6514',
  },
  whois: {
    // There is no other form of it than in clear: whoever has it asked is told so, and it is off otherwise.
    schemes: { 'whois:': { secure: true, port: 43 } },
    low: [43],
    like: 'whois://whois.iana.org',
  },
} as const satisfies Readonly<Record<string, Way>>;

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}
export type Resolve = (host: string) => Promise<readonly Address[]>;

/** An address may not be called: the message says why and how to mend it. */
export class OutboundRefused extends Error {}

const resolveByDns: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));

/**
 * Which addresses the product calls: https and syslog over TLS on the Internet; within networks that the operator allows also http and
 * syslog in clear. The address that was checked is the one that is connected to, so a name cannot mean another one a moment later.
 */
export class OutboundPolicy {
  private readonly allowed: readonly Prefix[];

  /** `allow`: prefixes (`OUTBOUND_ALLOW`). `own`: host names of this installation, which it never calls. */
  constructor(
    allow: readonly string[],
    private readonly own: readonly string[],
    private readonly resolve: Resolve = resolveByDns,
  ) {
    this.allowed = allow.flatMap((text) => parsePrefix(text) ?? []);
  }

  /** The parsed address and where to connect to; `port` is the scheme's own where none stands there. @throws OutboundRefused */
  async check(
    text: string,
    by: keyof typeof WAYS = 'web',
  ): Promise<{ readonly url: URL; readonly address: Address; readonly port: number }> {
    const way: Way = WAYS[by];
    const { url, scheme } = this.parse(text, way);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // With the dot of the root behind it a name is the same one.
    if (this.own.includes(host.toLowerCase().replace(/\.$/, '')))
      throw new OutboundRefused('This is an address of Wireledger itself. Name the receiver.');
    const found = parseIp(host)
      ? [{ address: host, family: host.includes(':') ? 6 : 4 } as const]
      : await this.ask(host);
    for (const { address } of found) this.assertReachable(url, scheme, way, address);
    const [address] = found;
    if (!address) throw new OutboundRefused(`${host} has no address.`);
    return { url, address, port: Number(url.port) || scheme.port };
  }

  private parse(text: string, { schemes, low, like }: Way): { readonly url: URL; readonly scheme: Scheme } {
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      throw new OutboundRefused(`This is no address. Write it like ${like}.`);
    }
    const scheme = schemes[url.protocol];
    if (!scheme)
      throw new OutboundRefused(
        `${url.protocol} is not called here, only ${Object.keys(schemes).join(' or ')} Write the address like ${like}.`,
      );
    if (url.username !== '' || url.password !== '')
      throw new OutboundRefused('Leave user and password out of the address: it is shown to whoever sees the channel.');
    if (url.hostname === '') throw new OutboundRefused(`The address names no host. Write it like ${like}.`);
    const port = Number(url.port) || scheme.port;
    if (port < 1024 && !low.includes(port))
      throw new OutboundRefused(`Port ${port} is not called. Use ${low.join(' or ')}, or one from 1024 on.`);
    return { url, scheme };
  }

  private async ask(host: string): Promise<readonly Address[]> {
    try {
      return await this.resolve(host);
    } catch {
      throw new OutboundRefused(`${host} cannot be resolved. Check the name, or try again.`);
    }
  }

  private assertReachable(url: URL, { secure }: Scheme, { like }: Way, address: string): void {
    const parsed = parseIp(address);
    if (!parsed) throw new OutboundRefused(`${address} is not an address.`);
    const bytes = unmapped(parsed);
    if (this.allowed.some((prefix) => liesIn(bytes, prefix))) return;
    if (!isOnInternet(bytes))
      throw new OutboundRefused(
        `${url.hostname} leads to ${address}, which is not on the Internet. To allow it, add its network to OUTBOUND_ALLOW.`,
      );
    if (!secure)
      throw new OutboundRefused(
        `On the Internet nothing is sent by ${url.protocol.slice(0, -1)}, since anybody on the way could read along. Write the address like ${like}.`,
      );
  }
}
