import type { RecordedEvent } from '@wireledger/event-sourcing';
import { MAX_OBSERVED_HOSTS } from '@wireledger/events';

import { batchEvent, flowColumns, type FlowRecord, sourceId, T0 } from '../testing/telemetry';
import { littleWorld } from '../testing/little-world';
import { ObservedPage } from './observed-page';

const [like] = littleWorld({ seed: 3, flows: 1 }).flowRecords as [FlowRecord];
const DAY = Math.floor(T0 / 86_400_000_000);

/** A batch of ended flows: from, to, when they began and ended, and what went back. */
function flows(
  sensor: string,
  rows: readonly (readonly [src: string, dst: string, first: number, last: number, back?: number])[],
) {
  const records = rows.map(([src, dst, first, last, dstPackets = 1]): FlowRecord => ({
    ...{ ...like, kind: 2, src, dst, dstPackets },
    ...{ first: T0 + first, last: T0 + last, dFirst: T0 + first, dLast: T0 + last },
  }));
  const event = batchEvent({ sensor, source: sourceId('one') }, 'flow', 1, flowColumns(records, T0), [T0, T0]);
  return { ...event, recordedAt: T0 } as unknown as RecordedEvent;
}

function observed(...events: readonly RecordedEvent[]) {
  const page = new ObservedPage();
  for (const event of events) page.add(event, (day) => day);
  return [...(page.days.get(DAY)?.values() ?? [])].map(({ value, sensor, first, last, count, hosts, more }) => ({
    ...{ value, sensor, first: first - T0, last: last - T0, count, hosts, more },
  }));
}

const SERVER = '198.51.100.7';

it('counts what is written in several ways once, each sensor for itself', () => {
  const own = { first: 10, last: 50, count: 1, hosts: [SERVER], more: false };
  const server = { value: SERVER, first: 10, last: 50, more: false };
  expect(
    observed(
      flows('edge', [
        ['192.0.2.1', SERVER, 10, 50],
        ['192.0.2.2', `::ffff:${SERVER}`, 20, 30, 0],
      ]),
      flows('other', [['192.0.2.1', SERVER, 10, 50]]),
      flows('edge', [['192.0.2.1', SERVER, 5, 6]]),
      flows('edge', [['no address', 'neither', 5, 6]]),
    ),
  ).toEqual([
    { ...server, sensor: 'edge', first: 5, count: 3, hosts: ['192.0.2.1', '192.0.2.2'] },
    { ...own, value: '192.0.2.1', sensor: 'edge', first: 5, count: 2 },
    { ...server, sensor: 'other', count: 1, hosts: ['192.0.2.1'] },
    { ...own, value: '192.0.2.1', sensor: 'other' },
  ]);
});

it('keeps the first hosts in the order of their text, whatever the order in which they came', () => {
  const hosts = Array.from({ length: MAX_OBSERVED_HOSTS + 5 }, (_, n) => `192.0.2.${n + 1}`);
  const kept = [...hosts].sort().slice(0, MAX_OBSERVED_HOSTS);
  for (const order of [hosts, hosts.toReversed(), [...hosts].sort(), [...hosts].sort().reverse()]) {
    const [server] = observed(
      flows(
        'edge',
        order.map((host) => [host, SERVER, 1, 2, 0] as const),
      ),
    );
    expect(server).toMatchObject({ value: SERVER, count: hosts.length, hosts: kept, more: true });
  }
  const [few] = observed(
    flows(
      'edge',
      kept.map((host) => [host, SERVER, 1, 2, 0] as const),
    ),
  );
  expect(few).toMatchObject({ hosts: kept, more: false });
});
