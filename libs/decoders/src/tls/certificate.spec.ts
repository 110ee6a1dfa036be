import { X509Certificate } from 'node:crypto';
import { mutations } from '../testing/hostile';
import { readCertificate, readCertificateMessage } from './certificate';
import { certificateBody } from './testing/messages';

/** Self-signed with OpenSSL: names of every kind, serial 00ff01020304, valid to the end of 9999. */
const SAMPLE = Buffer.from(
  'MIICQDCCAeagAwIBAgIGAP8BAgMEMAoGCCqGSM49BAMCMFMxCzAJBgNVBAYTAkRFMQ8wDQYDVQQIDAZCYXllcm4xGTAXBgNVBAoMEE3DvGxsZXIsIFPDtmhuZSAxGDAWBg' +
    'NVBAMMD3d3dy5leGFtcGxlLm9yZzAgFw0yNjAxMDEwMDAwMDBaGA85OTk5MTIzMTIzNTk1OVowUzELMAkGA1UEBhMCREUxDzANBgNVBAgMBkJheWVybjEZMBcGA1UECgwQ' +
    'TcO8bGxlciwgU8O2aG5lIDEYMBYGA1UEAwwPd3d3LmV4YW1wbGUub3JnMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEmsqPVtZ9e3iuhzayUoEShr6GbVt2fxDBPD6oWF' +
    'Nu2DnDN1zKFx0Zv2RZcUyqaSf7/pVnPTDEyvz5Ec6lctZZVqOBozCBoDAMBgNVHRMBAf8EAjAAMHEGA1UdEQRqMGiCD3d3dy5leGFtcGxlLm9yZ4INKi5FeGFtcGxlLm5l' +
    'dIcEwAACB4cQIAENuAAAAAAAAAAAAAAAB4ENYUBleGFtcGxlLm9yZ4YUaHR0cHM6Ly9leGFtcGxlLm9yZy+gCQYCKgOgAwwBeDAdBgNVHQ4EFgQU6TIX82RsDKM5fR+40Y' +
    'f0X5fMr58wCgYIKoZIzj0EAwIDSAAwRQIhAJ+46wDoNwWni1oU7xxaBjB+1sYqWV17lyFCx5DhVhOnAiAOjUJa+Ph5Dd+HltdT3VVCcBpg5bYmcAZ7SMd7DLWRhg==',
  'base64',
);

/** A DER value, its length below 128 bytes or in two. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  return Buffer.concat([Buffer.from(length < 128 ? [tag, length] : [tag, 0x82, length >> 8, length & 255]), content]);
}
const text = (value: string, encoding: BufferEncoding = 'latin1') => Buffer.from(value, encoding);
const CN = Buffer.from([0x55, 4, 3]);
const name = (...values: readonly Buffer[]) =>
  der(0x30, ...values.map((value) => der(0x31, der(0x30, der(6, CN), value))));

/** A certificate whose parts are given: only what is read is there. */
const certificate = (issuer: Buffer, from: Buffer, to: Buffer, subject: Buffer) =>
  der(0x30, der(0x30, der(2, Buffer.from([7])), der(0x30), issuer, der(0x30, from, to), subject));
const UTC = (value: string) => der(0x17, text(value));
const GENERALIZED = (value: string) => der(0x18, text(value));
const read = (bytes: Uint8Array) => readCertificate(bytes, 0, bytes.length);
const subjectOf = (...values: readonly Buffer[]) =>
  read(certificate(name(), UTC('260101000000Z'), UTC('270101000000Z'), name(...values))).subject;
const notBeforeOf = (time: Buffer) => read(certificate(name(), time, UTC('270101000000Z'), name())).notBefore;

describe('Certificate', () => {
  it('gives the leaf of a chain', () => {
    const body = certificateBody(SAMPLE, Buffer.alloc(500, 1));
    const found = readCertificateMessage(body, 0, body.length);
    expect(found).toEqual({
      subject: 'CN=www.example.org,O=Müller\\, Söhne\\ ,ST=Bayern,C=DE',
      issuer: 'CN=www.example.org,O=Müller\\, Söhne\\ ,ST=Bayern,C=DE',
      serial: 'ff01020304',
      notBefore: Date.UTC(2026, 0, 1) / 1000,
      notAfter: 253_402_300_799,
      names: ['www.example.org', '*.example.net', '192.0.2.7', '2001:db8::7', 'a@example.org', 'https://example.org/'],
      nameCount: 7,
      sha256: new X509Certificate(SAMPLE).fingerprint256.replaceAll(':', '').toLowerCase(),
    });
  });

  it('finds none in an empty or cut message', () => {
    for (const body of [certificateBody(), certificateBody(SAMPLE).subarray(0, 300), Buffer.alloc(0)])
      expect(readCertificateMessage(body, 0, body.length)).toBeNull();
  });

  it('keeps the hash of what is no certificate', () => {
    expect(read(text('nonsense'))).toMatchObject({
      subject: '',
      notAfter: 0,
      nameCount: 0,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it.each([
    ['BMPString', der(0x1e, Buffer.from([0, 0x41, 0x20, 0xac])), 'CN=A€'],
    ['UniversalString', der(0x1c, Buffer.from([0, 1, 0xf6, 0, 0xff, 0, 0, 0])), 'CN=😀\ufffd'],
    ['T61String', der(0x14, Buffer.from([0xe4])), 'CN=ä'],
    ['another type', der(0x03, Buffer.from([0, 1])), 'CN=#03020001'],
    ['separators', der(0x0c, text('a,b+c"d<e>f;g\\h')), 'CN=a\\,b\\+c\\"d\\<e\\>f\\;g\\\\h'],
    ['a leading number sign', der(0x13, text('#x')), 'CN=\\#x'],
    ['controls and directions', der(0x0c, text('a\0\u202eb\u2028', 'utf8')), 'CN=a\\00\\e2\\80\\aeb\\e2\\80\\a8'],
  ])('A-08 shows %s as inert text', (_what, value, shown) => {
    expect(subjectOf(value)).toBe(shown);
  });

  it('shows the last part of a name first, and at most 1,024 characters', () => {
    expect(subjectOf(der(0x13, text('a')), der(0x13, text('b')))).toBe('CN=b,CN=a');
    expect(subjectOf(der(0x0c, text('x'.repeat(5000))))).toHaveLength(1024);
  });

  it.each([
    ['UTCTime of this century', UTC('490228235959Z'), Date.UTC(2049, 1, 28, 23, 59, 59)],
    ['UTCTime of the last', UTC('500101000000Z'), Date.UTC(1950, 0, 1)],
    ['UTCTime without seconds', UTC('2601010102Z'), Date.UTC(2026, 0, 1, 1, 2)],
    ['GeneralizedTime', GENERALIZED('20530228120000Z'), Date.UTC(2053, 1, 28, 12)],
    ['a day that is none', GENERALIZED('20530229120000Z'), 0],
    ['a leap day', GENERALIZED('20480229120000Z'), Date.UTC(2048, 1, 29, 12)],
    ['another zone', UTC('260101000000+0100'), 0],
    ['another type', der(0x13, text('260101000000Z')), 0],
  ])('reads times: %s', (_what, time, expected) => {
    expect(notBeforeOf(time)).toBe(expected / 1000);
  });

  it('reads every prefix and thousands of mutations without a throw', () => {
    for (let length = 0; length < SAMPLE.length; length++) read(SAMPLE.subarray(0, length));
    let named = 0;
    for (const mutated of mutations(SAMPLE, 10_000)) {
      const { subject, names } = read(mutated);
      if (subject !== '') named++;
      expect(subject.length <= 1024 && names.length <= 64).toBe(true);
    }
    expect(named).toBeGreaterThan(1000);
  });
});
