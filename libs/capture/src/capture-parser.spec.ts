import { CaptureParser, type CaptureEnd } from './capture-parser';
import { CaptureWriter, type CaptureWriterOptions } from './capture-writer';

interface Seen {
  readonly bytes: string;
  readonly original: number;
  readonly timeUs: number;
  readonly linktype: number;
  readonly iface: number;
}

function parse(capture: Uint8Array, chunk = capture.length): { packets: Seen[]; end: CaptureEnd } {
  const packets: Seen[] = [];
  const parser = new CaptureParser((buffer, offset, captured, original, timeUs, linktype, iface) => {
    if (offset + captured > buffer.length) throw new Error('a packet beyond its buffer');
    const bytes = Buffer.from(buffer.subarray(offset, offset + captured)).toString('hex');
    packets.push({ bytes, original, timeUs, linktype, iface });
  });
  for (let at = 0; at < capture.length; at += chunk) parser.feed(capture.subarray(at, at + chunk));
  return { packets, end: parser.end() };
}

function write(options: CaptureWriterOptions): Buffer {
  const parts: Buffer[] = [];
  const writer = new CaptureWriter(options, (bytes) => parts.push(Buffer.from(bytes)));
  for (const [length, timeUs, original] of PACKETS) writer.write(Buffer.alloc(length, length), timeUs, original);
  writer.end();
  return Buffer.concat(parts);
}

const PACKETS = [
  [60, 1_780_000_000_000_001, 60],
  [61, 1_780_000_000_999_999, 1514],
  [0, 1_780_000_001_000_000, 0],
  [3, 1_780_000_001_000_000, 3],
] as const;
const FORMS = (['pcap', 'pcapng'] as const).flatMap((format) =>
  (['us', 'ns'] as const).map((resolution): CaptureWriterOptions => ({ format, resolution, linktype: 101 })),
);
const BROKEN_AT_ANY_PLACE = 1500;

describe('captures', () => {
  it.each(FORMS)('A-23 come back as they were written: $format in $resolution', (options) => {
    const capture = write(options);
    const expected = PACKETS.map(([length, timeUs, original]) => ({
      bytes: Buffer.alloc(length, length).toString('hex'),
      original,
      timeUs,
      linktype: 101,
      iface: 0,
    }));
    for (const chunk of [capture.length, 1, 7]) {
      const { packets, end } = parse(capture, chunk);
      expect(packets).toEqual(expected);
      expect(end).toEqual({ error: null, truncated: false, warnings: [] });
    }
  });

  it.each(FORMS)('A-24 cut anywhere are read up to there: $format in $resolution', (options) => {
    const capture = write(options);
    const all = parse(capture).packets;
    for (let length = 0; length < capture.length; length++) {
      const { packets, end } = parse(capture.subarray(0, length), 5);
      expect(packets).toEqual(all.slice(0, packets.length));
      if (length < 4) expect(end.error).not.toBeNull();
      else expect(end.error).toBeNull();
      expect(end.truncated).toBe(end.warnings.length > 0);
    }
  });

  it.each(FORMS)('damaged anywhere neither throw nor depend on the chunks: $format in $resolution', (options) => {
    const capture = write(options);
    let seed = 3;
    const random = (below: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % below;
    for (let round = 0; round < BROKEN_AT_ANY_PLACE; round++) {
      const broken = Buffer.from(capture);
      for (let i = random(4); i >= 0; i--) broken[random(broken.length)] = random(4) === 0 ? 255 : random(256);
      expect(parse(broken, 1 + random(40))).toEqual(parse(broken));
    }
  });

  it('A-20 with a length that cannot be are read up to there', () => {
    const capture = write({ format: 'pcap' });
    capture.writeUInt32LE(4_325_376, 24 + 16 + 60 + 8);
    const { packets, end } = parse(capture);
    expect(packets).toHaveLength(1);
    expect(end).toMatchObject({ truncated: true, warnings: [expect.stringContaining('4325376')] });
  });

  it.each([
    ['nothing', '', /is empty/],
    ['gzip', '1f8b08000000', /gzip.*gunzip/],
    ['zstd', '28b52ffd0000', /zstd/],
    ['a zip', '504b03040000', /zip/],
    ['text', '68656c6c6f', /not a capture/],
    ['three bytes', 'd4c3b2', /not a capture/],
  ])('A-23 are told from %s', (_what, bytes, message) => {
    const { packets, end } = parse(Buffer.from(bytes, 'hex'));
    expect(packets).toEqual([]);
    expect(end.error).toMatch(message);
  });
});
