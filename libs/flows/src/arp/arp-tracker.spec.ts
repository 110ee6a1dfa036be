import { arp, back, rows, run, tcp, udp, ACK, SYN, type Endpoints, type Happening } from '../testing/frames';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/[ :]/g, ''), 'hex');
const HOST = '02:00:00:00:00:0a';
const ROUTER = '02:00:00:00:00:01';
const SECOND_ROUTER = '02:00:00:00:00:02';
const THIEF = '02:00:00:00:00:66';
const ALL = 'ff:ff:ff:ff:ff:ff';

/** The frame, sent by another station. */
function from(mac: string, frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  hex(mac).copy(copy, 6);
  return copy;
}

const bindings = (...happenings: readonly Happening[]) => rows(run(happenings).batches, 'arp');
const WEB: Endpoints = { src: '192.0.2.10', dst: '198.51.100.80' };
const connection = (sport: number, router: string, at: number): Happening[] => {
  const ends = { ...WEB, sport };
  return [
    [at, from(HOST, tcp(ends, SYN))],
    [at + 0.01, from(router, tcp(back(ends), SYN | ACK))],
    [at + 0.02, from(router, tcp(back(ends), ACK))],
  ];
};

describe('bindings of addresses', () => {
  it('are what ARP messages claim, with the frame that carried them', () => {
    const [request, reply] = bindings(
      [0.1, arp({ op: 1, mac: HOST, address: '192.0.2.10', of: '192.0.2.1', to: ALL })],
      [0.2, arp({ mac: ROUTER, address: '192.0.2.1', frameMac: THIEF })],
    );
    expect(request).toMatchObject({
      via: 'request',
      op: 1,
      sender: '192.0.2.10',
      senderMac: HOST,
      target: '192.0.2.1',
    });
    expect(request).toMatchObject({ frameMac: HOST, frameTo: ALL, previousMac: '', gratuitous: 0, count: 1 });
    expect(reply).toMatchObject({
      via: 'reply',
      sender: '192.0.2.1',
      senderMac: ROUTER,
      frameMac: THIEF,
      frameTo: HOST,
    });
  });

  it('count equal messages of a second once', () => {
    const same = arp({ mac: ROUTER, address: '192.0.2.1' });
    const told = bindings(
      [0.1, same],
      [0.5, same],
      [0.6, arp({ mac: ROUTER, address: '192.0.2.1', op: 1 })],
      [1.2, same],
    );
    expect(told.map(({ via, count, last, time }) => [via, count, last - time])).toEqual([
      ['reply', 2, 400_000],
      ['request', 1, 0],
      ['reply', 1, 0],
    ]);
  });

  it('name the hardware address that an address had before', () => {
    const claim = (mac: string) => arp({ mac, address: '192.0.2.1' });
    const told = bindings([0, claim(ROUTER)], [1, claim(THIEF)], [2, claim(THIEF)], [3, claim(ROUTER)]);
    expect(told.map(({ previousMac }) => previousMac)).toEqual(['', ROUTER, '', '']);
  });

  it('bind nothing to the unspecified address, which asks whether an address is free', () => {
    const probe = (mac: string) => arp({ op: 1, mac, address: '0.0.0.0', to: ALL });
    expect(bindings([0, probe(HOST)], [1, probe(THIEF)]).map(({ previousMac }) => previousMac)).toEqual(['', '']);
  });

  it('are silent about IP traffic that comes as before', () => {
    expect(bindings(...connection(40_001, ROUTER, 0), ...connection(40_002, ROUTER, 1))).toEqual([]);
  });

  it('tell when an address is suddenly sent from elsewhere, once', () => {
    const told = bindings(
      ...connection(40_001, ROUTER, 0),
      ...connection(40_002, THIEF, 1),
      ...connection(40_003, THIEF, 2),
    );
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({ via: 'traffic', op: 0, sender: WEB.dst, senderMac: THIEF, previousMac: ROUTER });
    expect(told[0]).toMatchObject({ frameMac: THIEF, target: '', targetMac: '', count: 1 });
  });

  it('let two routers take turns', () => {
    const turns = Array.from({ length: 20 }, (_, i) =>
      connection(41_000 + i, i % 2 === 0 ? ROUTER : SECOND_ROUTER, i),
    ).flat();
    expect(bindings(...turns)).toHaveLength(1);
  });

  it('keep addresses of different VLANs apart', () => {
    const tagged = (frame: Buffer, vlan: number): Buffer =>
      Buffer.concat([frame.subarray(0, 12), hex(`8100 ${vlan.toString(16).padStart(4, '0')}`), frame.subarray(12)]);
    const datagram = (sport: number) => udp({ ...WEB, sport }, Buffer.from('x'));
    const told = bindings([0, tagged(from(HOST, datagram(1)), 5)], [1, tagged(from(THIEF, datagram(2)), 6)]);
    expect(told).toEqual([]);
  });

  it('say nothing of the outer frame about addresses inside a tunnel', () => {
    const inTunnel = (mac: string, sport: number): Buffer => {
      const inner = udp({ ...WEB, sport }, Buffer.from('x')).subarray(14);
      const outer = udp({ src: '10.0.0.1', dst: '10.0.0.2' }, inner).subarray(0, 34);
      outer[23] = 4;
      outer.writeUInt16BE(20 + inner.length, 16);
      return from(mac, Buffer.concat([outer, inner]));
    };
    expect(bindings([0, inTunnel(ROUTER, 1)], [1, inTunnel(THIEF, 2)])).toEqual([]);
  });

  it('stay bounded when a second has thousands of changes', () => {
    const round = (mac: string, at: number): Happening[] =>
      Array.from({ length: 3000 }, (_, i) => [
        at + i / 10_000,
        from(mac, udp({ ...WEB, src: `10.1.${i >> 8}.${i & 255}`, sport: at + 1 }, Buffer.from('x'))),
      ]);
    expect(bindings(...round(ROUTER, 0), ...round(THIEF, 1))).toHaveLength(200);
  });
});
