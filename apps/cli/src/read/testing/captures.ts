import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const FOLDER = process.env['WIRELEDGER_CAPTURES'] ?? path.resolve(__dirname, '../../../../../../shared/captures');

/** Folder of the real captures, or null when this machine has none. */
export const CAPTURES = existsSync(path.join(FOLDER, 'expected.json')) ? FOLDER : null;

/** JA4 of one connection as the capture's origin states it; `[]` or absent values where it states none. */
export interface StatedJa4 {
  readonly src: string;
  readonly srcport: string;
  readonly dst: string;
  readonly dstport: string;
  readonly ja4: readonly string[];
}

/** What independent tools counted in a capture. */
export interface Truth {
  readonly counts: { readonly packets: number; readonly bytes_wire: number };
  readonly conversations: { readonly five_tuples_inner: Readonly<Record<'tcp' | 'udp' | 'icmp' | 'icmpv6', number>> };
  readonly dns?: { readonly messages?: Readonly<Record<string, number>>; readonly distinct_names?: number };
  readonly arp?: {
    readonly messages: Readonly<Record<string, number>>;
    readonly senders: number;
    readonly mac_claiming_more_than_one_ip: Readonly<Record<string, readonly string[]>>;
    readonly ip_claimed_by_more_than_one_mac: Readonly<Record<string, readonly string[]>>;
  };
  readonly http?: {
    readonly requests: number;
    readonly methods: Readonly<Record<string, number>>;
    readonly responses: Readonly<Record<string, number>>;
    readonly hosts: Readonly<Record<string, number>>;
    readonly user_agents: Readonly<Record<string, number>>;
  };
  readonly ftp?: { readonly responses: Readonly<Record<string, number>> };
  readonly ssh_banners?: readonly string[];
  readonly dhcp?: {
    readonly messages: Readonly<Record<string, number>>;
    readonly dhcpv6_msgtypes: Readonly<Record<string, number>>;
    readonly macs: readonly string[];
    readonly hostnames: readonly string[];
  };
  readonly icmp?: {
    readonly echo_requests: number;
    readonly echo_replies: number;
    readonly echo_payload_sizes: Readonly<
      Partial<Record<'request' | 'reply', { readonly max: number; readonly total: number }>>
    >;
    readonly echo_pairs: Readonly<Record<string, number>>;
  };
  readonly tls?: {
    readonly client_hellos: number;
    readonly server_hellos: number;
    readonly ja3: Readonly<Record<string, number>>;
    readonly ja3s: Readonly<Record<string, number>>;
    readonly distinct_sni: readonly string[];
  };
  readonly stated_by_origin?: {
    readonly ja4?: { readonly values: readonly StatedJa4[] };
    readonly ndpi?: { readonly ja4: Readonly<Record<string, number>> };
  };
  readonly reader_messages: readonly string[];
  readonly community_id?: { readonly distinct: number; readonly flows: readonly { readonly id: string }[] };
}

/** Truth by file name. @throws without the folder */
export function truths(): Readonly<Record<string, Truth>> {
  const text = readFileSync(path.join(FOLDER, 'expected.json'), 'utf8');
  return (JSON.parse(text) as { captures: Record<string, Truth> }).captures;
}

export const capturePath = (name: string): string => path.join(FOLDER, name);

/** Registers `tests` when the captures are there, else says so. */
export function withCaptures(tests: () => void): void {
  if (CAPTURES) tests();
  else {
    process.stdout.write('not asked for: real captures (set WIRELEDGER_CAPTURES)\n');
    it('has no captures to judge', () => expect(CAPTURES).toBeNull());
  }
}

/** An output that remembers what was written. */
export class Memory {
  text = '';

  write(text: string): void {
    this.text += text;
  }

  /** The written lines as JSON. */
  json<T>(): T[] {
    return this.text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as T);
  }
}
