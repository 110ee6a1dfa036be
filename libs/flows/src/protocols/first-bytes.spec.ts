import type { DatagramProtocol, ProtocolContext } from './protocol';
import { PROTOCOLS } from './registry';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

const ntp = Buffer.alloc(48);
ntp[0] = 0x23;
ntp[40] = 0xe9;
/** A handshake record of DTLS 1.2 with a ClientHello of 16 bytes. */
const dtls = hex(`16 fefd 0000 000000000001 001c 01 000010 0000 000000 000010 ${'00'.repeat(16)}`);

/** First payloads that are claimed, by label. */
const CLAIMED: Readonly<Record<string, Buffer>> = {
  quic: hex('c300000001088394c8f03e515708000040 40'.padEnd(220, 'a5')),
  dtls,
  ntp,
  snmp: hex(
    '303302010104107333637233742d636f6d6d756e697479a21c0204364bd1a8020106020100300e300c06082b060102010105000500',
  ),
  kerberos: hex(
    '6a81b63081b3a103020105a20302010aa31a3018300aa10402020096a2020400300aa10402020095a2020400a4818a308187a00703050000000010a1123010a003020101a10930071b05616c696365a20e1b0c434f52502e4558414d504c45a321301fa003020102a11830161b066b72627467741b0c434f52502e4558414d504c45a511180f32303236313133303138303931335aa70602044de235cca81a301802011202011102011402011302011002011702011902011a',
  ),
  syslog: latin1('<34>Oct 11 22:14:15 host su: x'),
  ssdp: latin1('NOTIFY * HTTP/1.1\r\n\r\n'),
};

const context = {
  cutter: null,
  sampler: null,
  flow: { app: 'other' },
  announced: null,
  openTls: () => null,
} as unknown as ProtocolContext;
const datagrams = PROTOCOLS.flatMap((make): readonly DatagramProtocol[] => [make(context).datagram ?? []].flat());
const limited = datagrams.filter(({ begins }) => begins !== undefined);

describe('the first bytes that a protocol of UDP lists', () => {
  it('are those of the protocols that there are examples of', () => {
    expect(limited.map(({ apps }) => apps[0]).sort()).toEqual(Object.keys(CLAIMED).sort());
  });

  it.each(Object.entries(CLAIMED))('hold every byte with which %s claims a payload', (app, example) => {
    const { claims, begins } = limited.find(({ apps }) => apps[0] === app) as DatagramProtocol;
    expect(claims?.(example, 0, example.length)).toBe(true);
    const claimed = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => {
      const changed = Buffer.from(example);
      changed[0] = byte;
      return claims?.(changed, 0, changed.length);
    });
    expect(claimed.length).toBeGreaterThan(0);
    expect(claimed.filter((byte) => !begins?.includes(byte))).toEqual([]);
  });
});
