import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folder of the real captures, or null when this machine has none. */
export const CAPTURES: string | null = (() => {
  const folder = process.env['WIRELEDGER_CAPTURES'] ?? path.resolve(__dirname, '../../../../shared/captures');
  return existsSync(path.join(folder, 'expected.json')) ? folder : null;
})();

interface Expected {
  readonly counts: {
    readonly packets: number;
    readonly bytes_wire: number;
    readonly first_epoch: number;
    readonly last_epoch: number;
  };
  readonly conversations: { readonly five_tuples_inner: Readonly<Record<'tcp' | 'udp' | 'icmp' | 'icmpv6', number>> };
  readonly tls?: {
    readonly client_hellos: number;
    readonly client_hellos_quic: number;
    readonly server_hellos: number;
    readonly distinct_sni: readonly string[];
    readonly ja3: Readonly<Record<string, number>>;
  };
  readonly http?: {
    readonly requests: number;
    readonly methods: Readonly<Record<string, number>>;
    readonly responses: Readonly<Record<string, number>>;
    readonly hosts: Readonly<Record<string, number>>;
    readonly user_agents: Readonly<Record<string, number>>;
  };
  readonly dns?: { readonly messages?: Readonly<Record<string, number>>; readonly distinct_names?: number };
}

/** Independently measured truth of one capture. */
export function expected(name: string): Expected {
  if (!CAPTURES) throw new Error('no captures here');
  const { captures } = JSON.parse(readFileSync(path.join(CAPTURES, 'expected.json'), 'utf8')) as {
    captures: Record<string, Expected>;
  };
  const found = captures[name];
  if (!found) throw new Error(`no truth for ${name}`);
  return found;
}
