import type { IncomingMessage } from 'node:http';

import { isEncryptedWay } from './encrypted-way';

const PROXY = '192.0.2.10';
const request = (remoteAddress: string, proto?: string, url = '/graphql') =>
  ({
    socket: { remoteAddress },
    headers: proto === undefined ? {} : { 'x-forwarded-proto': proto },
    url,
  }) as unknown as IncomingMessage;
const behind = (publicUrl = 'https://wireledger.example') => ({
  config: { tls: null, host: '0.0.0.0', publicUrl },
  isProxy: (address: string) => address === PROXY || address === '127.0.0.1',
});

describe('behind a proxy', () => {
  it.each([
    ['from the proxy, which took it over TLS', request(PROXY, 'https'), true],
    ['from the proxy, which took it over WSS', request(PROXY, 'wss'), true],
    ['from the proxy, which took it in clear', request(PROXY, 'http'), false],
    ['from the proxy, which does not say', request(PROXY), false],
    ['from the proxy, the client claiming TLS before it', request(PROXY, 'https, http'), false],
    ['past the proxy', request('198.51.100.7'), false],
    ['past the proxy, claiming TLS', request('198.51.100.7', 'https'), false],
    ['from this machine', request('127.0.0.1'), true],
    ['from this machine, through a proxy that took it in clear', request('127.0.0.1', 'http'), false],
    ['a probe past the proxy', request('198.51.100.7', undefined, '/health/ready?x=1'), true],
  ])('%s: %#', (_what, given, passes) => expect(isEncryptedWay(given, behind())).toBe(passes));

  it('that publishes to this machine alone, nothing has to be encrypted', () => {
    for (const local of ['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])
      expect(isEncryptedWay(request(PROXY), behind(local))).toBe(true);
    for (const away of ['http://localhost.example:3000', 'http://wireledger.example', ''])
      expect(isEncryptedWay(request(PROXY), behind(away))).toBe(false);
    expect(isEncryptedWay(request('198.51.100.7'), behind('http://localhost:3000'))).toBe(false);
    expect(isEncryptedWay(request(PROXY, 'http'), behind('http://localhost:3000'))).toBe(false);
  });

  it('with a certificate of our own everything is', () => {
    const config = { tls: { certFile: 'a', keyFile: 'b' }, host: '0.0.0.0', publicUrl: '' };
    expect(isEncryptedWay(request('198.51.100.7'), { config, isProxy: () => false })).toBe(true);
  });
});
