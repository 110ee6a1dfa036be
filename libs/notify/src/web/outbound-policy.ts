import { lookup } from 'node:dns/promises';

import { isOnInternet, liesIn, parseIp, parsePrefix, type Prefix, unmapped } from '@wireledger/kernel';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}
export type Resolve = (host: string) => Promise<readonly Address[]>;

/** A web address may not be called: the message says why and how to mend it. */
export class OutboundRefused extends Error {}

const resolveByDns: Resolve = async (host) =>
  (await lookup(host, { all: true })).map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }));

/**
 * Which web addresses the product calls: https on the Internet; within networks that the operator allows also http. The address that was
 * checked is the one that is connected to, so a name cannot mean another one a moment later.
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

  /** The parsed address and where to connect to. @throws OutboundRefused */
  async check(text: string): Promise<{ readonly url: URL; readonly address: Address }> {
    const url = this.parse(text);
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (this.own.includes(host.toLowerCase()))
      throw new OutboundRefused('This is an address of Wireledger itself. Name the receiver.');
    const found = parseIp(host)
      ? [{ address: host, family: host.includes(':') ? 6 : 4 } as const]
      : await this.ask(host);
    for (const { address } of found) this.assertReachable(url, address);
    const [address] = found;
    if (!address) throw new OutboundRefused(`${host} has no address.`);
    return { url, address };
  }

  private parse(text: string): URL {
    let url: URL;
    try {
      url = new URL(text);
    } catch {
      throw new OutboundRefused('This is no web address. Write it like https://hooks.example.org/alerts.');
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:')
      throw new OutboundRefused('Only https is called. Write the address like https://hooks.example.org/alerts.');
    if (url.username !== '' || url.password !== '')
      throw new OutboundRefused('Leave user and password out of the address: it is shown to whoever sees the channel.');
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    if (port < 1024 && port !== 80 && port !== 443)
      throw new OutboundRefused(`Port ${port} is no port of a web server. Use 443, or one from 1024 on.`);
    return url;
  }

  private async ask(host: string): Promise<readonly Address[]> {
    try {
      return await this.resolve(host);
    } catch {
      throw new OutboundRefused(`${host} cannot be resolved. Check the name, or try again.`);
    }
  }

  private assertReachable(url: URL, address: string): void {
    const parsed = parseIp(address);
    if (!parsed) throw new OutboundRefused(`${address} is not an address.`);
    const bytes = unmapped(parsed);
    if (this.allowed.some((prefix) => liesIn(bytes, prefix))) return;
    if (!isOnInternet(bytes))
      throw new OutboundRefused(
        `${url.hostname} leads to ${address}, which is not on the Internet. To allow it, add its network to OUTBOUND_ALLOW.`,
      );
    if (url.protocol === 'http:')
      throw new OutboundRefused('On the Internet only https is called, since anybody on the way could read along.');
  }
}
