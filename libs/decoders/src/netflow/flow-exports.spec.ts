import { mutations } from '../testing/hostile';
import { type ExportedFlow, FlowExports, HELD_LIFE_US, MAX_EXPORTERS, MAX_TEMPLATES, TEMPLATE_LIFE_US } from '.';
import { ipfix, netflow9, options, plain, PLAIN, set, template } from './testing/datagrams';

const NOW = 1_780_000_000;
const US = NOW * 1_000_000;

/** What a collector says of datagrams that come from one address. */
function collector() {
  const flows: Pick<ExportedFlow, 'packets' | 'octets' | 'firstUs' | 'lastUs' | 'sampling' | 'dstPort'>[] = [];
  const fields: string[] = [];
  const visitor = {
    every: false,
    begin: () => undefined,
    field: (enterprise: number, id: number, bytes: Uint8Array, start: number, end: number) =>
      void fields.push(`${enterprise}.${id}=${Buffer.from(bytes.subarray(start, end)).toString('hex')}`),
  };
  const exports = new FlowExports(
    {
      flow: ({ packets, octets, firstUs, lastUs, sampling, dstPort }) =>
        flows.push({ packets, octets, firstUs, lastUs, sampling, dstPort }),
    },
    visitor,
  );
  const take = (datagram: Buffer, atUs = US, address = '192.0.2.1') =>
    exports.datagram(datagram, 0, datagram.length, address, atUs);
  return { flows, fields, exports, take };
}

describe('flow exports', () => {
  it('holds sets back until their template comes, and reads them as of their own datagram', () => {
    const { flows, take } = collector();
    const exporter = take(netflow9(1, 7, NOW, 60_000, set(256, plain(53, 2, 100, 50_000, 59_000))));
    expect([flows.length, exporter?.waiting]).toEqual([0, 1]);
    take(netflow9(2, 7, NOW + 20, 80_000, set(0, template(256, ...PLAIN))));
    expect(flows).toEqual([
      { packets: 2, octets: 100, firstUs: US - 10_000_000, lastUs: US - 1_000_000, sampling: 0, dstPort: 53 },
    ]);
    expect(exporter?.figures).toMatchObject({ unknown: 0, flows: 1, lost: 0 });
  });

  it('gives up what waits too long, and tells how much', () => {
    const { flows, take } = collector();
    const exporter = take(netflow9(1, 7, NOW, 60_000, set(256, plain(53, 2, 100, 1, 2))));
    take(netflow9(2, 7, NOW, 60_000, set(0, template(256, ...PLAIN))), US + HELD_LIFE_US + 1);
    expect([flows.length, exporter?.figures.unknown]).toEqual([0, 1]);
  });

  it('keeps templates apart by exporter and domain', () => {
    const { flows, take } = collector();
    take(netflow9(1, 7, NOW, 60_000, set(0, template(256, ...PLAIN))));
    take(netflow9(1, 8, NOW, 60_000, set(256, plain(53, 1, 1, 1, 2))));
    take(netflow9(1, 7, NOW, 60_000, set(256, plain(53, 1, 1, 1, 2))), US, '192.0.2.2');
    expect(flows).toEqual([]);
    take(netflow9(2, 7, NOW, 60_000, set(256, plain(53, 1, 1, 1, 2))));
    expect(flows).toHaveLength(1);
  });

  it('forgets templates that are not announced again, and those beyond their number', () => {
    const { flows, take } = collector();
    const exporter = take(ipfix(0, 7, NOW, set(2, template(256, ...PLAIN))));
    take(ipfix(0, 7, NOW, set(256, plain(53, 1, 1, 1, 2))), US + TEMPLATE_LIFE_US + 1);
    expect(flows).toEqual([]);
    for (let id = 0; id <= MAX_TEMPLATES; id++) take(ipfix(0, 7, NOW, set(2, template(300 + id, [8, 4]))), US);
    expect([exporter?.template(300, US), exporter?.template(300 + MAX_TEMPLATES, US)?.id]).toEqual([
      null,
      300 + MAX_TEMPLATES,
    ]);
  });

  it('takes back a template that IPFIX withdraws', () => {
    const { flows, take } = collector();
    take(ipfix(0, 7, NOW, set(2, template(256, ...PLAIN)), set(2, Buffer.from([1, 0, 0, 0]))));
    take(ipfix(0, 7, NOW, set(256, plain(53, 1, 1, 1, 2))));
    expect(flows).toEqual([]);
  });

  it('says by which rate a flow was sampled: its own sampler, else the only one', () => {
    const { flows, take } = collector();
    const sampled = template(256, ...PLAIN, [302, 1]);
    const samplers = options(257, 1, [302, 1], [305, 4], [306, 4]);
    const rate = (id: number, taken: number, passed: number) => {
      const bytes = Buffer.alloc(9);
      bytes[0] = id;
      bytes.writeUInt32BE(taken, 1);
      bytes.writeUInt32BE(passed, 5);
      return bytes;
    };
    const flow = (id: number) => Buffer.concat([plain(53, 1, 64, 1, 2), Buffer.from([id])]);
    take(ipfix(0, 7, NOW, set(2, sampled), set(3, samplers)));
    take(ipfix(0, 7, NOW, set(257, Buffer.concat([rate(1, 1, 999), rate(2, 2, 98)]))));
    take(ipfix(2, 7, NOW, set(256, Buffer.concat([flow(1), flow(2), flow(3)]))));
    expect(flows.map(({ sampling }) => sampling)).toEqual([1000, 50, 0]);
  });

  it('keeps enterprise fields of variable length, also those above 254 bytes', () => {
    const { fields, flows, take } = collector();
    take(ipfix(0, 7, NOW, set(2, template(256, ...PLAIN, [5, 0xffff, 4242]))));
    const long = Buffer.alloc(300, 0x61);
    const record = Buffer.concat([plain(53, 1, 64, 1, 2), Buffer.from([255, 1, 44]), long]);
    take(ipfix(0, 7, NOW, set(256, Buffer.concat([plain(53, 1, 64, 1, 2), Buffer.from([2, 0x68, 0x69]), record]))));
    expect(flows).toHaveLength(2);
    expect(fields).toEqual(['4242.5=6869', `4242.5=${long.toString('hex')}`]);
  });

  it('counts what is missing by sequence numbers, not what was overtaken or begins anew', () => {
    const { exports, take } = collector();
    const numbered = (sequence: number) => take(netflow9(sequence, 7, NOW, 60_000, set(0, template(256, ...PLAIN))));
    const [exporter] = [numbered(10), numbered(11), numbered(15)];
    expect(exporter?.figures.lost).toBe(3);
    numbered(13);
    expect(exporter?.figures.lost).toBe(2);
    numbered(16);
    numbered(4_000_000_000);
    numbered(0);
    expect(exporter?.figures.lost).toBe(2);
    expect([...exports.all()]).toHaveLength(1);
  });

  it('goes round with sequence numbers and uptimes of 32 bits', () => {
    const { flows, take } = collector();
    take(ipfix(0xffff_ffff, 7, NOW, set(2, template(256, ...PLAIN))));
    const exporter = take(
      ipfix(0xffff_ffff, 7, NOW, set(256, Buffer.concat([plain(53, 1, 1, 1, 2), plain(54, 1, 1, 1, 2)]))),
    );
    take(ipfix(1, 7, NOW, set(256, plain(53, 1, 1, 1, 2))));
    expect(exporter?.figures.lost).toBe(0);
    const wrapped = netflow9(
      1,
      7,
      NOW,
      5000,
      set(0, template(256, ...PLAIN)),
      set(256, plain(53, 1, 1, 0xffff_ffff - 4999, 3000)),
    );
    take(wrapped);
    expect(flows.at(-1)).toMatchObject({ firstUs: US - 10_000_000, lastUs: US - 2_000_000 });
  });

  it('remembers a bounded number of exporters', () => {
    const { exports, take } = collector();
    for (let i = 0; i < MAX_EXPORTERS + 5; i++) take(ipfix(0, i, NOW, set(2, template(256, [8, 4]))), US + i);
    expect([...exports.all()]).toHaveLength(MAX_EXPORTERS);
    expect([...exports.all()][0]?.domain).toBe(5);
  });

  it('neither throws nor reads beyond a datagram, whatever the bytes', () => {
    const sample = ipfix(
      ...([3, 7, NOW, set(2, template(256, ...PLAIN, [5, 0xffff, 4242]))] as const),
      set(3, options(257, 1, [302, 1], [305, 4])),
      set(256, Buffer.concat([plain(53, 1, 64, 1, 2), Buffer.from([2, 0x68, 0x69])])),
      set(257, Buffer.from([1, 0, 0, 0, 1])),
    );
    const told = (datagram: Buffer, around: number) => {
      const { exports, flows, fields } = collector();
      const place = Buffer.alloc(datagram.length + 128, around);
      place.set(datagram, 64);
      const exporter = exports.datagram(place, 64, 64 + datagram.length, '192.0.2.1', US);
      return JSON.stringify([flows, fields, exporter?.figures, exporter?.waiting]);
    };
    const different = new Set<string>();
    for (const base of [
      sample,
      netflow9(1, 7, NOW, 9, set(0, template(256, ...PLAIN)), set(256, plain(53, 1, 1, 1, 2))),
    ])
      for (const mutated of mutations(base, 5000)) {
        const zeros = told(mutated, 0);
        different.add(zeros);
        expect(told(mutated, 255)).toBe(zeros);
      }
    expect(different.size).toBeGreaterThan(100);
  });
});
