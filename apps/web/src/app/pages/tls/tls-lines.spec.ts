import type { TlsRow } from '../../graphql/generated/operations';
import { httpSections } from '../http/http-lines';
import { signInSections } from '../sign-ins/sign-in-lines';
import { tlsSections } from './tls-lines';

const ends = {
  ...{ id: '1#0', time: '2026-11-21T08:15:00.000000Z', sensor: 'edge', flow: 'f', client: '192.0.2.1' },
  ...{ clientPort: 40_000, server: '198.51.100.7', serverPort: 443 },
};
const hello: TlsRow = {
  ...{ ...ends, transport: 'quic', quicVersion: '1', hellos: 1, retried: false, latencyMs: null, serverName: 'a.test' },
  ...{ versionOffered: 'TLS 1.3', version: 'TLS 1.3', cipher: null, alpnOffered: ['h3'], alpn: null, ja3: null },
  ...{ ja4: 'q13d', ja3s: null, ja3Retry: null, ja4Retry: null, certificate: null },
};
const certificate = {
  ...{ sha256: 'c'.repeat(64), subject: 'CN=a.test', issuer: 'CN=b', serial: null, notBefore: null, nameCount: 300 },
  ...{ names: Array.from({ length: 64 }, (_, i) => `n${i}.test`), notAfter: '2026-11-21T08:14:59.000000Z' },
};
const NOW = Date.UTC(2027, 0, 1);
const words = (sections: ReturnType<typeof httpSections>, title: string): Record<string, string> =>
  Object.fromEntries(
    (sections.find((section) => section.title === title)?.lines ?? []).map((one) => [
      one.label,
      one.value?.value ?? one.wire ?? one.text ?? '',
    ]),
  );

describe('details of a fact', () => {
  it('leave out what is not known', () => {
    const sections = tlsSections(hello, 'utc', NOW);
    expect(words(sections, 'Handshake')).toEqual({
      'Name asked': 'a.test',
      Version: 'TLS 1.3',
      'Client offers': 'TLS 1.3',
      Over: 'QUIC 1',
      'ALPN offered': 'h3',
    });
    expect(words(sections, 'Fingerprints')).toEqual({ JA4: 'q13d' });
    expect(words(sections, 'Certificate')).toEqual({ Leaf: 'encrypted since TLS 1.3' });
    expect(words(tlsSections({ ...hello, version: null }, 'utc', NOW), 'Certificate')).toEqual({ Leaf: 'not seen' });
  });

  it('say that a certificate was past when it was shown, not that it is past today', () => {
    const shown = { ...hello, certificate };
    expect(words(tlsSections(shown, 'utc', NOW), 'Certificate')['Valid until']).toMatch(/past when it was shown$/);
    const good = { ...shown, certificate: { ...certificate, notAfter: '2026-11-21T08:15:01.000000Z' } };
    expect(words(tlsSections(good, 'utc', NOW), 'Certificate')['Valid until']).not.toMatch(/past/);
    expect(words(tlsSections(shown, 'utc', NOW), 'Certificate')['']).toBe('288 more names');
  });

  it('keep text from the wire apart from their own', () => {
    const http = httpSections({
      ...{ ...ends, order: 2, method: null, host: '<b>', target: '/x', targetLength: 9000, version: '1.1' },
      ...{ userAgent: '\u202eevil', referrer: null, auth: 'basic', requestType: null, responseType: null },
      ...{
        requestLength: null,
        responseLength: 0,
        status: null,
        serverSoftware: null,
        latencyMs: 5,
        technologies: ['nginx', 'PHP'],
      },
    });
    const request = http[0]?.lines ?? [];
    expect(request.filter(({ text }) => text?.includes('\u202e') || text?.includes('<'))).toEqual([]);
    expect(words(http, 'Request')).toMatchObject({ Host: '<b>', 'User agent': '\u202eevil', Method: 'not seen' });
    expect(words(http, 'Request')['']).toBe('cut, 9,000 bytes on the wire');
    expect(words(http, 'Response')).toMatchObject({ Status: 'no answer seen', 'Gives away': 'nginx, PHP' });
  });

  it('tell a likely outcome from a certain one', () => {
    const attempt = {
      ...{ ...ends, service: 'ssh', mechanism: 'ssh', user: null, outcome: 'likelyFailure' as const, count: 3 },
      ...{ cleartext: false, code: null, clientSoftware: 'SSH-2.0-x', serverSoftware: null },
    };
    expect(words(signInSections(attempt), 'Attempt')).toMatchObject({
      Outcome: 'likely failed',
      '': 'told from the sizes of encrypted messages',
      Attempts: '3',
    });
    expect(words(signInSections({ ...attempt, outcome: 'success' }), 'Attempt')['']).toBeUndefined();
  });
});
