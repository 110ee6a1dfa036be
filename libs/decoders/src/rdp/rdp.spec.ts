import { looksLikeRdp, readRdpConfirm, readRdpRequest, tpktLength } from './rdp';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const request = (bytes: Buffer) => readRdpRequest(bytes, 0, bytes.length);
const confirm = (bytes: Buffer) => readRdpConfirm(bytes, 0, bytes.length);

/** The connection request of MS-RDPBCGR §4.1.1 and its answer. */
const REQUEST = hex('0300002c 27e00000000000 436f6f6b69653a206d737473686173683d656c746f6e730d0a 0100080000000000');
const CONFIRM = hex('03000013 0ed000001234000200080000000000');

describe('RDP', () => {
  it('reads who asks', () => {
    expect(request(REQUEST)).toEqual({ user: 'eltons' });
    expect(request(hex('03000013 0ee00000000000 0100080003000000'))).toEqual({ user: '' });
    expect(request(hex('03000024 1fe00000000000 436f6f6b69653a206d737473686173683d61096200000000'))?.user).toContain(
      'a\\009b',
    );
    expect(looksLikeRdp(REQUEST, 0, REQUEST.length)).toBe(true);
  });

  it.each([
    ['rdp', CONFIRM, { security: 'rdp', failure: 0 }],
    ['TLS', hex('03000013 0ed00000123400 0200080001000000'), { security: 'tls', failure: 0 }],
    ['CredSSP', hex('03000013 0ed00000123400 021f080002000000'), { security: 'credssp', failure: 0 }],
    ['a refusal', hex('03000013 0ed00000123400 0300080005000000'), { security: 'rdp', failure: 5 }],
    ['the oldest', hex('0300000b 06d00000123400'), { security: 'rdp', failure: 0 }],
  ])('reads the answer %s', (_what, bytes, expected) => {
    expect(confirm(bytes)).toEqual(expected);
  });

  it('takes nothing of other protocols over TPKT, or cut short', () => {
    // A connection request to a controller of Siemens (S7), with parameters of X.224.
    const s7 = hex('03000016 11e00000000100 c0010a c1020100 c2020102');
    for (const bytes of [s7, REQUEST.subarray(0, 20), CONFIRM, Buffer.alloc(0)]) expect(request(bytes)).toBeNull();
    for (const bytes of [REQUEST, CONFIRM.subarray(0, 6)]) expect(confirm(bytes)).toBeNull();
  });

  it.each([
    ['0300002c', 44],
    ['030000', 0],
    ['03000005', -1],
    ['0300ffff', -1],
    ['0301002c', -1],
    ['1603010200', -1],
  ])('tells the length of %s', (bytes, length) => {
    expect(tpktLength(hex(bytes), 0, bytes.length / 2)).toBe(length);
  });
});
