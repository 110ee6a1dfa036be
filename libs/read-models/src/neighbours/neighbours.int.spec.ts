import type { Scope } from '@wireledger/access';
import { InMemoryEventLog } from '@wireledger/event-sourcing';
import { formatTime } from '@wireledger/kernel';

import type { ReadModels } from '../read-models';
import { ARP_RECORD, DHCP_RECORD, factsEvent } from '../testing/facts-world';
import { littleWorld } from '../testing/little-world';
import { appendEach, sourceId, T0 } from '../testing/telemetry';
import { followAllToEnd, TestReadModels } from '../testing/test-read-models';

const origin = { sensor: 'sensor-1', source: sourceId('neighbours') };
const [MAC, OTHER] = ['02:00:00:00:00:01', '02:00:00:00:00:66'];
const second = (n: number) => T0 + n * 1_000_000;
const seen = (first: number, last: number, count: number) => ({
  ...{ firstSeen: formatTime(second(first)), lastSeen: formatTime(second(last)), count },
});

let server: TestReadModels;
let models: ReadModels;
let before: string;
beforeAll(async () => {
  server = await TestReadModels.start();
  const log = new InMemoryEventLog();
  // Flows make the hosts.
  await appendEach(log, 'facts-sensor-1.20261121', littleWorld({ seed: 3, flows: 80 }).events);
  const arp = (seconds: number, more: Partial<typeof ARP_RECORD>) => ({
    ...{ ...ARP_RECORD, time: second(seconds), last: second(seconds + 1), at: second(seconds) },
    ...more,
  });
  const dhcp = (seconds: number, more: Partial<typeof DHCP_RECORD>) => ({
    ...{ ...DHCP_RECORD, time: second(seconds), at: second(seconds) },
    ...more,
  });
  await appendEach(log, 'facts-sensor-1.20261122', [
    factsEvent(origin, 'arp', 1, [
      arp(10, { count: 3 }),
      arp(50, { via: 'request', count: 2 }),
      arp(5, { via: 'traffic', senderMac: OTHER }),
      arp(6, { via: 'other', senderMac: OTHER }),
      arp(7, { sender: '0.0.0.0' }),
    ]),
    factsEvent(origin, 'dhcp', 2, [
      dhcp(20, { message: 'DISCOVER', given: [], hostname: 'annas-laptop', vendorClass: 'MSFT 5.0' }),
      dhcp(21, { message: 'OFFER', given: ['10.0.0.7'] }),
      dhcp(22, { message: 'REQUEST', given: [], hostname: 'annas-laptop', vendorClass: 'MSFT 5.0' }),
      dhcp(23, { message: 'ACK' }),
      dhcp(24, { message: 'REPLY', version: 6, given: ['2001:db8::/56', 'fd00::1'] }),
      dhcp(25, { message: 'REQUEST', clientMac: OTHER, given: [], hostname: 'someone-else' }),
    ]),
  ]);
  models = await server.open(log);
  await followAllToEnd(models);
  before = await log.head();
  await appendEach(log, 'facts-sensor-1.20261123', [
    factsEvent(origin, 'arp', 3, [arp(90, { senderMac: OTHER, count: 5 }), arp(91, { count: 1 })]),
    factsEvent(origin, 'dhcp', 4, [dhcp(95, { message: 'INFORM', given: [], hostname: '<b>\u0000renamed' })]),
  ]);
  await followAllToEnd(models);
}, 90_000);
afterAll(() => server.stop());

const range = { from: formatTime(T0), to: formatTime(T0 + 3 * 3_600_000_000) };
async function neighbours(address: string, more: { asOf?: string } = {}, scope: Scope | null = null) {
  const found = await models.queries.host({ address, range, ...more }, scope);
  return found && { hardware: found.hardware, dhcpNames: found.dhcpNames };
}

const NOW = {
  hardware: [
    { mac: MAC, via: 'ARP', ...seen(10, 92, 6) },
    { mac: OTHER, via: 'ARP', ...seen(90, 91, 5) },
    { mac: MAC, via: 'DHCP', ...seen(23, 23, 1) },
  ],
  dhcpNames: [
    { name: '<b>\\u0000renamed', vendor: null, mac: MAC, ...seen(95, 95, 1) },
    { name: 'someone-else', vendor: null, mac: OTHER, ...seen(25, 25, 1) },
    { name: 'annas-laptop', vendor: 'MSFT 5.0', mac: MAC, ...seen(20, 22, 2) },
  ],
};

it('tells the hardware of an address and what it calls itself', async () => {
  expect(await neighbours('10.0.0.1')).toEqual(NOW);
  expect(await neighbours('fd00::1')).toEqual({
    hardware: [{ mac: MAC, via: 'DHCP', ...seen(24, 24, 1) }],
    dhcpNames: NOW.dhcpNames.filter(({ mac }) => mac === MAC),
  });
  // What was only offered is held by nobody.
  expect(await neighbours('10.0.0.7')).toEqual({ hardware: [], dhcpNames: [] });
});

it('does not see in the past what came later', async () => {
  const past = await neighbours('10.0.0.1', { asOf: before });
  expect(past?.hardware.map(({ mac, via }) => [mac, via])).toEqual([
    [MAC, 'ARP'],
    [MAC, 'DHCP'],
  ]);
  expect(past?.dhcpNames.map(({ name }) => name)).toEqual(['annas-laptop']);
  expect(await models.queries.host({ address: '10.0.0.1', range, asOf: before })).toMatchObject({ coarse: true });
});

it('is as narrow as the scope', async () => {
  expect(await neighbours('10.0.0.1', {}, { ip: ['10.0.0.0/30'] })).toEqual(NOW);
  expect(await neighbours('10.0.0.1', {}, { sensor: ['sensor-1'] })).toEqual(NOW);
  // The scope holds what this host said to another address, and with it the host; its own hardware lies outside.
  expect(await neighbours('10.0.0.1', {}, { ip: ['198.51.100.0/24'] })).toEqual({ hardware: [], dhcpNames: [] });
  expect(await neighbours('10.0.0.1', {}, { proto: [6] })).toEqual({ hardware: [], dhcpNames: [] });
  expect(await neighbours('10.0.0.1', {}, { sensor: ['sensor-2'] })).toBeNull();
});

it('rebuilt, it is the same', async () => {
  await models.rebuild('neighbours');
  expect(await neighbours('10.0.0.1')).toEqual({ hardware: [], dhcpNames: [] });
  await followAllToEnd(models);
  expect(await neighbours('10.0.0.1')).toEqual(NOW);
});
