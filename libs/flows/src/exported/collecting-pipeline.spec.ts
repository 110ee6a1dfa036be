import type { CutBatch } from '@wireledger/events/telemetry';
import {
  counterSample,
  flowSample,
  ipfix,
  netflow9,
  plain,
  PLAIN,
  set,
  sflow,
  template,
} from '@wireledger/decoders/testing';

import { rows, SYN, tcp } from '../testing/frames';
import { CollectingPipeline } from '.';

const NOW = 1_780_000_000;
const US = NOW * 1_000_000;

/** Sends datagrams, a second apart, through a collector. */
function collect(datagrams: readonly (readonly [Buffer, string])[], everyS = 1) {
  const batches: CutBatch[] = [];
  const pipeline = new CollectingPipeline({ cut: 60, onBatch: (batch) => batches.push(batch), digest: true });
  for (const [i, [datagram, sender]] of datagrams.entries())
    pipeline.exportDatagram(datagram, 0, datagram.length, sender, US + i * everyS * 1_000_000);
  pipeline.finish();
  return { pipeline, batches, flows: rows(batches, 'flow'), exports: rows(batches, 'export') };
}

/** A record of `PLAIN` the other way round. */
function answer(from: number, packets: number, octets: number, firstMs: number, lastMs: number): Buffer {
  const bytes = plain(from, packets, octets, firstMs, lastMs);
  const back = Buffer.from(bytes);
  back.set(bytes.subarray(4, 8), 0);
  back.set(bytes.subarray(0, 4), 4);
  back.set(bytes.subarray(10, 12), 8);
  back.set(bytes.subarray(8, 10), 10);
  return back;
}

const v9 = (sequence: number, ...records: readonly Buffer[]): Buffer =>
  netflow9(sequence, 0, NOW, 100_000, set(0, template(256, ...PLAIN)), set(256, Buffer.concat(records)));

describe('a collecting pipeline', () => {
  it('makes one flow of both directions, by the exporter’s clock, whichever came first', () => {
    for (const records of [
      [plain(53, 2, 120, 90_000, 95_000), answer(53, 3, 900, 90_010, 95_010)],
      [answer(53, 3, 900, 90_010, 95_010), plain(53, 2, 120, 90_000, 95_000)],
    ]) {
      const { flows } = collect([[v9(1, ...records), '192.0.2.1']]);
      expect(flows).toHaveLength(1);
      expect(flows[0]).toMatchObject({
        ...{ src: '192.0.2.10', dst: '198.51.100.53', srcPort: 40_000, dstPort: 53, app: 'dns', state: 'SF', sure: 1 },
        ...{ srcPackets: 2, dstPackets: 3, srcBytes: 120, dstBytes: 900 },
      });
      const [flow] = flows as [(typeof flows)[0]];
      expect([flow.t0 + flow.first, flow.t0 + flow.last]).toEqual([US - 10_000_000, US - 4_990_000]);
      // Nothing but that the direction was found out later.
      expect([flow.marks & 128, flow.history.replace('^', '')]).toEqual([128, '']);
    }
  });

  it('takes later records of a flow as its progress', () => {
    const { flows } = collect(
      [
        [v9(1, plain(53, 2, 120, 40_000, 50_000)), '192.0.2.1'],
        [v9(2, plain(53, 5, 400, 50_000, 90_000)), '192.0.2.1'],
      ],
      10,
    );
    expect(flows.map(({ kind, srcPackets, dSrcPackets }) => [kind, srcPackets, dSrcPackets])).toEqual([
      [0, 2, 2],
      [2, 7, 5],
    ]);
  });

  it('keeps apart what two exporters saw', () => {
    const { flows, exports } = collect([
      [v9(1, plain(53, 2, 120, 90_000, 95_000)), '192.0.2.1'],
      [v9(1, plain(53, 2, 120, 90_000, 95_000)), '192.0.2.2'],
    ]);
    expect(new Set(flows.map(({ flow }) => flow)).size).toBe(2);
    expect(exports.map(({ iface, exporter, flows: count }) => [iface, exporter, count])).toEqual([
      [0, '192.0.2.1', 1],
      [1, '192.0.2.2', 1],
    ]);
  });

  it('multiplies by the rate of sampling, and says so', () => {
    const sampled = template(256, ...PLAIN, [34, 4]);
    const record = Buffer.concat([plain(53, 2, 120, 90_000, 95_000), Buffer.from([0, 0, 3, 232])]);
    const datagram = netflow9(1, 0, NOW, 100_000, set(0, sampled), set(256, record));
    const { flows, exports, pipeline } = collect([[datagram, '192.0.2.1']]);
    expect(flows[0]).toMatchObject({ srcPackets: 2000, srcBytes: 120_000 });
    expect(((flows[0]?.marks ?? 0) & 256) === 256).toBe(true);
    expect(exports[0]).toMatchObject({ sampling: 1000 });
    expect(pipeline.counters).toMatchObject({ packets: 2000, bytes: 120_000, flows_udp: 1 });
  });

  it('keeps enterprise fields beside the flow that they tell of', () => {
    const datagram = ipfix(
      ...([0, 7, NOW, set(2, template(256, ...PLAIN, [5, 0xffff, 4242], [225, 4]))] as const),
      set(256, Buffer.concat([plain(53, 1, 64, 1, 2), Buffer.from([2, 0x68, 0x69, 203, 0, 113, 9])])),
    );
    const { batches, flows } = collect([[datagram, '192.0.2.1']]);
    const [kept] = rows(batches, 'exportfields');
    expect(kept).toMatchObject({ flow: flows[0]?.flow, exporter: '192.0.2.1', src: '192.0.2.10', dstPort: 53 });
    expect(kept?.fields).toEqual([
      [4242, 5, '6869'],
      [0, 225, 'cb007109'],
    ]);
  });

  it('gives no flow the fields of a record that was none', () => {
    const fields = [...PLAIN, [5, 1, 4242]] as const;
    const event = Buffer.concat([plain(53, 0, 0, 1, 2), Buffer.from([1])]);
    const flow = Buffer.concat([plain(54, 1, 64, 1, 2), Buffer.from([2])]);
    const datagram = ipfix(0, 7, NOW, set(2, template(256, ...fields)), set(256, Buffer.concat([event, flow])));
    const { batches } = collect([[datagram, '192.0.2.1']]);
    expect(rows(batches, 'exportfields').map((row) => [row.dst, row.fields])).toEqual([
      ['198.51.100.54', [[4242, 5, '02']]],
    ]);
  });

  it('marks flows whose times cannot be right, and gives them the time when they came', () => {
    const { flows } = collect([
      [netflow9(1, 0, 5000, 100_000, set(0, template(256, ...PLAIN)), set(256, plain(53, 1, 1, 1, 2))), '192.0.2.1'],
    ]);
    expect([(flows[0]?.marks ?? 0) & 1, (flows[0]?.t0 ?? 0) + (flows[0]?.first ?? 0)]).toEqual([1, US]);
  });

  it('decodes sampled packets as captured ones, each for as many as its rate says', () => {
    const frame = tcp({ src: '192.0.2.10', dst: '198.51.100.80' }, SYN, 1);
    const { flows, exports, pipeline } = collect([
      [sflow(1, flowSample(frame, 60, 500), counterSample()), '192.0.2.1'],
    ]);
    expect(flows[0]).toMatchObject({ src: '192.0.2.10', srcPackets: 500, srcBytes: 30_000, state: 'S0', history: 'S' });
    expect(exports[0]).toMatchObject({
      exporter: '192.0.2.200',
      protocol: 'sflow5',
      flows: 1,
      others: 1,
      sampling: 500,
    });
    expect(pipeline.counters).toMatchObject({ packets: 500, bytes: 30_000 });
  });

  it('keeps counters within what tables hold, whatever is exported', () => {
    const wide = PLAIN.map(([id, length]) => (id === 1 || id === 2 ? ([id, 8] as const) : ([id, length] as const)));
    const head = plain(53, 0, 0, 1, 2);
    const most = Buffer.alloc(16, 255);
    const record = Buffer.concat([head.subarray(0, 13), most, head.subarray(21), Buffer.from([255, 255, 255, 255])]);
    const datagram = netflow9(
      1,
      0,
      NOW,
      100_000,
      set(0, template(256, ...wide, [34, 4])),
      set(256, Buffer.concat([record, record])),
    );
    const frame = tcp({ src: '192.0.2.10', dst: '198.51.100.80' }, SYN, 1);
    const samples = sflow(1, flowSample(frame, 0xffff_ffff, 0xffff_ffff), flowSample(frame, 0xffff_ffff, 0xffff_ffff));
    const { flows, pipeline } = collect([
      ...Array.from({ length: 200 }, () => [samples, '192.0.2.1'] as const),
      [datagram, '192.0.2.1'],
    ]);
    for (const { srcPackets, srcBytes } of flows) {
      expect(srcPackets).toBeLessThan(2 ** 31);
      expect(srcBytes).toBeLessThan(2 ** 48);
      expect([srcPackets, srcBytes].map((count) => count > 1_000_000)).toEqual([true, true]);
    }
    expect(Number.isSafeInteger(pipeline.counters.bytes)).toBe(true);
  });

  it('refuses what is no export, and comes to the same digest each time', () => {
    const datagrams = [
      [Buffer.from('hello'), '192.0.2.1'],
      [v9(1, plain(53, 2, 120, 90_000, 95_000)), '192.0.2.1'],
    ] as const;
    const [one, other] = [collect(datagrams), collect(datagrams)];
    expect(one.pipeline.collected).toEqual({ datagrams: 1, refused: 1, records: 1 });
    expect(one.pipeline.digest()).toBe(other.pipeline.digest());
  });
});
