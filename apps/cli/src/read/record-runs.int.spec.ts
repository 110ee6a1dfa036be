import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import {
  CaptureParser,
  interfaceBlock,
  packetBlockLength,
  readCaptureFile,
  type ReadCaptureOptions,
  sectionBlock,
  writePacketBlock,
} from '@wireledger/capture';
import { Pipeline } from '@wireledger/flows';

const RECORD = 16;
const FRAME = 42;
const START_S = 1_700_000_000;

/** How a file is written: all variants of classic pcap. */
interface Variant {
  readonly magic: string;
  readonly big: boolean;
  readonly nanoseconds?: boolean;
  readonly header?: number;
}
const VARIANTS: readonly (readonly [string, Variant])[] = [
  ['microseconds, little endian', { magic: 'd4c3b2a1', big: false }],
  ['microseconds, big endian', { magic: 'a1b2c3d4', big: true }],
  ['nanoseconds, little endian', { magic: '4d3cb2a1', big: false, nanoseconds: true }],
  ['nanoseconds, big endian', { magic: 'a1b23c4d', big: true, nanoseconds: true }],
  ['longer headers, little endian', { magic: '34cdb2a1', big: false, header: 24 }],
  ['longer headers, big endian', { magic: 'a1b2cd34', big: true, header: 24 }],
];

/** DNS queries, each of a flow of its own, a thousand a second; every 64th is a fragment, also the one with which the flow table grows. */
function capture(packets: number, { magic, big, nanoseconds = false, header = RECORD }: Variant): Buffer {
  const query = Buffer.from(
    `000001000001000000000000${Buffer.from('\x04name\x00\x00\x01\x00\x01', 'latin1').toString('hex')}`,
    'hex',
  );
  const size = header + FRAME + query.length;
  const bytes = Buffer.alloc(24 + packets * size);
  const put = (value: number, at: number) => (big ? bytes.writeUInt32BE(value, at) : bytes.writeUInt32LE(value, at));
  bytes.write(magic, 'hex');
  put(1, 20);
  for (let packet = 0; packet < packets; packet++) {
    const at = 24 + packet * size;
    put(START_S + Math.floor(packet / 1000), at);
    put((packet % 1000) * (nanoseconds ? 1_000_000 : 1000), at + 4);
    put(size - header, at + 8);
    put(size - header, at + 12);
    const frame = at + header;
    bytes.write('ffffffffffff0200000000010800450000000000000040110000', frame, 'hex');
    bytes.writeUInt16BE(size - header - 14, frame + 16);
    if (packet % 64 === 0) bytes.writeUInt16BE(0x2000, frame + 20);
    bytes.writeUInt32BE(0x0a000001 + (packet >> 8), frame + 26);
    bytes.writeUInt32BE(0x0a800001 + packet, frame + 30);
    bytes.writeUInt16BE(1024 + (packet & 0x7fff), frame + 34);
    bytes.writeUInt16BE(53, frame + 36);
    bytes.writeUInt16BE(8 + query.length, frame + 38);
    query.copy(bytes, frame + FRAME);
    bytes.writeUInt16BE(packet & 0xffff, frame + FRAME);
    // Names differ, so that their table grows as well.
    bytes.write(packet.toString(36).padStart(4, '0').slice(-4), frame + FRAME + 13, 'latin1');
  }
  return bytes;
}

/** The same packets as pcapng. */
function pcapng(pcap: Buffer): Buffer {
  const blocks = [sectionBlock(), interfaceBlock(1)];
  const parser = new CaptureParser((buffer, offset, captured, original, us) => {
    const block = Buffer.alloc(packetBlockLength(captured));
    writePacketBlock(block, 0, { buffer, offset, captured, original, us, iface: 0 });
    blocks.push(block);
  });
  parser.feed(pcap);
  return Buffer.concat(blocks);
}

describe('records read one by one, in runs and in place', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wireledger-runs-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What comes of the file, each way. */
  function readings(bytes: Buffer): unknown[] {
    const file = path.join(folder, 'capture.pcap');
    writeFileSync(file, bytes);
    const ways: ((pipeline: Pipeline) => ReadCaptureOptions)[] = [
      () => ({}),
      (pipeline) => ({ runs: (run) => pipeline.records(run), readBytes: 70_001 }),
      (pipeline) => ({ runs: (run) => pipeline.records(run), readBytes: 1 << 20 }),
      (pipeline) => ({ runs: (run) => pipeline.records(run), input: () => pipeline.input() }),
    ];
    return ways.map((way) => {
      const pipeline = new Pipeline({ cut: 60 });
      const end = readCaptureFile(file, (...of) => pipeline.packet(...of), way(pipeline));
      pipeline.finish();
      const recording = new Pipeline({ cut: 60, digest: true });
      readCaptureFile(file, (...of) => recording.packet(...of), way(recording));
      recording.finish();
      expect(recording.counters).toEqual(pipeline.counters);
      return { ...pipeline.counters, end, digest: recording.digest() };
    });
  }

  it.each(VARIANTS)('are the same: %s', (_, variant) => {
    const [first, ...others] = readings(capture(5000, variant));
    expect(first).toMatchObject({ packets: 5000, dns_queries: 4921, dns_names: 4921, flows: 5000 });
    for (const other of others) expect(other).toEqual(first);
  });

  it('are the same while the flow table grows, wherever in the file it does', () => {
    const bytes = capture(20_000, VARIANTS[0]![1]);
    const [first, ...others] = readings(bytes);
    expect(first).toMatchObject({ packets: 20_000, flows: 20_000 });
    for (const other of others) expect(other).toEqual(first);
    for (const other of readings(pcapng(bytes))) expect(other).toEqual(first);
  });

  it('tell of the same damage', () => {
    const bytes = capture(5000, VARIANTS[0]![1]);
    const record = (bytes.length - 24) / 5000;
    bytes.writeUInt32LE(0x7fffffff, 24 + 4000 * record + 8);
    const [first, ...others] = readings(bytes);
    const end = {
      error: null,
      truncated: true,
      warnings: ['damaged: record 4001 claims 2147483647 bytes; read up to there'],
    };
    expect(first).toMatchObject({ packets: 4000, end });
    for (const other of others) expect(other).toEqual(first);
    const [cut, ...alike] = readings(bytes.subarray(0, 24 + 3000 * record + 30));
    expect(cut).toMatchObject({ packets: 3000, end: { truncated: true } });
    for (const other of alike) expect(other).toEqual(cut);
  });
});
