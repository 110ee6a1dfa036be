import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { DetectorHost, RULE_SETS } from '@wireledger/detectors';
import type { Batch, CutBatch } from '@wireledger/events/telemetry';
import { Pipeline } from '@wireledger/flows';
import { batchId } from '@wireledger/kernel/hashing';

/** A fiftieth of the flood in each push, all of it with WIRELEDGER_FULL=1; the table is as much smaller. */
const FULL = process.env['WIRELEDGER_FULL'] === '1';
const PACKETS = FULL ? 1_000_000 : 20_000;
const MAX_FLOWS = PACKETS / 10;
/** Keys that a rule remembers: fewer than there are sources. */
const MAX_KEYS = 10_000;
const SECONDS = 60;
const START_US = 1_780_000_000_000_000;
const SOURCE = '11111111-1111-5111-8111-111111111111';
const ETHERNET = 1;
const PORTS = 65_535;
const END = 2;
/** What the facts of a minute, the table and the detectors may come to. */
const MAX_HELD = (FULL ? 200 : 100) * 1024 * 1024;

/** An Ethernet frame from `10.x.x.x`, or from one host, to a port of a target: `i` says which. */
function frame(proto: 6 | 17): Buffer {
  const bytes = Buffer.alloc(54);
  bytes.write('02000000000202000000000108004500002800004000400600000a000001c6336407', 0, 'hex');
  bytes[23] = proto;
  if (proto === 6) bytes.write('9c40005000000001000000005002ffff00000000', 34, 'hex');
  else {
    bytes.writeUInt16BE(20 + 8 + 12, 16);
    bytes.write('9c40000100140000', 34, 'hex');
  }
  return bytes;
}
const synFrom = (bytes: Buffer, i: number): void => void bytes.writeUInt32BE(0x0a000000 + i, 26);
function udpTo(bytes: Buffer, i: number): void {
  bytes.writeUInt32BE(0xc6336400 + Math.floor(i / PORTS), 30);
  bytes.writeUInt16BE(1 + (i % PORTS), 36);
}

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** Bytes that are held: what nobody can reach any more does not count, the engine collects it when it likes. */
const held = (): number => {
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

/** Plays so many packets, spread over a minute, to the recommended rules. */
function play(bytes: Buffer, change: (bytes: Buffer, i: number) => void) {
  const alerts = new Map<string, { rule: string; dst: string | null }>();
  const host = new DetectorHost({
    scope: SOURCE,
    rules: RULE_SETS.recommended,
    maxKeys: MAX_KEYS,
    onChange: ({ id, rule, dst }) => alerts.set(id, { rule, dst }),
  });
  let [ended, given, most] = [0, 0, 0];
  const onBatch = ({ kind, number, seq, payload }: CutBatch): void => {
    if (kind === 'flow') ended += (payload as Batch<'flow'>).cols.kind.filter((record) => record === END).length;
    if (kind === 'eviction') given += (payload as Batch<'eviction'>).cols.count.reduce((sum, count) => sum + count, 0);
    host.take({ kind, eventId: batchId(SOURCE, number), source: SOURCE, firstSeq: seq[0], payload });
  };
  const before = held();
  const pipeline = new Pipeline({ cut: 1, onBatch, maxFlows: MAX_FLOWS });
  const step = (SECONDS * 1e6) / PACKETS;
  let open = 0;
  for (let i = 0; i < PACKETS; i++) {
    change(bytes, i);
    pipeline.packet(bytes, 0, bytes.length, bytes.length, START_US + Math.floor(i * step), ETHERNET, 0);
    if (i % (PACKETS / 10) !== 0) continue;
    open = Math.max(open, pipeline.counters.flows - ended);
    most = Math.max(most, held() - before);
  }
  pipeline.finish();
  host.finish();
  return { counters: pipeline.counters, alerts: [...alerts.values()], ended, given, open, most };
}

it(`A-18 ${PACKETS} SYNs of as many sources in a minute: the table stays at its limit, evictions are counted, the flood is found`, () => {
  const { counters, alerts, ended, given, open, most } = play(frame(6), synFrom);
  expect(counters).toMatchObject({ packets: PACKETS, flows: PACKETS, flows_tcp: PACKETS });
  expect(counters.evicted).toBeGreaterThan(PACKETS / 4);
  expect([ended, given]).toEqual([PACKETS, counters.evicted]);
  // A batch holds up to 500 records that have ended already.
  expect(open).toBeLessThanOrEqual(MAX_FLOWS + 500);
  expect(alerts).toContainEqual({ rule: 'syn-flood-victim', dst: '198.51.100.7' });
  expect(most).toBeLessThan(MAX_HELD);
}, 3_600_000);

it(`A-18 UDP to ${PACKETS} ports: the table stays at its limit, evictions are counted, the scan is found`, () => {
  const { counters, alerts, ended, given, open, most } = play(frame(17), udpTo);
  expect(counters).toMatchObject({ packets: PACKETS, flows: PACKETS, flows_udp: PACKETS });
  expect(counters.evicted).toBeGreaterThan(PACKETS / 4);
  expect([ended, given]).toEqual([PACKETS, counters.evicted]);
  expect(open).toBeLessThanOrEqual(MAX_FLOWS + 500);
  expect(alerts.map(({ rule }) => rule)).toContain('vertical-scan');
  expect(most).toBeLessThan(MAX_HELD);
}, 3_600_000);
