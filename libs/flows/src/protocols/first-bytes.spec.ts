import { AnnouncedFlows } from '../announced/announced-flows';
import { FlowStore } from '../flow-store';
import { datagramHints } from './datagram-hints';
import { FlowView } from './flow-view';
import { PROTOCOLS } from './registry';

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
