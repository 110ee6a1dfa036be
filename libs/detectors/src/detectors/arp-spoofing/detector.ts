import { z } from 'zod';
import { isExternal } from '../../records/addresses';
import type { ArpRecord } from '../../records/records';
import { severity, threshold, windowS } from '../../parameters';
import { type Counted, type Entries, thresholdDetector } from '../../state/threshold';
import { count, span } from '../../words';

const parameters = z.strictObject({
  addresses: threshold('addresses that one hardware address claims, at least', 1000),
  windowS,
  severity,
  gateway: severity.describe('when traffic from outside moves to it: it stands in for the gateway'),
});

/** Hardware addresses that move between routers by design: VRRP (RFC 9568), HSRP, GLBP. */
const VIRTUAL_ROUTER = /^(00:00:5e:00:0[12]|00:00:0c:07:ac|00:00:0c:9f:f|00:05:73:a0|00:07:b4:00)/;
const CLAIM = 'claim';
/** A claim of an address that another hardware address had before. */
const TAKEN = 'taken';
/** IP traffic of an address that comes from here now. */
const MOVED = 'moved';
const LEASE = 'lease';
/** Sender of an address probe (RFC 5227). */
const NOBODY = '0.0.0.0';

/** A host answers for an address that is not its own. */
export const arpSpoofing = thresholdDetector<z.infer<typeof parameters>>({
  id: 'arp-spoofing',
  version: 1,
  kind: 'arp_spoofing',
  reads: ['arp', 'dhcp'],
  parameters,
  measure: { name: 'addresses claimed', unit: 'addresses' },
  about: {
    title: 'ARP spoofing',
    counts:
      'By hardware address, at the time of the last of equal messages: IP addresses that it claims in ARP requests and replies; those of them, and those of IP traffic, that another hardware address had before. Announcements (gratuitous ARP), probes and virtual-router addresses are left out; an address that DHCP gave to it is its own.',
    algorithm:
      'Sliding window: enough claimed addresses, and at least one binding that was taken from somebody else. Worse when the traffic that moved comes from outside: then the gateway is the one it stands in for.',
    source:
      'Slips’ ARP detector (a hardware address bound to one address claims another) and its low confidence in that alone; Zeek forks that watch bindings change.',
    limits:
      'An attacker who claims no address of its own within the window, or whose victim was never seen before, is missed. Whether the old owner is still alive is not known from bindings.',
    lookAlikes:
      'A router with several addresses (nobody had them before); a laptop with a new lease (DHCP); failover that announces itself; failover between routers without a virtual hardware address looks the same: suppress the pair.',
  },
  distinct: true,
  cap: ({ addresses }) => Math.max(256, addresses * 8),
  read(record): Counted | null {
    if (record.fact === 'arp') return claimOf(record);
    if (record.fact !== 'dhcp' || record.message !== 'ACK' || record.clientMac === '') return null;
    const { clientMac, given, time, ref } = record;
    return given.length === 0 ? null : { key: clientMac, time, item: `${LEASE} ${given[0]}`, weight: 0, ref };
  },
  reached: (_entries, claims, p) => claims >= p.addresses,
  confirm(entries, _key, p) {
    const { claimed, taken } = bindings(entries);
    if (claimed.size < p.addresses || taken.size === 0) return null;
    return [...taken].some(isExternal) ? p.gateway : p.severity;
  },
  parties: (_key, item) => ({ src: '', dst: item.split(' ')[1] as string, dport: -1 }),
  value: ({ targets }) => targets.size,
  threshold: (p) => p.addresses,
  detail(entries) {
    const { claimed, taken } = bindings(entries);
    return { claimed: claimed.size, taken: taken.size };
  },
  baseline: ({ taken }) => ({ 'addresses taken over': taken ?? 0 }),
  summary({ first, last, targets }, mac, p, { claimed, taken }) {
    const some = [...targets].slice(0, 3).join(', ');
    return `${mac} claimed ${count(claimed ?? 0)} addresses within ${span(last - first)} and took over ${count(taken ?? 0)} that another one had before (seen: ${some}); the threshold is ${p.addresses} addresses, one of them taken, within ${p.windowS} s.`;
  },
});

function claimOf({ via, sender, senderMac, previousMac, gratuitous, last, ref }: ArpRecord): Counted | null {
  if (via === 'other' || gratuitous === 1 || sender === NOBODY || VIRTUAL_ROUTER.test(senderMac)) return null;
  if (via === 'traffic') {
    if (previousMac === '') return null;
    return { key: senderMac, time: last, item: `${MOVED} ${sender}`, weight: 0, ref };
  }
  return { key: senderMac, time: last, item: `${previousMac === '' ? CLAIM : TAKEN} ${sender}`, weight: 1, ref };
}

function bindings({ window, from, to }: Entries) {
  const [claimed, taken, leased] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (let i = from; i < to; i++) {
    const [how, address = ''] = (window.items[i] as string).split(' ');
    if (how === LEASE) leased.add(address);
    if (how === CLAIM || how === TAKEN) claimed.add(address);
    if (how === TAKEN || how === MOVED) taken.add(address);
  }
  for (const address of leased) taken.delete(address);
  return { claimed, taken };
}
