import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { CaptureWriter } from '@wireledger/capture';
import type { CutBatch } from '@wireledger/events';
import { Pipeline } from '@wireledger/flows';
import { simulate } from '@wireledger/simulator';

import type { FlowTuple } from './flow-match';
import { flowPackets, type PacketsEnd, type PacketsRequest, type SeenPacket } from './flow-packets';

/** Kind of the last record of a flow. */
const END = 2;

interface Ended {
  readonly tuple: FlowTuple;
  readonly packets: readonly [source: number, destination: number];
}

let folder: string;
let file: string;
const ended: Ended[] = [];

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'wl-flow-packets-'));
  file = path.join(folder, 'x');
  const parts: Buffer[] = [];
  const writer = new CaptureWriter({ format: 'pcap' }, (bytes) => void parts.push(Buffer.from(bytes)));
  const pipeline = new Pipeline({ cut: 60, onBatch: (batch) => ended.push(...endedIn(batch)) });
  for (const { bytes, timeUs } of simulate({ seed: 5, startUs: 1.7e15, durationS: 60, rate: 60, attacks: 'none' })) {
    writer.write(bytes, timeUs);
    pipeline.packet(bytes, 0, bytes.length, bytes.length, timeUs, 1, 0);
  }
  writer.end();
  pipeline.finish();
  writeFileSync(file, gzipSync(Buffer.concat(parts)));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Flows that ended, as their records say. */
function endedIn({ kind, payload }: CutBatch): Ended[] {
  if (kind !== 'flow') return [];
  const { n, t0, cols } = payload as unknown as { n: number; t0: number; cols: Record<string, (number | string)[]> };
  const value = (name: string, at: number): number | string => {
    const column = cols[name];
    if (!column) throw new Error(`no column ${name} among ${Object.keys(cols).join(', ')}`);
    return column[at] ?? '';
  };
  const number = (name: string, at: number) => Number(value(name, at));
  return Array.from({ length: n }, (_, at) => at)
    .filter((at) => value('kind', at) === END)
    .map((at) => ({
      tuple: {
        ...{ src: String(value('src', at)), dst: String(value('dst', at)), proto: number('proto', at) },
        ...{ srcPort: number('srcPort', at), dstPort: number('dstPort', at) },
        ...{ firstUs: t0 + number('first', at), lastUs: t0 + number('last', at) },
      },
      packets: [number('srcPackets', at), number('dstPackets', at)],
    }));
}

async function read(flow: FlowTuple, more: Partial<PacketsRequest> = {}) {
  const request = { sha256: '', flow, skip: 0, most: 10_000, form: 'list' as const, ...more };
  const packets: SeenPacket[] = [];
  let end: PacketsEnd | null = null;
  for await (const one of flowPackets(file, request, new AbortController().signal))
    if ('more' in one) end = one;
    else packets.push(one);
  return { packets, end };
}

it('of every flow finds as many packets as the flow table counted, each way', async () => {
  expect(ended.length).toBeGreaterThan(100);
  const protos = new Set<number>();
  for (const { tuple, packets } of ended.slice(0, 150)) {
    const found = await read(tuple);
    protos.add(tuple.proto);
    const source = found.packets.filter(({ fromSource }) => fromSource).length;
    expect([tuple, source, found.packets.length - source]).toEqual([tuple, ...packets]);
    expect(found.packets[0]?.us).toBe(tuple.firstUs);
    expect(found.end).toEqual({ more: false });
  }
  expect([...protos].sort((a, b) => a - b)).toEqual(expect.arrayContaining([6, 17]));
}, 120_000);

it('answers in parts, and says when there is more', async () => {
  const { tuple } = ended.reduce((a, b) => (b.packets[0] + b.packets[1] > a.packets[0] + a.packets[1] ? b : a));
  const whole = await read(tuple);
  const first = await read(tuple, { most: 3 });
  const second = await read(tuple, { skip: 3, most: 10_000 });
  expect(first.end).toEqual({ more: true });
  expect([...first.packets, ...second.packets]).toEqual(whole.packets);
});

it('shows layers that cover the frame without a gap, and its bytes', async () => {
  for (const { tuple } of ended.slice(0, 40)) {
    const { packets } = await read(tuple, { form: 'whole', most: 3 });
    for (const { layers = [], data = '', captured } of packets) {
      expect(Buffer.from(data, 'base64')).toHaveLength(captured);
      expect(layers[0]).toMatchObject({ name: 'Ethernet', from: 0 });
      layers.slice(1).forEach((layer, n) => expect(layer.from).toBe(layers[n]?.to));
      const values = layers.flatMap(({ fields }) => fields.map(([, value]) => value));
      expect(values).toEqual(expect.arrayContaining([tuple.src, tuple.dst]));
    }
  }
});

it('refuses a flow without addresses', async () => {
  const [{ tuple }] = ended as [Ended];
  await expect(read({ ...tuple, src: 'nobody' })).rejects.toThrow(/not addresses/);
});
