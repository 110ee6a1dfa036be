import { FrameKind, Packet } from '../packet';
import { decodeQuoted, IcmpError, icmpErrorOf } from '../network/icmp-quote';
import { decodeFrame } from './frame';
import { LinkType } from './link-types';

const hex = (...parts: readonly string[]): Buffer => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex');
const u16 = (value: number): string => value.toString(16).padStart(4, '0');
const bytesOf = (text: string): number => text.replaceAll(' ', '').length / 2;

const MACS = '020000000002 020000000001';
const ethernet = (type: string, inside: string): string => `${MACS} ${type} ${inside}`;
const ipv4 = (proto: string, inside: string, fragment = '4000'): string =>
  `4500${u16(20 + bytesOf(inside))} 1234${fragment} 40${proto}0000 0a000001 0a000002 ${inside}`;
const ipv6 = (next: string, inside: string): string =>
  `60000000${u16(bytesOf(inside))}${next}40 20010db8000000000000000000000001 20010db8000000000000000000000002 ${inside}`;
const tcp = (payload = ''): string => `9c40 0050 00000064 000000c8 5018 ffff 0000 0000 ${payload}`;
const udp = (payload: string, ports = '9c40 270f'): string => `${ports} ${u16(8 + bytesOf(payload))} 0000 ${payload}`;
const TCP4 = ipv4('06', tcp('6869'));
const FLOW4 = {
  kind: FrameKind.IP,
  version: 4,
  src: '0a000001',
  dst: '0a000002',
  proto: 6,
  srcPort: 40_000,
  dstPort: 80,
  text: 'hi',
};
const FLOW6 = {
  ...FLOW4,
  version: 6,
  src: '20010db8000000000000000000000001',
  dst: '20010db8000000000000000000000002',
};
const OUTER4 = (inside: string): string =>
  `4500${u16(20 + bytesOf(inside))} 0001 0000 40 11 0000 c0000201 c0000202 ${inside}`;
const TUNNEL = { ...FLOW4, depth: 1, outer: 'c0000201' };
const tunnel = (proto: string, inside: string): string => OUTER4(inside).replace(' 40 11 ', ` 40 ${proto} `);

type Sample = readonly [what: string, linktype: number, frame: string, expected: Record<string, unknown>];
const SAMPLES: readonly Sample[] = [
  [
    'TCP over IPv4',
    1,
    ethernet('0800', TCP4),
    { ...FLOW4, vlan: 0, depth: 0, seq: 100, ack: 200, flags: 0x18, length: 2 },
  ],
  [
    'padding behind the datagram',
    1,
    ethernet('0800', `${ipv4('06', tcp())} 000000000000`),
    { ...FLOW4, text: '', length: 0 },
  ],
  ['TCP over IPv6', 1, ethernet('86dd', ipv6('06', tcp('6869'))), FLOW6],
  [
    'extension headers',
    1,
    ethernet(
      '86dd',
      ipv6('00', `3c00000000000000 2b00000000000000 0602000000000000 0000000000000000 0000000000000000 ${tcp('6869')}`),
    ),
    FLOW6,
  ],
  ['a VLAN tag', 1, ethernet('8100', `0064 0800 ${TCP4}`), { ...FLOW4, vlan: 100 }],
  ['three VLAN tags', 1, ethernet('88a8', `0065 8100 0066 8100 0067 0800 ${TCP4}`), { ...FLOW4, vlan: 101 }],
  ['MPLS', 1, ethernet('8847', `00010040 00011140 ${TCP4}`), FLOW4],
  ['MPLS with a pseudowire', 1, ethernet('8847', `00011140 00000000 ${ethernet('0800', TCP4)}`), FLOW4],
  ['PPPoE', 1, ethernet('8864', `1100 0001 0040 0021 ${TCP4}`), FLOW4],
  ['LLC and SNAP', 1, ethernet('0040', `aaaa03000000 0800 ${TCP4}`), FLOW4],
  ['ARP', 1, ethernet('0806', '0001080006040001 020000000001 0a000001 000000000000 0a000002'), { kind: FrameKind.ARP }],
  ['an unknown type', 1, ethernet('88cc', '0207040200'), { kind: FrameKind.OTHER }],
  ['raw IP', LinkType.RAW, TCP4, FLOW4],
  ['null', LinkType.NULL, `02000000 ${TCP4}`, FLOW4],
  ['loop', LinkType.LOOP, `0000001c ${ipv6('06', tcp('6869'))}`, FLOW6],
  ['cooked', LinkType.LINUX_SLL, `0000 0001 0006 020000000001 0000 0800 ${TCP4}`, FLOW4],
  ['cooked, version 2', LinkType.LINUX_SLL2, `0800 0000 00000002 0001 00 06 0200000000010000 ${TCP4}`, FLOW4],
  ['PPP', LinkType.PPP, `ff03 0021 ${TCP4}`, FLOW4],
  [
    '802.11',
    LinkType.IEEE802_11,
    `8801 0000 020000000001 020000000002 020000000003 0000 0000 aaaa03000000 0800 ${TCP4}`,
    FLOW4,
  ],
  [
    '802.11 encrypted',
    LinkType.IEEE802_11,
    `0841 0000 020000000001 020000000002 020000000003 0000 aaaa03000000 0800 ${TCP4}`,
    { kind: FrameKind.OTHER },
  ],
  [
    'radiotap',
    LinkType.IEEE802_11_RADIOTAP,
    `0000 0800 00000000 0801 0000 020000000001 020000000002 020000000003 0000 aaaa03000000 0800 ${TCP4}`,
    FLOW4,
  ],
  ['an unknown link type', 147, ethernet('0800', TCP4), { kind: FrameKind.OTHER }],
  ['GRE', 1, ethernet('0800', tunnel('2f', `0000 0800 ${TCP4}`)), TUNNEL],
  [
    'GRE with key and sequence',
    1,
    ethernet('0800', tunnel('2f', `3000 6558 00000001 00000002 ${ethernet('0800', TCP4)}`)),
    TUNNEL,
  ],
  [
    'ERSPAN',
    1,
    ethernet('0800', tunnel('2f', `1000 88be 00000001 1000001400000001 ${ethernet('0800', TCP4)}`)),
    TUNNEL,
  ],
  ['ERSPAN I', 1, ethernet('0800', tunnel('2f', `0000 88be ${ethernet('0800', TCP4)}`)), TUNNEL],
  [
    'ERSPAN III',
    1,
    ethernet('0800', tunnel('2f', `1000 22eb 00000001 200000140000000100000000 ${ethernet('0800', TCP4)}`)),
    TUNNEL,
  ],
  [
    'ERSPAN III with a subheader',
    1,
    ethernet(
      '0800',
      tunnel('2f', `1000 22eb 00000001 200000140000000100000001 0000000000000000 ${ethernet('0800', TCP4)}`),
    ),
    TUNNEL,
  ],
  ['4in6', 1, ethernet('86dd', ipv6('04', TCP4)), { ...FLOW4, depth: 1, outer: '20010db8' }],
  [
    'PPPoE within two VLAN tags',
    1,
    ethernet('88a8', `0065 8100 0066 8864 1100 0001 0040 0021 ${TCP4}`),
    { ...FLOW4, vlan: 101 },
  ],
  [
    'options of IPv4',
    1,
    ethernet('0800', `4600 002e 1234 4000 40 06 0000 0a000001 0a000002 94040000 ${tcp('6869')}`),
    FLOW4,
  ],
  ['IP in IP', 1, ethernet('0800', tunnel('04', TCP4)), TUNNEL],
  ['6in4', 1, ethernet('0800', tunnel('29', ipv6('06', tcp('6869')))), { ...FLOW6, depth: 1, outer: 'c0000201' }],
  ['VXLAN', 1, ethernet('0800', OUTER4(udp(`0800000000000100 ${ethernet('0800', TCP4)}`, 'c000 12b5'))), TUNNEL],
  ['VXLAN-GPE', 1, ethernet('0800', OUTER4(udp(`0c00000100000100 ${TCP4}`, 'c000 12b6'))), TUNNEL],
  [
    'Geneve',
    1,
    ethernet('0800', OUTER4(udp(`0100655800000100 00000000 ${ethernet('0800', TCP4)}`, 'c000 17c1'))),
    TUNNEL,
  ],
  [
    'Teredo',
    1,
    ethernet('0800', OUTER4(udp(`0000 ffff 3f57fefd ${ipv6('06', tcp('6869'))}`, 'c000 0dd8'))),
    { ...FLOW6, depth: 1, outer: 'c0000201' },
  ],
  [
    'tunnels in tunnels, the outermost told',
    1,
    ethernet('0800', tunnel('04', ipv4('2f', `0000 0800 ${TCP4}`))),
    { ...TUNNEL, depth: 2 },
  ],
  [
    'a tunnel port without a tunnel',
    1,
    ethernet('0800', OUTER4(udp('ffff', 'c000 12b5'))),
    { kind: FrameKind.IP, proto: 17, dstPort: 4789, depth: 0 },
  ],
  [
    'ICMP, its quoted header left alone',
    1,
    ethernet('0800', ipv4('01', `0301 0000 00000000 ${TCP4}`)),
    { kind: FrameKind.IP, proto: 1, srcPort: 3, dstPort: 1, depth: 0 },
  ],
  [
    'a first fragment',
    1,
    ethernet('0800', ipv4('11', udp('6869'), '2000')),
    { ...FLOW4, proto: 17, dstPort: 9999, fragment: true, fragmentId: 0x1234 },
  ],
  [
    'a later fragment',
    1,
    ethernet('0800', ipv4('11', '6869', '0001')),
    { kind: FrameKind.LATER_FRAGMENT, proto: 17, srcPort: 0, fragmentId: 0x1234 },
  ],
  [
    'a later IPv6 fragment',
    1,
    ethernet('86dd', ipv6('2c', '1100 0009 00001234 6869')),
    { kind: FrameKind.LATER_FRAGMENT, version: 6, proto: 17, fragmentId: 0x1234 },
  ],
  [
    'SCTP',
    1,
    ethernet('0800', ipv4('84', '0007 0008 00000000 00000000')),
    { kind: FrameKind.IP, proto: 132, srcPort: 7, dstPort: 8 },
  ],
  [
    'a protocol without ports',
    1,
    ethernet('0800', ipv4('59', '0201002c')),
    { kind: FrameKind.IP, proto: 0x59, srcPort: 0, dstPort: 0 },
  ],
  ['an IP header cut short', 1, ethernet('0800', '450000280000'), { kind: FrameKind.OTHER }],
];

/** What was found, as values that do not depend on where the frame lies. */
function found(packet: Packet, offset: number): Record<string, unknown> {
  const { bytes, kind, version } = packet;
  if (kind === FrameKind.OTHER || kind === FrameKind.ARP) return { kind, vlan: packet.vlan };
  const size = version === 4 ? 4 : 16;
  const at = (start: number) => Buffer.from(bytes.subarray(start, start + size)).toString('hex');
  return {
    kind,
    version,
    src: at(packet.src),
    dst: at(packet.dst),
    proto: packet.proto,
    srcPort: packet.srcPort,
    dstPort: packet.dstPort,
    vlan: packet.vlan,
    depth: packet.depth,
    fragment: packet.fragment,
    fragmentId: packet.fragment ? packet.fragmentId : 0,
    length: packet.payloadLength,
    start: packet.payload - offset,
    text: Buffer.from(bytes.subarray(packet.payload, packet.payloadEnd)).toString('latin1'),
    ...(packet.proto === 6 && kind === FrameKind.IP && packet.tcpFlags !== 0
      ? { flags: packet.tcpFlags, seq: packet.seq, ack: packet.ack }
      : {}),
    outer:
      packet.depth > 0 ? Buffer.from(bytes.subarray(packet.outerSrc, packet.outerSrc + 4)).toString('hex') : undefined,
  };
}

/** Decodes a frame that fills its buffer to the last byte: reading beyond it would throw. */
function decode(frame: Buffer, linktype: number, original = frame.length): Record<string, unknown> {
  const packet = new Packet();
  const exact = new Uint8Array(frame);
  decodeFrame(packet, exact, 0, exact.length, original, linktype);
  return found(packet, 0);
}

/** The same frame in the middle of other bytes. */
function decodeWithin(frame: Buffer, linktype: number, filler: number): Record<string, unknown> {
  const packet = new Packet();
  const around = new Uint8Array(frame.length + 200).fill(filler);
  around.set(frame, 100);
  decodeFrame(packet, around, 100, frame.length, frame.length, linktype);
  return found(packet, 100);
}

describe('decodeFrame', () => {
  it.each(SAMPLES)('finds the innermost layer of %s', (_what, linktype, frame, expected) => {
    expect(decode(hex(frame), linktype)).toMatchObject(expected);
  });

  it('A-19 does not enter more than eight tunnels', () => {
    let frame = TCP4;
    for (let i = 0; i < 12; i++) frame = ipv4('04', frame);
    expect(decode(hex(ethernet('0800', frame)), 1)).toMatchObject({ kind: FrameKind.IP, proto: 4, depth: 8 });
  });

  it('takes lengths from the wire when the capture cut the frame', () => {
    const frame = hex(ethernet('0800', ipv4('06', tcp('61'.repeat(1000)))));
    expect(decode(frame.subarray(0, 96), 1, frame.length)).toMatchObject({
      dstPort: 80,
      length: 1000,
      text: 'a'.repeat(42),
    });
  });

  it('A-19 follows as many extension headers as there are', () => {
    const many = Array.from({ length: 150 }, (_, i) => (i < 149 ? '3c00000000000000' : '0600000000000000')).join('');
    expect(decode(hex(ethernet('86dd', ipv6('3c', many + tcp()))), 1)).toMatchObject({ proto: 6, dstPort: 80 });
  });

  it('finds what an ICMP error quotes, whatever is left of it', () => {
    const frame = hex(ethernet('0800', ipv4('01', `0301 0000 00000000 ${TCP4}`)));
    const [packet, quoted] = [new Packet(), new Packet()];
    for (let length = 0; length <= frame.length; length++) {
      decodeFrame(packet, new Uint8Array(frame.subarray(0, length)), 0, length, frame.length, 1);
      const taken = packet.kind === FrameKind.IP && decodeQuoted(quoted, packet);
      expect(taken).toBe(length >= 14 + 20 + 8 + 20);
      if (taken) expect(quoted.dstPort).toBe(length >= 14 + 20 + 8 + 24 ? 80 : 0);
    }
    expect(found(quoted, 0)).toMatchObject({ src: '0a000001', dst: '0a000002', proto: 6, srcPort: 40_000 });
    expect([icmpErrorOf(1, 3, 4), icmpErrorOf(1, 3, 3), icmpErrorOf(1, 5, 0), icmpErrorOf(58, 3, 0)]).toEqual([
      IcmpError.TOO_BIG,
      IcmpError.UNREACHABLE,
      IcmpError.NONE,
      IcmpError.TIME_EXCEEDED,
    ]);
  });

  describe('on hostile bytes', () => {
    const linktypes = [...new Set(SAMPLES.map(([, linktype]) => linktype))];

    it.each(SAMPLES)('reads nothing beyond any prefix of %s', (_what, linktype, text) => {
      const frame = hex(text);
      for (let length = 0; length <= frame.length; length++) {
        const prefix = frame.subarray(0, length);
        const alone = decode(prefix, linktype);
        expect(decodeWithin(prefix, linktype, 0xff)).toEqual(alone);
        expect(decodeWithin(prefix, linktype, 0x06)).toEqual(alone);
      }
    });

    it('reads 10,000 mutations without a throw, the same wherever they lie', () => {
      let seed = 1;
      const random = (below: number) => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0) % below;
      for (let round = 0; round < 10_000; round++) {
        const frame = hex((SAMPLES[random(SAMPLES.length)] as Sample)[2]);
        for (let i = random(6); i >= 0; i--) frame[random(frame.length)] = random(256);
        const cut = frame.subarray(0, frame.length - (random(3) === 0 ? random(frame.length) : 0));
        const linktype = linktypes[random(linktypes.length)] as number;
        expect(decodeWithin(cut, linktype, 0x45)).toEqual(decode(cut, linktype));
      }
    });
  });
});
