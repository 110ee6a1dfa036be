import { z } from 'zod';
import { knownDays, learnDays, severity } from '../../parameters';
import { isWithin, networks } from '../../records/networks';
import type { AnyRecord } from '../../records/records';
import { noveltyDetector } from '../../state/novelty';
import { shortName } from '../../words';

const parameters = z.strictObject({
  networks: networks('where a new device is told of; none = nowhere'),
  madeUp: z.boolean().describe('hardware addresses that devices make up for themselves count as well'),
  learnDays,
  knownDays,
  severity,
});
type Parameters = z.infer<typeof parameters>;

/** Bits of the first octet of a hardware address: of a group, and made up (locally administered). */
const [GROUP, MADE_UP] = [1, 2];

/** A hardware address that was never seen before. */
export const newDevice = noveltyDetector<Parameters>({
  id: 'new-device',
  version: 1,
  kind: 'new_device',
  reads: ['arp', 'dhcp'],
  parameters,
  measure: { name: 'new devices', unit: 'devices' },
  about: {
    title: 'New device',
    counts:
      'Hardware addresses with an IP address in the chosen networks: senders of ARP requests and replies and of IP traffic, at the time of the last of equal messages, and DHCP clients by the address that they ask for or are given, with the name that they tell.',
    algorithm:
      'The first sighting of a hardware address by the sensor is the finding, once the network has been watched for the days given. One that was not seen for the days after which it is forgotten is new again.',
    source: 'Zeek known-hosts and known-devices; ntopng’s inventory of hardware addresses.',
    limits:
      'By sensor: a device that moves to a network of another one is new there. Behind a router only the router is seen. An attacker who takes a known hardware address is not new.',
    lookAlikes:
      'Guests, phones that make up an address for each network (leave those out by the parameter), new virtual machines and containers: choose networks where such things are not expected.',
  },
  read(record, p) {
    if (p.networks.length === 0) return null;
    const seen = seenIn(record);
    if (!seen) return null;
    const { mac, address, name, time } = seen;
    const first = Number.parseInt(mac.slice(0, 2), 16);
    if (Number.isNaN(first) || (first & GROUP) !== 0 || (!p.madeUp && (first & MADE_UP) !== 0)) return null;
    return isWithin(address, p.networks)
      ? { key: mac, time, by: '', item: `${address} ${name}`, ref: record.ref }
      : null;
  },
  freshUs: () => 0,
  parties: (_key, item) => ({ src: item.slice(0, item.indexOf(' ')), dst: '', dport: -1 }),
  summary({ items }, mac, p) {
    const [item = ''] = items;
    const space = item.indexOf(' ');
    const name = item.slice(space + 1);
    const called = name === '' ? '' : `, which calls itself “${shortName(name)}”`;
    return `A device that was not seen before is at ${item.slice(0, space)}: ${mac}${called}; the threshold is the first sighting after ${p.learnDays} days of watching.`;
  },
});

interface Seen {
  readonly mac: string;
  readonly address: string;
  readonly name: string;
  readonly time: number;
}

function seenIn(record: AnyRecord): Seen | null {
  if (record.fact === 'arp') {
    const { via, senderMac: mac, sender: address, last: time } = record;
    return via === 'other' ? null : { mac, address, name: '', time };
  }
  if (record.fact !== 'dhcp' || record.clientMac === '') return null;
  const { clientMac: mac, given, requested, hostname: name, time } = record;
  return { mac, address: given[0] ?? requested[0] ?? '', name, time };
}
