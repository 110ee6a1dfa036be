import { formatIp, parseIp } from '@wireledger/kernel';
import type { Random } from '../random';
import type { Endpoint } from '../wire/frames';
import { TLS_CLIENTS, type TlsClientProfile } from '../wire/tls';

const FIRST_EPHEMERAL = 49_152;
const EPHEMERAL_PORTS = 16_384;

export function endpoint(address: string, mac: Uint8Array, ttl: number): Endpoint {
  const ip = parseIp(address);
  if (!ip) throw new RangeError(`not an address: ${address}`);
  return { mac, ip, address: formatIp(ip), ttl };
}

/** A machine: its address, for some also an IPv6 one, and the ephemeral ports it hands out in turn. */
export class Host {
  readonly v4: Endpoint;
  readonly v6: Endpoint | null;
  readonly tls: TlsClientProfile;
  private nextEphemeral: number;

  constructor(
    readonly name: string,
    random: Random,
    addresses: { readonly v4: string; readonly v6?: string; readonly mac: Uint8Array; readonly ttl: number },
  ) {
    this.v4 = endpoint(addresses.v4, addresses.mac, addresses.ttl);
    this.v6 = addresses.v6 === undefined ? null : endpoint(addresses.v6, addresses.mac, addresses.ttl);
    this.tls = random.pickPopular(TLS_CLIENTS);
    this.nextEphemeral = random.int(0, EPHEMERAL_PORTS - 1);
  }

  /** The next ephemeral port (RFC 6335 §6); one comes back only after all the others. */
  port(): number {
    this.nextEphemeral = (this.nextEphemeral + 1) % EPHEMERAL_PORTS;
    return FIRST_EPHEMERAL + this.nextEphemeral;
  }
}
