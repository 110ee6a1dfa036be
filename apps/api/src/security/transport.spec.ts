import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { TEST_CERTIFICATE, TEST_CERTIFICATE_KEY } from '../testing/test-certificate';
import { Transport } from './transport';

describe('how the console is reached', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'wl-transport-'));
  const [certFile, keyFile] = [path.join(folder, 'cert.pem'), path.join(folder, 'key.pem')];
  beforeAll(() => {
    writeFileSync(certFile, TEST_CERTIFICATE);
    writeFileSync(keyFile, TEST_CERTIFICATE_KEY);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const own = () => Transport.open({ tls: { certFile, keyFile }, trustProxy: ['10.0.0.1'] });

  it('over TLS of its own: whose certificate, by whom and until when, and nothing of the key', () => {
    const [transport, now] = [own(), Date.parse('2126-11-01T00:00:00Z')];
    const served = transport.served(now);
    expect([transport.kind, transport.minVersion, served]).toEqual([
      ...['own', 'TLSv1.2'],
      {
        ...{ subject: 'CN=localhost', issuer: 'CN=localhost', notAfter: Date.parse('2126-11-05T02:55:15Z') },
        daysLeft: 4,
      },
    ]);
    expect(JSON.stringify([transport, served])).not.toContain('PRIVATE');
    expect(transport.served(Date.parse('2126-11-07T02:55:14Z'))?.daysLeft).toBe(-2);
  });

  it('is the certificate that was there at the start, for that one is served', () => {
    const transport = own();
    writeFileSync(certFile, 'another one');
    expect(transport.served(0)?.subject).toBe('CN=localhost');
    expect(own).toThrow();
    writeFileSync(certFile, TEST_CERTIFICATE);
  });

  it.each([
    [['loopback', '10.0.0.0/8'], 'proxy'],
    [[], 'loopback'],
  ])('without one, with the proxies %j: %s', (trustProxy, kind) => {
    const transport = Transport.open({ tls: null, trustProxy });
    expect([transport.kind, transport.minVersion, transport.served(0)]).toEqual([kind, null, null]);
    expect(transport.proxies).toEqual(trustProxy);
  });
});
