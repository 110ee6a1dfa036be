import { hostile } from '../testing/hostile';
import { dhcpTypeName, readDhcpv4, readDhcpv6, type DhcpMessage } from '.';

const hex = (...parts: readonly string[]): Uint8Array =>
  new Uint8Array(Buffer.from(parts.join('').replaceAll(' ', ''), 'hex'));
const text = (value: string): string => Buffer.from(value, 'latin1').toString('hex');
const byte = (value: number): string => value.toString(16).padStart(2, '0');
const word = (value: number): string => value.toString(16).padStart(4, '0');
const option = (code: number, value: string): string => byte(code) + byte(value.length / 2) + value;
const option6 = (code: number, value: string): string =>
  word(code) + word(value.replaceAll(' ', '').length / 2) + value;

const v4 = (operation: number, addresses: string, ...options: readonly string[]): Uint8Array =>
  hex(`${byte(operation)} 01 06 00 deadbeef 0000 0000`, addresses, `02000000000a${'00'.repeat(10)}`, '00'.repeat(192), '63825363', ...options, 'ff'); // prettier-ignore

const NO_ADDRESS = '00000000'.repeat(4);
const DISCOVER = v4(
  1,
  NO_ADDRESS,
  option(53, '01'),
  '0000',
  option(12, text('désk\\')),
  option(50, 'c000020a'),
  option(55, '0103060f'),
  option(60, text('MSFT 5.0')),
  option(61, '0102000000000a'),
);
const ACK = v4(
  2,
  '00000000 c000020a 00000000 c00002fe',
  option(53, '05'),
  option(51, '00015180'),
  option(54, 'c0000201'),
  option(3, 'c0000201'),
  option(6, 'c0000235c6336435'),
  option(81, `040000${'046465736b076578616d706c6500'}`),
);

describe('readDhcpv4', () => {
  const read = (message: Uint8Array): DhcpMessage => readDhcpv4(message, 0, message.length) as DhcpMessage;

  it('reads what a client says and wants', () => {
    expect(read(DISCOVER)).toMatchObject({
      version: 4,
      type: 1,
      xid: 0xdeadbeef,
      clientMac: '02:00:00:00:00:0a',
      clientId: '0102000000000a',
      hostname: 'd\\233sk\\092',
      vendorClass: 'MSFT 5.0',
      requested: ['192.0.2.10'],
      given: [],
      relay: '',
      lease: -1,
      wants: [1, 3, 6, 15],
    });
  });

  it('reads what a server gives', () => {
    expect(read(ACK)).toMatchObject({
      type: 5,
      given: ['192.0.2.10'],
      serverId: '192.0.2.1',
      relay: '192.0.2.254',
      lease: 86_400,
      hostname: 'desk.example',
      routers: ['192.0.2.1'],
      resolvers: ['192.0.2.53', '198.51.100.53'],
    });
  });

  it('takes a message that is cut before its type, and options up to the cut', () => {
    expect(read(DISCOVER.slice(0, 100))).toMatchObject({ type: 0, clientMac: '02:00:00:00:00:0a', hostname: '' });
    expect(read(DISCOVER.slice(0, 240 + 3 + 2 + 3))).toMatchObject({ type: 1, hostname: '' });
  });

  it('keeps the longest list within bounds', () => {
    const many = read(v4(2, NO_ADDRESS, option(6, '01020304'.repeat(60)), option(55, '07'.repeat(200))));
    expect([many.resolvers.length, many.wants.length]).toEqual([8, 64]);
  });

  it.each([
    ['another operation', v4(3, NO_ADDRESS)],
    ['a hardware address that does not fit', hex('0101ff00', '00'.repeat(60))],
    ['another cookie', Uint8Array.from(DISCOVER, (value, i) => (i === 236 ? 0 : value))],
    ['a message without its fixed fields', DISCOVER.slice(0, 43)],
  ])('refuses %s', (_what, message) => expect(readDhcpv4(message, 0, message.length)).toBeNull());
});

describe('readDhcpv6', () => {
  const CLIENT = option6(1, '0001 0001 11223344 02000000000a');
  const ADDRESS = '20010db8000000000000000000000010';
  const SOLICIT = hex(
    '01 000420',
    CLIENT,
    option6(3, `00000001 00000000 00000000 ${option6(5, `${ADDRESS} 00000e10 00001c20`)}`),
    option6(25, `00000001 00000000 00000000 ${option6(26, `00000e10 00001c20 38 20010db8000100000000000000000000`)}`),
    option6(6, '0017 0018'),
    option6(16, `00000137 0008 ${text('MSFT 5.0')}`),
    option6(39, `00 04${text('desk')}07${text('example')}`),
  );
  const read = (message: Uint8Array): DhcpMessage => readDhcpv6(message, 0, message.length) as DhcpMessage;

  it('reads what a client says and wants', () => {
    expect(read(SOLICIT)).toMatchObject({
      version: 6,
      type: 1,
      xid: 0x420,
      clientMac: '02:00:00:00:00:0a',
      clientId: '000100011122334402000000000a',
      hostname: 'desk.example',
      vendorClass: 'MSFT 5.0',
      requested: ['2001:db8::10', '2001:db8:1::/56'],
      given: [],
      lease: 7200,
      wants: [23, 24],
    });
  });

  it('reads what a server gives, inside relays', () => {
    const reply = `07 000420 ${CLIENT} ${option6(2, '0003 0001 020000000001')} ${option6(3, `00000001 00000000 00000000 ${option6(5, `${ADDRESS} 00000e10 00001c20`)}`)} ${option6(23, ADDRESS)}`;
    const relay = (inside: string, last: string) =>
      `0d 00 ${'00'.repeat(15)}${last} fe80${'00'.repeat(14)} ${option6(9, inside.replaceAll(' ', ''))}`;
    expect(read(hex(relay(relay(reply, '0b'), '0c')))).toMatchObject({
      type: 7,
      relay: '::b',
      given: ['2001:db8::10'],
      serverId: '00030001020000000001',
      resolvers: ['2001:db8::10'],
    });
  });

  it.each([
    ['an unknown type', '63 000420'],
    ['type 0', '00 000420'],
    ['a relay message without content', `0c 00 ${'00'.repeat(32)}`],
    ['less than a header', '0100'],
  ])('refuses %s', (_what, message) => expect(readDhcpv6(hex(message), 0, hex(message).length)).toBeNull());

  it('names types', () => {
    expect([dhcpTypeName(4, 1), dhcpTypeName(6, 1), dhcpTypeName(4, 0), dhcpTypeName(6, 99)]).toEqual([
      'DISCOVER',
      'SOLICIT',
      'BOOTP',
      'TYPE99',
    ]);
  });

  it.each([
    ['DHCPv4', DISCOVER, readDhcpv4],
    ['DHCPv4 of a server', ACK, readDhcpv4],
    ['DHCPv6', SOLICIT, readDhcpv6],
  ])('reads any bytes as %s without a throw, bounded', (_what, sample, reader) => {
    let readable = 0;
    for (const message of hostile(sample, 10_000)) {
      const found = reader(message, 0, message.length);
      if (!found) continue;
      readable++;
      expect(JSON.stringify(found)).not.toMatch(/NaN|undefined/);
      expect(JSON.stringify(found).length).toBeLessThan(8000);
    }
    expect(readable).toBeGreaterThan(1000);
  });
});
