import type { Database } from '../database';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';

/** A hardware address that spoke for an address, as `ARP` said or by what `DHCP` gave. */
export interface HostHardwareShape {
  readonly mac: string;
  readonly via: 'ARP' | 'DHCP';
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
}

/** What hardware that held an address calls itself when it asks for one. */
export interface HostDhcpNameShape {
  readonly name: string | null;
  readonly vendor: string | null;
  readonly mac: string;
  readonly firstSeen: string;
  readonly lastSeen: string;
  readonly count: number;
}

interface Seen {
  readonly first: number;
  readonly last: number;
  readonly count: number;
}

/** A flood of forged claims must not fill the page. */
const MOST = 20;

const seen = ({ first, last, count }: Seen) => ({
  firstSeen: shownTime(first),
  lastSeen: shownTime(last),
  count,
});

/** Hardware of an address and the names of that hardware, over everything stored, newest first. */
export async function neighboursOf(
  db: Database,
  address: string,
  sensor: string | null | undefined,
): Promise<{ readonly hardware: HostHardwareShape[]; readonly dhcpNames: HostDhcpNameShape[] }> {
  const params = new Params();
  const stored = `${await db.sensors(params, sensor)} AND ${db.upTo(params)}`;
  const held = `address = ${params.of(address)}::inet AND ${stored}`;
  const [macs, names] = await Promise.all([
    db.rows<Seen & { mac: string; via: string }>(
      `SELECT mac, via, min(first) AS first, max(last) AS last, sum(count)::float8 AS count FROM rm.host_mac
       WHERE ${held} GROUP BY mac, via ORDER BY max(last) DESC, mac, via LIMIT ${MOST}`,
      params,
    ),
    db.rows<Seen & { mac: string; name: string; vendor: string }>(
      `SELECT mac, name, vendor, min(first) AS first, max(last) AS last, sum(count)::float8 AS count FROM rm.dhcp_client
       WHERE ${stored} AND mac IN (SELECT mac FROM rm.host_mac WHERE ${held})
       GROUP BY mac, name, vendor ORDER BY max(last) DESC, mac, name, vendor LIMIT ${MOST}`,
      params,
    ),
  ]);
  return {
    hardware: macs.map((row) => ({ mac: row.mac, via: row.via === 'arp' ? 'ARP' : 'DHCP', ...seen(row) })),
    dhcpNames: names.map((row) => ({
      name: row.name === '' ? null : row.name,
      vendor: row.vendor === '' ? null : row.vendor,
      mac: row.mac,
      ...seen(row),
    })),
  };
}
