import { appId } from '../app-ports';
import { AnnouncedFlows } from '../announced/announced-flows';
import { FlowStore } from '../flow-store';
import { datagramHints } from './datagram-hints';
import { FlowView } from './flow-view';
import { PROTOCOLS } from './registry';
import { streamHints } from './stream-hints';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Datagrams that protocols claim by their bytes. */
const SAMPLES: Readonly<Record<string, readonly Buffer[]>> = {
  quic: [Buffer.concat([hex('c0 00000001 08 0102030405060708 00 00 41 00'), Buffer.alloc(1200)])],
  dtls: [hex('16 fefd 0000 000000000000 0010 01 000004 0000 000000 000004 fefd0000')],
  ntp: [Buffer.concat([hex('23 00 06 ec'), Buffer.alloc(36), hex('e0000000 00000000')])],
  snmp: [hex('3018 020101 0404 61626364 a00d 020105 020100 020100 3002 3000')],
  kerberos: [hex('6a26 3024 a103 020105 a203 02010a a418 3016 a10b 3009 a003 020101 a102 3000 a203 1b0143 a702 0200')],
  syslog: [latin1('<34>1 2003-10-11T22:14:15.003Z host su - - - x')],
  ike: [hex('0102030405060708 0000000000000000 21 20 22 08 00000000 0000001c')],
  ssdp: [latin1('M-SEARCH * HTTP/1.1\r\n\r\n'), latin1('NOTIFY * HTTP/1.1\r\n\r\n')],
};

/** First payloads of connections. */
const STREAM_SAMPLES: Readonly<Record<string, Buffer>> = {
  http: latin1('GET / HTTP/1.1\r\n'),
  tls: hex('16 0301 0004'),
  ssh: latin1('SSH-2.0-a\r\n'),
  ftp: latin1('220 ftp\r\n'),
  smtp: latin1('220 a ESMTP\r\n'),
  pop3: latin1('+OK a\r\n'),
  imap: latin1('* OK imap\r\n'),
  telnet: hex('ff fb 01'),
  smb: Buffer.concat([hex('00 000040 fe 534d42'), Buffer.alloc(64)]),
  kerberos: Buffer.concat([hex('00000028'), ...(SAMPLES['kerberos'] as Buffer[])]),
  ldap: hex('300c 020101 6007 020103 0400 8000'),
  rdp: hex('03 00 0013 0e e0 0000 0000 00 01 00 0800 03000000'),
  postgresql: hex('00000008 04d2162f'),
  redis: latin1('*1\r\n$4\r\nPING\r\n'),
  syslog: latin1('<34>1 2003-10-11T22:14:15.003Z host su - - - x'),
  mysql: Buffer.concat([hex('4a0000 00 0a'), latin1('5.7.1'), Buffer.alloc(68)]),
};

const store = new FlowStore(1);
const flow = new FlowView(store);
const context = {
  cutter: null,
  sampler: null,
  flow,
  core: store.core,
  announced: new AnnouncedFlows(),
  openTls: () => null,
};
const datagrams = PROTOCOLS.flatMap((make) => make(context).datagram ?? []);
const streams = PROTOCOLS.flatMap((make) => make(context).stream ?? []);
const pickyStreams = streams.filter(({ begins, lengthFirst }) => begins ?? lengthFirst);
const picky = datagrams.filter(({ begins, lengthAt }) => begins ?? lengthAt);

it('every protocol that is asked only about some first bytes has a sample', () => {
  expect(picky.map(({ apps }) => apps[0]).sort()).toEqual(Object.keys(SAMPLES).sort());
});

it.each(picky.map((protocol) => [protocol.apps[0], protocol] as const))(
  '%s claims no datagram that begins with another byte',
  (app, { claims, begins }) => {
    for (const sample of SAMPLES[app] ?? []) {
      const claimed = Array.from({ length: 256 }, (_, first) => first).filter((first) => {
        sample[0] = first;
        return claims?.(sample, 0, sample.length);
      });
      expect(claimed).not.toEqual([]);
      if (begins) expect(claimed.filter((first) => !begins(first))).toEqual([]);
    }
  },
);

it('hints tell of every datagram that a protocol claims from the port of another one', () => {
  const { first, second, lengthAt } = datagramHints(datagrams);
  const asked = (bytes: Buffer) =>
    ((first[bytes[0] as number] as number) & (second[bytes[1] as number] as number)) !== 0 ||
    bytes.readUInt32BE(lengthAt) === bytes.length ||
    bytes.readUInt32BE(lengthAt + 4) === bytes.length - 4;
  const missed = datagrams.flatMap(({ apps: [app], claims, onlyUnknown }) =>
    (onlyUnknown ? [] : (SAMPLES[app] ?? [])).flatMap((sample) =>
      Array.from({ length: 0x10000 }, (_, word) => word).filter((word) => {
        sample.writeUInt16BE(word);
        return claims?.(sample, 0, sample.length) && !asked(sample);
      }),
    ),
  );
  expect(missed).toEqual([]);
});

it('every protocol whose connections are told by a first byte, or by a length, has a sample', () => {
  expect(pickyStreams.map(({ apps }) => apps[0]).sort()).toEqual(Object.keys(STREAM_SAMPLES).sort());
});

it.each(pickyStreams.map((protocol) => [protocol.apps[0], protocol] as const))(
  '%s claims no connection that begins with another byte',
  (app, { claims, begins, lengthFirst }) => {
    const sample = Buffer.from(STREAM_SAMPLES[app] as Buffer);
    const claimed = Array.from({ length: 256 }, (_, first) => first).filter((first) => {
      sample[0] = first;
      return claims?.(sample, 0, sample.length);
    });
    expect(claimed).not.toEqual([]);
    if (begins) expect(claimed.filter((first) => !begins(first))).toEqual([]);
    if (lengthFirst) expect(claimed).toEqual([sample.length - 4]);
  },
);

it('hints tell who alone may claim what a connection begins with, or that there are several', () => {
  const hints = streamHints(streams);
  expect([...'GS0x'].map((first) => hints[first.charCodeAt(0)])).toEqual([
    appId('http') + 1,
    255,
    appId('ldap') + 1,
    0,
  ]);
  expect([hints[0], hints[22], hints[23]]).toEqual([255, appId('tls') + 1, 0]);
});
