import * as decoders from './index';
import { fragment, record, withCookie } from './dtls/testing/records';
import { mutations } from './testing/hostile';
import * as wire from './tls/testing/messages';

const MUTATIONS = 10_000;
/** What lies around the bytes must not matter: zeros, extremes, and what looks like lengths and text. */
const SURROUNDINGS = [0x00, 0xff, 0x31] as const;
const AROUND = 64;

/** What is found in `[start, end)`, without places in `bytes`. */
type Decode = (bytes: Uint8Array, start: number, end: number) => unknown;
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

const CLIENT_HELLO = wire.clientHelloBody([0x1301, 0x0a0a, 0xc02f], wire.serverName('A.example'), wire.alpn('h2', 'http/1.1'), wire.groups(29, 23), wire.pointFormats(0), wire.signatures(0x0403), wire.versions(0x0304, 0x0303)); // prettier-ignore
const SERVER_HELLO = wire.serverHelloBody(0xc02f, Buffer.alloc(32, 9), wire.alpn('h2'));
/** A certificate's frame of DER: serial 5, issuer CN=a, a validity of two years, subject CN=b, alternative names c.example. */
const CERTIFICATE = hex(
  '3081a3 30818f a003020102 020105 300a06082a8648ce3d040302 300c310a300806035504030c0161 301e 170d3236303130313030303030305a 170d3238303130313030303030305a' +
    '300c310a300806035504030c0162 3019301306072a8648ce3d020106082a8648ce3d0301070302000000 a31a301830160603551d11040f300d820b632e6578616d706c652e78',
);
const DNS = hex(
  '1234 8180 0001 0003 0000 0000 03777777 076578616d706c65 00 0001 0001' +
    'c00c 0005 0001 0000003c 0006 0363646e c010' +
    'c00c 0041 0001 0000003c 000b 0001 00 0001 0003 02 6832' +
    'c00c 0010 0001 0000003c 0006 05 68656c6c6f',
);
const DHCP4 = Buffer.concat([hex('01010600 3903f326 0000 0000'), Buffer.alloc(16), hex('02005e0053aa'), Buffer.alloc(202), hex('63825363 350101 0c04686f7374 32040a000007 37 03 01 03 06 ff')]); // prettier-ignore
const DHCP6 = hex(
  '01 10e6b5 0001000e 0001000127fe8f95 02005e0053aa 00060004 0017 0018 0027000a 01 04686f7374 02 6578 00',
);

function dns(bytes: Uint8Array, start: number, end: number): unknown {
  const reader = new decoders.DnsReader();
  return reader.read(bytes, start, end) && [reader.nameText(), reader.nameRaw(), reader.readAnswers()];
}

function tlsRecords(bytes: Uint8Array, start: number, end: number): unknown {
  const told: unknown[] = [];
  const records = new decoders.TlsRecords();
  records.push(bytes, start, end, (type, body, from, to) => told.push([type, to - from, decoders.readClientHello(body, from, to)]));
  return [told, records.held, records.closed];
} // prettier-ignore

function dtls(bytes: Uint8Array, start: number, end: number): unknown {
  const told: unknown[] = [];
  const handshake = new decoders.DtlsHandshake();
  handshake.datagram(bytes, start, end, (type, body, from, to) => told.push([type, decoders.wireHex(body, from, to, 99)]));
  return [decoders.isDtlsHello(bytes, start, end), told, handshake.held, handshake.closed];
} // prettier-ignore

function telnet(bytes: Uint8Array, start: number, end: number): unknown {
  const told: string[] = [];
  new decoders.TelnetStream().push(bytes, start, end, {
    data: (data, from, to) => told.push(decoders.wireText(data, from, to, 99)),
    subnegotiation: (option, body) => told.push(`${option} ${decoders.telnetUser(option, body)}`),
  });
  return [decoders.isTelnet(bytes, start, end), told];
}

const chunk: Decode = (bytes, start, end) => decoders.chunkSize(bytes, start, end);
const http: Decode = (bytes, start, end) => [
  decoders.looksLikeHttp(bytes, start, end),
  decoders.readHttpRequest(bytes, start, end),
  decoders.readHttpResponse(bytes, start, end),
];
const lines: Decode = (bytes, start, end) => {
  const { verb, at, end: stop } = decoders.readCommand(bytes, start, end);
  const reply = decoders.readReply(bytes, start, end);
  return [verb, at - start, stop - start, reply?.code, reply?.more, decoders.lineFeed(bytes, start, end) < 0];
};
const ftp: Decode = (bytes, start, end) =>
  [decoders.readHostPort, decoders.readPassive, decoders.readExtendedPort, decoders.readExtendedPassive].map((reader) =>
    reader(bytes, start, end),
  );
const sasl: Decode = (bytes, start, end) =>
  ['PLAIN', 'LOGIN', 'CRAM-MD5', 'SCRAM-SHA-1', 'XOAUTH2', 'OAUTHBEARER'].map((mechanism) => decoders.saslUser(mechanism, bytes, start, end)); // prettier-ignore
const ssh: Decode = (bytes, start, end) => {
  const found = decoders.readSshPacket(bytes, start, end);
  return [decoders.sshBanner(bytes, start, end), typeof found === 'object' && found ? [found.next - start, found.isLast] : found]; // prettier-ignore
};

const ntlm: Decode = (bytes, start, end) => decoders.readNtlm(bytes, start, end);
const smb: Decode = (bytes, start, end) => {
  const offered = decoders.smbDialects(bytes, start, end);
  return [
    decoders.smbLength(bytes, start, end),
    decoders.looksLikeSmb(bytes, start, end),
    decoders.readSmbHead(bytes, start + 4, end),
    offered,
    decoders.smb1Dialect(bytes, start + 4, end, offered),
    decoders.smb2Dialect(bytes, start + 4, end),
    decoders.smb1User(bytes, start + 4, end),
    decoders.smbShare(bytes, start + 4, end, 1),
    decoders.smbShare(bytes, start + 4, end, 2),
  ];
};
const rdp: Decode = (bytes, start, end) => [
  decoders.tpktLength(bytes, start, end),
  decoders.looksLikeRdp(bytes, start, end),
  decoders.readRdpRequest(bytes, start, end),
  decoders.readRdpConfirm(bytes, start, end),
];
/** Places in `bytes` count from `start`. */
const snmp: Decode = (bytes, start, end) => {
  const message = decoders.readSnmp(bytes, start, end);
  const { secretStart = 0, secretEnd = 0, ...told } = message ?? {};
  return [decoders.looksLikeSnmp(bytes, start, end), told, secretEnd - secretStart];
};
const ldap: Decode = (bytes, start, end) => {
  const message = decoders.readLdap(bytes, start, end);
  const place = message?.kind === 'bind' && message.end > 0 ? [message.start - start, message.end - start] : [];
  return [decoders.berLength(bytes, start, end), decoders.looksLikeLdap(bytes, start, end), { ...message, start: 0, end: 0 }, place];
}; // prettier-ignore

const signatures: Decode = (bytes, start, end) =>
  [decoders.looksLikeDnsQuery, decoders.looksLikeDnsOverTcp, decoders.looksLikeIke, decoders.looksLikeMysql, decoders.looksLikePostgres, decoders.looksLikeRedis, decoders.looksLikeSsdp, decoders.looksLikeSyslog].map((looks) => looks(bytes, start, end)); // prettier-ignore

const DECODERS: readonly (readonly [name: string, sample: Uint8Array, decode: Decode])[] = [
  ['DNS', DNS, dns],
  ['DHCPv4', DHCP4, (...part) => decoders.readDhcpv4(...part)],
  ['DHCPv6', DHCP6, (...part) => decoders.readDhcpv6(...part)],
  ['a TLS ClientHello', CLIENT_HELLO, (...part) => decoders.readClientHello(...part)],
  ['a TLS ServerHello', SERVER_HELLO, (...part) => decoders.readServerHello(...part)],
  ['certificates', wire.certificateBody(CERTIFICATE), (...part) => decoders.readCertificateMessage(...part)],
  ['TLS records', wire.records(22, wire.message(1, CLIENT_HELLO), 90), tlsRecords],
  ['DTLS', Buffer.concat([record(fragment(1, 0, withCookie(CLIENT_HELLO, Buffer.alloc(8)))), record(fragment(14, 1, Buffer.alloc(0)))]), dtls],
  ['a QUIC Initial', hex('c300000001088394c8f03e515708000040 40'.padEnd(220, 'a5')), (...part) => decoders.isQuicInitial(...part)],
  ['HTTP requests', latin1('POST /a?b HTTP/1.1\r\nHost: a.example\r\nUser-Agent: x\r\nContent-Length: 12\r\nAuthorization: Basic YTpi\r\n\r\n'), http],
  ['HTTP responses', latin1('HTTP/1.1 200 OK\r\nServer: x\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n'), http],
  ['HTTP chunks', latin1('1a2b;x=y\r\n'), chunk],
  ['SSH', Buffer.concat([latin1('SSH-2.0-OpenSSH_9.6'), Buffer.alloc(9)]), ssh],
  ['SSH packets', hex('0000000c 0415 6162636465666768696a'), ssh],
  ['Telnet', hex('61 fffb01 62 fffa2700000055534552016a6f65fff0 fff1 ffff 63'), telnet],
  ['command and reply lines', latin1('220-mail.example ESMTP ready\r\n'), lines],
  ['SASL', latin1('bixhPWFubmEsAXVzZXI9YW5uYSxuPWEscj14AGFubmEAc2VjcmV0'), sasl],
  ['FTP endpoints', latin1('172,16,16,121,192,14'), ftp],
  ['extended FTP endpoints', latin1('|2|1080::8:800:200C:417A|5282|'), ftp],
  ['NTP', hex('240206ee000003bc000002e4cdbcb921c290f098e430a000c290f0f5d98dac25c290f1093be6f000c290f1093bf88000'), (...part) => [decoders.readNtp(...part), decoders.looksLikeNtp(...part)]],
  ['NetBIOS names', hex('12340110000100000000000020464145444341434143414341434143414341434143414341434143414341434143410000200001'), (...part) => decoders.readNetbiosName(...part)],
  ['SNMP', hex('303302010104107333637233742d636f6d6d756e697479a21c0204364bd1a8020106020100300e300c06082b060102010105000500'), snmp],
  ['SNMP version 3', hex('30750201033011020436f6d253020300ffe304010002010304283026041180001f888084708476406a0c6b00000000020101020104040777617463686572040004003033041180001f888084708476406a0c6b000000000400a81c0201000201000201003011300f060a2b060106030f01010500410101'), snmp],
  ['Kerberos', hex('6a81b63081b3a103020105a20302010aa31a3018300aa10402020096a2020400300aa10402020095a2020400a4818a308187a00703050000000010a1123010a003020101a10930071b05616c696365a20e1b0c434f52502e4558414d504c45a321301fa003020102a11830161b066b72627467741b0c434f52502e4558414d504c45a511180f32303236313133303138303931335aa70602044de235cca81a301802011202011102011402011302011002011702011902011a'), (...part) => [decoders.readKerberos(...part), decoders.looksLikeKerberos(...part)]],
  ['LDAP', hex('3019 020101 6014 020103 0400 a30d 0405504c41494e 040400610062'), ldap],
  ['NTLM', hex('4e544c4d53535000030000000000000040000000000000004000000008000800400000000800080048000000060006005000000000000000000000000100000043004f00520050007200 6f006f0074005000430031000000'), ntlm],
  ['SMB 1', hex('00000052ff534d4275000000001843c80000000000000000000000000000ffff773ed73b030004ff0000000c0001002700005c005c003100320037002e0030002e0030002e0031005c004900500043002400000049504300'), smb],
  ['SMB 2', hex('00000068fe534d42400001000000000003000100180000000000000004000000000000000000000000000000a50b71c0000000003a43f60086f7acb16ca03188fea5541a09000000480020005c005c003100320037002e0030002e0030002e0031005c004900500043002400'), smb],
  ['RDP', hex('0300002c 27e00000000000 436f6f6b69653a206d737473686173683d656c746f6e730d0a 0100080000000000'), rdp],
  ['a question of DNS', hex('1234 0120 0001 0000 0000 0001 03777777 076578616d706c65 00 0001 0001 00 0029 04d0 00000000 0000'), signatures],
  ['a greeting of MySQL', Buffer.concat([hex('2d0000000a'), latin1('8.0.36'), Buffer.alloc(38)]), signatures],
  ['a beginning of PostgreSQL', hex('00000008 04d2162f'), signatures],
  ['a command of Redis', latin1('*1\r\n$4\r\nPING\r\n'), signatures],
  ['a line of syslog', latin1('<34>Oct 11 22:14:15 host su: x'), signatures],
  ['IKE', hex('0102030405060708 0000000000000000 21 20 22 08 00000000 00000020 00000004'), signatures],
  ['STUN', hex('000100082112a442b7e7a701bc34d686fa87dfae0011223344556677'), (...part) => decoders.isStun(...part)],
]; // prettier-ignore

describe('a decoder neither throws nor reads what lies beyond its bytes', () => {
  it.each(DECODERS)(`with ${MUTATIONS} mutations of %s`, (_name, sample, decode) => {
    const places = SURROUNDINGS.map((fill) => Buffer.alloc(sample.length * 2 + 2 * AROUND, fill));
    const different = new Set<string>();
    for (const mutated of mutations(sample, MUTATIONS)) {
      const alone = JSON.stringify(decode(mutated, 0, mutated.length));
      different.add(alone);
      for (const place of places) {
        const fill = place[0] as number;
        place.set(mutated, AROUND);
        place.fill(fill, AROUND + mutated.length);
        const within = JSON.stringify(decode(place, AROUND, AROUND + mutated.length));
        if (within !== alone)
          throw new Error(`${mutated.toString('hex')} among ${fill}: ${within} instead of ${alone}`);
      }
    }
    expect(different.size).toBeGreaterThan(1);
  });
});
