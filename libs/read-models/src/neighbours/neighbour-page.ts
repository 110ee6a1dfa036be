import type { RecordedEvent } from '@wireledger/event-sourcing';
import { TELEMETRY_TYPES } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { batchOf, batchOrigin } from '../batch-origin';
import { inetArray, int8Array, textArray } from '../sql/array-param';
import type { InetBytes } from '../sql/inet-bytes';
import { storableKey } from '../sql/storable';
import { type Sighting, Sightings } from './sightings';

interface Held {
  readonly sensor: string;
  readonly address: string;
  readonly mac: string;
  readonly via: 'arp' | 'dhcp';
}

interface Client {
  readonly sensor: string;
  readonly mac: string;
  readonly name: string;
  readonly vendor: string;
}

/** Messages in which a server gives an address: DHCPv4 and v6. */
const GIVING = new Set(['ACK', 'REPLY']);
const ANY_ADDRESS = new Set(['', '0.0.0.0', '::']);

/** Bindings and clients of one page of the log, folded in memory and then written: two upserts. */
export class NeighbourPage {
  private readonly held = new Sightings<Held>();
  private readonly clients = new Sightings<Client>();

  constructor(private readonly addresses: InetBytes) {}

  /** @throws when the batch does not fit: nothing of the page may then be written */
  add(event: RecordedEvent): void {
    if (event.type === TELEMETRY_TYPES.arp) this.arp(event);
    else this.dhcp(event);
  }

  async write(client: ClientBase): Promise<void> {
    await this.writeHeld(client);
    await this.writeClients(client);
  }

  /** What ARP traffic says of itself; frames that contradict it are no claim. */
  private arp(event: RecordedEvent): void {
    const { cols, t0, n } = batchOf<'arp'>(event, 'sender');
    const { sensor } = batchOrigin(event);
    for (let i = 0; i < n; i++) {
      const via = cols.via[i];
      if (via !== 'request' && via !== 'reply') continue;
      const [first, last] = [t0 + (cols.time[i] as number), t0 + (cols.last[i] as number)];
      const said = { sensor, address: cols.sender[i] as string, mac: cols.senderMac[i] as string, via: 'arp' } as const;
      this.hold(said, event.position, first, last, cols.count[i] as number);
    }
  }

  private dhcp(event: RecordedEvent): void {
    const { cols, t0, n } = batchOf<'dhcp'>(event, 'message');
    const { sensor } = batchOrigin(event);
    for (let i = 0; i < n; i++) {
      const mac = storableKey(cols.clientMac[i] as string);
      const time = t0 + (cols.time[i] as number);
      if (mac === '') continue;
      if (GIVING.has(cols.message[i] as string))
        for (const address of cols.given[i] as readonly string[])
          this.hold({ sensor, address, mac, via: 'dhcp' }, event.position, time, time, 1);
      const [name, vendor] = [storableKey(cols.hostname[i] as string), storableKey(cols.vendorClass[i] as string)];
      if (name !== '' || vendor !== '')
        this.clients.add(
          JSON.stringify([mac, name, vendor, sensor]),
          { sensor, mac, name, vendor },
          event.position,
          time,
          time,
          1,
        );
    }
  }

  private hold(held: Held, position: string, first: number, last: number, count: number): void {
    // Prefixes that DHCPv6 delegates are no addresses.
    if (ANY_ADDRESS.has(held.address) || held.mac === '' || !this.addresses.is(held.address)) return;
    this.held.add(`${held.address} ${held.mac} ${held.via} ${held.sensor}`, held, position, first, last, count);
  }

  private async writeHeld(client: ClientBase): Promise<void> {
    const rows = this.held.sorted();
    if (rows.length === 0) return;
    await client.query(WRITE_HELD, [
      textArray(rows.map(({ what }) => what.sensor)),
      inetArray(
        rows.map(({ what }) => what.address),
        this.addresses,
      ),
      textArray(rows.map(({ what }) => what.mac)),
      textArray(rows.map(({ what }) => what.via)),
      ...sightingArrays(rows),
    ]);
  }

  private async writeClients(client: ClientBase): Promise<void> {
    const rows = this.clients.sorted();
    if (rows.length === 0) return;
    await client.query(WRITE_CLIENTS, [
      textArray(rows.map(({ what }) => what.sensor)),
      textArray(rows.map(({ what }) => what.mac)),
      textArray(rows.map(({ what }) => what.name)),
      textArray(rows.map(({ what }) => what.vendor)),
      ...sightingArrays(rows),
    ]);
  }
}

const sightingArrays = (rows: readonly Sighting[]): Buffer[] => [
  int8Array(rows.map(({ first }) => first)),
  int8Array(rows.map(({ last }) => last)),
  int8Array(rows.map(({ count }) => count)),
  textArray(rows.map(({ position }) => position)),
];

/** Pages come in log order: the position that is there is the earlier one. */
const WIDEN = `first = least(d.first, excluded.first), last = greatest(d.last, excluded.last), count = d.count + excluded.count`;
const WRITE_HELD = `
INSERT INTO rm.host_mac AS d (sensor, address, mac, via, first, last, count, position)
SELECT * FROM unnest($1::text[], $2::inet[], $3::text[], $4::text[], $5::int8[], $6::int8[], $7::int8[], $8::text[])
ON CONFLICT (address, mac, via, sensor) DO UPDATE SET ${WIDEN}`;
const WRITE_CLIENTS = `
INSERT INTO rm.dhcp_client AS d (sensor, mac, name, vendor, first, last, count, position)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::int8[], $6::int8[], $7::int8[], $8::text[])
ON CONFLICT (mac, name, vendor, sensor) DO UPDATE SET ${WIDEN}`;
