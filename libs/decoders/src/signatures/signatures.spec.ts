import * as signatures from './signatures';

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex');
const latin1 = (text: string): Buffer => Buffer.from(text, 'latin1');
const alone = (looks: (bytes: Uint8Array, start: number, end: number) => boolean) => (bytes: Buffer) =>
  looks(bytes, 0, bytes.length);

const QUESTION = '03777777 076578616d706c65 00 0001 0001';
const DNS = hex(`1234 0100 0001 0000 0000 0000 ${QUESTION}`);
const EDNS = hex(`1234 0120 0001 0000 0000 0001 ${QUESTION} 00 0029 04d0 00000000 0000`);
const behind = (bytes: Buffer): Buffer => Buffer.concat([Buffer.from([0, bytes.length]), bytes]);
const IKE2 = hex('0102030405060708 0000000000000000 21 20 22 08 00000000 00000020 00000004');
const MYSQL = Buffer.concat([hex('2d0000000a'), latin1('8.0.36'), Buffer.alloc(38)]);

type Name = keyof typeof signatures;
const KNOWN: readonly (readonly [Name, string, Buffer])[] = [
  ['looksLikeDnsQuery', 'a question', DNS],
  ['looksLikeDnsQuery', 'one with EDNS', EDNS],
  ['looksLikeDnsOverTcp', 'a question behind its length', behind(DNS)],
  ['looksLikeSsdp', 'a search', latin1('M-SEARCH * HTTP/1.1\r\nHOST: 239.255.255.250:1900\r\n\r\n')],
  ['looksLikeSsdp', 'a notice', latin1('NOTIFY * HTTP/1.1\r\n\r\n')],
  // The first examples of RFC 3164 §5.4 and RFC 5424 §6.5.
  ['looksLikeSyslog', 'a line as of old', latin1("<34>Oct 11 22:14:15 mymachine su: 'su root' failed for lonvick")],
  ['looksLikeSyslog', 'a line of today', latin1('<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - x')],
  ['looksLikeIke', 'version 2', IKE2],
  ['looksLikeIke', 'version 2 behind the marker', Buffer.concat([Buffer.alloc(4), IKE2])],
  ['looksLikeIke', 'version 1', hex('0102030405060708 0000000000000000 01 10 02 00 00000000 0000001c')],
  ['looksLikeMysql', 'a greeting', MYSQL],
  ['looksLikePostgres', 'a request for TLS', hex('00000008 04d2162f')],
  ['looksLikePostgres', 'a beginning', Buffer.concat([hex('00000013 00030000'), latin1('user\0bob\0\0\0')])],
  ['looksLikeRedis', 'a command', latin1('*1\r\n$4\r\nPING\r\n')],
  ['looksLikeRedis', 'a long one', latin1('*12\r\n$4\r\nMGET\r\n')],
];

it.each(KNOWN)('%s: %s, and no other application', (name, _what, bytes) => {
  const all = Object.keys(signatures) as Name[];
  expect(all.filter((one) => alone(signatures[one])(bytes))).toEqual([name]);
  // Nor what is cut off but for texts, whose first words suffice.
  const shorter = bytes.subarray(0, bytes.length - 1);
  if (!/Ssdp|Syslog|Redis/.test(name)) expect(alone(signatures[name])(shorter)).toBe(false);
});

it.each([
  ['an answer', hex(`1234 8180 0001 0001 0000 0000 ${QUESTION} c00c 0001 0001 0000003c 0004 c6336401`)],
  ['two questions', hex(`1234 0100 0002 0000 0000 0000 ${QUESTION} ${QUESTION}`)],
  ['class CHAOS', hex(`1234 0100 0001 0000 0000 0000 03777777 00 0010 0003`)],
  ['a name of NetBIOS', hex(`1234 0110 0001 0000 0000 0000 20 ${'41'.repeat(32)} 00 0020 0001`)],
  ['something behind it', Buffer.concat([DNS, Buffer.alloc(1)])],
  ['a label of a reserved kind', hex(`1234 0100 0001 0000 0000 0000 41${'61'.repeat(65)} 00 0001 0001`)],
  // Of eight bytes the month is the last: what follows it in memory is none of theirs.
  ['syslog cut off behind its month', latin1('<191>Jan')],
  ['syslog of priority 192', latin1('<192>Oct 11 22:14:15 x')],
  ['markup', latin1('<html><head></head></html>')],
  ['zeros', Buffer.alloc(64)],
  ['ones', Buffer.alloc(64, 0xff)],
  ['HTTP', latin1('GET / HTTP/1.1\r\nHost: a\r\n\r\n')],
  ['nothing', Buffer.alloc(0)],
])('no signature is that of %s', (_what, bytes) => {
  const all = Object.keys(signatures) as Name[];
  expect(all.filter((one) => alone(signatures[one])(bytes))).toEqual([]);
  // Nor with spaces behind it, as of the padding of a frame.
  const padded = Buffer.concat([bytes, Buffer.alloc(8, 0x20)]);
  expect(all.filter((one) => signatures[one](padded, 0, bytes.length))).toEqual([]);
});
