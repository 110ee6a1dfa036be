import { mutations } from '../testing/hostile';
import { type AddressMap, FrameBytes, maskFrame } from './index';

/** Turns bits of every byte of an address: what was masked can be told from what was not, and from what is inverted. */
const turned: AddressMap = {
  ip: (bytes, at, length) =>
    void bytes.set(
      bytes.subarray(at, at + length).map((byte) => byte ^ 0xa5),
      at,
    ),
  mac: (bytes, at) =>
    void bytes.set(
      bytes.subarray(at, at + 6).map((byte) => byte ^ 0xa5),
      at,
    ),
};
const frame = new FrameBytes(turned);
const hex = (...parts: readonly string[]) => Buffer.from(parts.join('').replaceAll(' ', ''), 'hex');
const length = (bytes: number) => bytes.toString(16).padStart(4, '0');

/** What is kept of a frame that was captured whole, as hex. */
function mask(bytes: Buffer, linktype = RAW): string {
  const kept = maskFrame(frame, bytes, 0, bytes.length, bytes.length, linktype);
  return Buffer.from(frame.bytes.subarray(0, kept)).toString('hex');
}

const RAW = 101;
const [ETHERNET, SLL, SLL2, WLAN, RADIOTAP, NULL] = [1, 113, 276, 105, 127, 0];
const SRC = '0a000001';
const DST = 'c0000207';
const SRC6 = '20010db8000000000000000000000001';
const DST6 = '20010db8000000000000000000000002';
const MACS = '020000000001 020000000002';
const turnedBy = (by: number) => (address: string) =>
  Buffer.from(hex(address).map((byte) => byte ^ by)).toString('hex');
const not = turnedBy(0xff);
const masked = turnedBy(0xa5);

const ipv4 = (proto: string, body: string, options = '', fragment = '0000') => {
  const words = 5 + options.replaceAll(' ', '').length / 8;
  const total = words * 4 + body.replaceAll(' ', '').length / 2;
  return `4${words.toString(16)}00 ${length(total)} 0001 ${fragment} 40 ${proto} abcd ${SRC} ${DST} ${options} ${body}`;
};
const ipv6 = (next: string, body: string, source = SRC6) =>
  `60000000 ${length(body.replaceAll(' ', '').length / 2)} ${next} 40 ${source} ${DST6} ${body}`;
const udp = (body: string, ports = '3039 0035') =>
  `${ports} ${length(8 + body.replaceAll(' ', '').length / 2)} 1234 ${body}`;
/** A name as it stands on the wire. */
const NAME = Buffer.from('secret.example').toString('hex');

/** RFC 1071, over bytes and words of a pseudo-header; 0 when the checksum in them is true. */
function remainder(bytes: Buffer, ...words: readonly number[]): number {
  let sum = words.reduce((all, word) => all + word, 0);
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
  for (let at = 0; at < even.length; at += 2) sum += even.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return 0xffff - sum;
}

/** Frames with an address or a name where one may be, by link type. */
const FRAMES: readonly (readonly [what: string, bytes: Buffer, linktype: number])[] = [
  ['UDP', hex(ipv4('11', udp(NAME))), RAW],
  ['TCP', hex(ipv4('06', `3039 0050 00000001 00000002 5018 2000 1234 0000 ${NAME}`)), RAW],
  ['record route', hex(ipv4('11', udp(NAME), `07 0b 04 ${SRC} ${DST} 01`)), RAW],
  ['times with addresses', hex(ipv4('11', udp(NAME), `44 0c 05 01 ${SRC} 00000001`)), RAW],
  ['an ICMP error', hex(ipv4('01', `0301 1234 00000000 ${ipv4('11', udp(NAME))}`)), RAW],
  ['a redirect', hex(ipv4('01', `0501 1234 ${DST} ${ipv4('11', udp(NAME))}`)), RAW],
  ['GRE with a checksum', hex(ipv4('2f', `8000 0800 1234 0000 ${ipv4('11', udp(NAME))}`)), RAW],
  ['IP in IP', hex(ipv4('04', ipv4('29', ipv6('11', udp(NAME))))), RAW],
  ['VXLAN', hex(ipv4('11', udp(`08000000 00002a00 ${MACS} 0800 ${ipv4('11', udp(NAME))}`, '3039 12b5'))), RAW],
  ['Geneve', hex(ipv4('11', udp(`02006558 00002a00 01028001 ${SRC} ${MACS} 0800 ${ipv4('11', udp(NAME))}`, '3039 17c1'))), RAW],
  ['Teredo', hex(ipv4('11', udp(`0001 0404 61626364 ${SRC} 1122334455667788 00 0000 1234 ${not(SRC)} ${ipv6('11', udp(NAME))}`, '3039 0dd8'))), RAW],
  ['routing and home address', hex(ipv6('2b', `3c 02 00 01 00000000 ${DST6} 11 02 c910 ${SRC6} 01 02 0000 ${udp(NAME)}`)), RAW],
  ['segments', hex(ipv6('2b', `11 04 04 00 01 00 0000 ${SRC6} ${DST6} ${udp(NAME)}`)), RAW],
  ['a neighbour', hex(ipv6('3a', `8800 1234 60000000 ${SRC6} 0201 020000000001`)), RAW],
  ['a router', hex(ipv6('3a', `8600 1234 40000708 0000000000000000 0101 020000000001 0304 40c0 00000e10 00000e10 00000000 ${SRC6} 1903 0000 00000e10 ${DST6} 1f04 0000 00000e10 ${NAME}00 000000000000000000`)), RAW],
  ['listeners', hex(ipv6('3a', `8f00 1234 0000 0001 0400 0001 ${SRC6} ${DST6}`)), RAW],
  ['ARP', hex(`${MACS} 0806 0001 0800 0604 0001 020000000001 ${SRC} 000000000000 ${DST} ${NAME}`), ETHERNET],
  ['tags and labels', hex(`${MACS} 88a8 0001 8100 0002 8847 00000140 ${ipv4('11', udp(NAME))}`), ETHERNET],
  ['what is not known', hex(`${MACS} 8100 0002 88cc ${NAME}`), ETHERNET],
  ['Linux cooked', hex(`0000 0001 0006 020000000001 abcd 0800 ${ipv4('11', udp(NAME))}`), SLL],
  ['Linux cooked 2', hex(`0800 0000 00000002 0001 00 06 020000000001 abcd ${ipv4('11', udp(NAME))}`), SLL2],
  ['a beacon', hex(`8000 0000 ffffffffffff ${MACS} 0000 ${NAME}`), WLAN],
  ['802.11 data', hex(`0000 0c00 ffffffff 61626364 0801 0000 020000000003 ${MACS} 0000 aaaa03000000 0800 ${ipv4('11', udp(NAME))}`), RADIOTAP],
  ['loopback', hex(`02000000 ${ipv4('11', udp(NAME))}`), NULL],
]; // prettier-ignore

describe('a masked frame', () => {
  it.each(FRAMES)('holds no address, name and payload: %s', (_what, bytes, linktype) => {
    const kept = mask(bytes, linktype);
    for (const secret of [SRC, DST, SRC6, DST6, NAME, not(NAME), '61626364', '020000000001', '020000000002'])
      expect(kept).not.toContain(secret);
    expect(kept.length).toBeGreaterThan(0);
  });

  it.each(FRAMES)('does not tell what was left out, not by a checksum either: %s', (_what, bytes, linktype) => {
    const kept = mask(bytes, linktype);
    for (let at = kept.length / 2; at < bytes.length; at++) {
      const other = Buffer.from(bytes);
      other[at] = (other[at] as number) ^ 0x55;
      expect(mask(other, linktype)).toBe(kept);
    }
  });

  it('has true checksums where all of what they cover is kept, else none', () => {
    const syn = hex(ipv4('06', '3039 0050 00000001 00000000 6002 2000 1234 0000 0204 05b4'));
    const kept = Buffer.from(mask(syn), 'hex');
    expect(kept).toHaveLength(syn.length);
    expect(remainder(kept.subarray(0, 20))).toBe(0);
    expect(remainder(kept.subarray(12), 6, 24)).toBe(0);
    const echo = hex(ipv4('01', '0800 1234 0001 0002'));
    expect(remainder(Buffer.from(mask(echo), 'hex').subarray(20))).toBe(0);
    expect(mask(hex(ipv4('01', '0800 1234 0001 0002 61')))).toMatch(/0800000000010002$/);
    expect(mask(hex(ipv4('11', udp('61'))))).toMatch(/3039003500090000$/);
    const neighbour = Buffer.from(mask(hex(ipv6('3a', `8700 1234 00000000 ${SRC6}`))), 'hex');
    expect(remainder(neighbour.subarray(8), 0x3a, 24)).toBe(0);
    // A header that is cut has a checksum that nobody can make anew.
    expect(mask(hex(ipv4('11', '', `07 07 04 ${SRC} 01`)).subarray(0, 24))).toMatch(/^4700.{16}0000/);
  });

  it('keeps layers where they stood, and what is no address', () => {
    expect(mask(hex(`${MACS} 8100 0002 0800 ${ipv4('11', udp(NAME))}`), ETHERNET)).toMatch(
      new RegExp(`^${masked(MACS)}810000020800450000.{18}${masked(SRC)}${masked(DST)}3039003500160000$`),
    );
    expect(mask(hex(ipv4('11', udp(NAME), '', '2001')))).toHaveLength(40);
    expect(mask(hex(ipv4('06', `3039 0050 00000001 00000000 7002 2000 1234 0000 1e04 aabb 0101 0000`)))).toMatch(
      /1e04000001010000$/,
    );
    // A segment size of five bytes is none.
    expect(mask(hex(ipv4('06', '3039 0050 00000001 00000000 7002 2000 1234 0000 0207 61626364 65 00')))).toMatch(
      /0207000000000000$/,
    );
  });

  it('keeps nothing of another link type, and of a header that lies no more than is there', () => {
    expect(mask(hex(ipv4('11', udp(NAME))), 147)).toBe('');
    expect(mask(hex('45'), RAW)).toBe('');
    expect(mask(hex(MACS), ETHERNET)).toBe('');
    // Text on the port of Teredo is no IPv6, though it begins like it.
    const text = Buffer.from('hello world, this is no tunnel and has no address in it').toString('hex');
    expect(mask(hex(ipv4('11', udp(text, '3039 0dd8'))))).toHaveLength(56);
  });

  it.each(FRAMES)('comes of any bytes, whatever lies around them: mutations of %s', (_what, sample, linktype) => {
    for (const bytes of mutations(sample, 400)) {
      const kept = mask(bytes, linktype);
      expect(kept.length).toBeLessThanOrEqual(bytes.length * 2);
      const around = Buffer.alloc(bytes.length + 64, 0x31);
      around.set(bytes, 32);
      const again = maskFrame(frame, around, 32, bytes.length, bytes.length, linktype);
      if (Buffer.from(frame.bytes.subarray(0, again)).toString('hex') !== kept) throw new Error(bytes.toString('hex'));
    }
  });
});
