import { looksLikeSnmp, readSnmp } from './snmp';

const hex = (text: string): Buffer => Buffer.from(text, 'hex');

/** Messages of net-snmp 5.9 and its agent. */
const SAMPLES = {
  get: hex(
    '303302010104107333637233742d636f6d6d756e697479a01c0204364bd1a8020100020100300e300c06082b060102010105000500',
  ),
  refused: hex(
    '303402010104107333637233742d636f6d6d756e697479a21d020468757593020106020101300f300d06082b06010201010500040178',
  ),
  question: hex(
    '303e020103301102043a573659020300ffe30401040201030410300e0400020100020100040004000400301404000400a00e020441d53dbf0201000201003000',
  ),
  report: hex(
    '3077020103301102043408002a020300ffe304010002010304273025041180001f888084708476406a0c6b0000000002010102010404066e6f626f6479040004003036041180001f888084' +
      '708476406a0c6b000000000400a81f0204266f53340201000201003011300f060a2b060106030f01010300410101',
  ),
  encrypted: hex(
    '30818b020103301102043a573658020300ffe3040107020103043c303a041180001f888084708476406a0c6b00000000020101020104040777617463686572040cdf14ad41d16c7257fe39' +
      'ecda04083c8c9d881e456e1d0435128037722ed5f17753922b061072f91b3805c51bf0271fb5f76680e6d81c9dd142e43701143164a3ff233f4b0127c3faac0b594727',
  ),
  trap: hex(
    '304e020101040d74726170636f6d6d756e697479a73a0204519e0d83020100020100302c300f06082b06010201010300430300dde63019060a2b060106030101040100060b2b06010401bf' +
      '0802030001',
  ),
};

const none = { user: '', secret: '', isAuthenticated: false, error: 0 };

function read(bytes: Buffer) {
  const message = readSnmp(bytes, 0, bytes.length);
  if (!message) return null;
  const { secretStart, secretEnd, ...told } = message;
  return { ...told, secret: bytes.toString('latin1', secretStart, secretEnd) };
}

describe('SNMP', () => {
  it.each<[keyof typeof SAMPLES, Record<string, unknown>]>([
    ['get', { ...none, version: 2, pdu: 'get', secret: 's3cr3t-community' }],
    ['refused', { ...none, version: 2, pdu: 'response', secret: 's3cr3t-community', error: 6 }],
    ['question', { ...none, version: 3, pdu: 'get' }],
    ['report', { ...none, version: 3, pdu: 'report', user: 'nobody' }],
    ['encrypted', { ...none, version: 3, pdu: 'encrypted', user: 'watcher', isAuthenticated: true }],
    ['trap', { ...none, version: 2, pdu: 'trap', secret: 'trapcommunity' }],
  ])('reads %s', (name, expected) => {
    expect(read(SAMPLES[name])).toEqual(expected);
    expect(looksLikeSnmp(SAMPLES[name], 0, SAMPLES[name].length)).toBe(true);
  });

  it('takes nothing of another version, of LDAP, or cut short', () => {
    const other = Buffer.from(SAMPLES.get);
    other[4] = 2;
    const ldap = hex('300c02010161070a010004000400');
    for (const bytes of [other, ldap, SAMPLES.get.subarray(0, 40), Buffer.alloc(0)]) expect(read(bytes)).toBeNull();
  });
});
