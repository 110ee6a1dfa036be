import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

import { getFile } from './get-file';
import { OutboundPolicy } from './outbound-policy';
import { postJson } from './post-json';

const folder = mkdtempSync(path.join(tmpdir(), 'wl-certificates-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const policy = new OutboundPolicy(['127.0.0.1/32'], [], async () => [{ address: '127.0.0.1', family: 4 }]);

const openssl = (...args: readonly string[]): void =>
  void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** An authority that is believed here. */
const usual = getCACertificates('default');
beforeAll(() => {
  openssl('req', '-x509', ...NEW_KEY, '-days', '2', '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  setDefaultCACertificates([readFileSync(path.join(folder, 'ca.pem'), 'utf8')]);
});
afterAll(() => setDefaultCACertificates(usual));

interface Certificate {
  readonly key: Buffer;
  readonly cert: Buffer;
}

/** A certificate for `name`, good until `days` days from now; of that authority, or of its own. */
function certificate(name: string, days: number, own = false): Certificate {
  const subject = ['-subj', `/CN=${name}`, '-addext', `subjectAltName=DNS:${name}`, '-keyout', 'key'];
  if (own) openssl('req', '-x509', ...NEW_KEY, ...subject, '-days', `${days}`, '-out', 'cert');
  else {
    openssl('req', ...NEW_KEY, ...subject, '-out', 'csr');
    const by = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-copy_extensions', 'copy', '-days', `${days}`];
    openssl('x509', '-req', '-in', 'csr', ...by, '-out', 'cert');
  }
  return { key: readFileSync(path.join(folder, 'key')), cert: readFileSync(path.join(folder, 'cert')) };
}

/** What a server with that certificate hears of a message and of a fetch. */
async function heard(options: Certificate) {
  let requests = 0;
  const server: Server = createServer(options, (_request, response) => {
    requests++;
    response.end('ok');
  }).on('tlsClientError', () => undefined);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `https://hooks.example.org:${(server.address() as AddressInfo).port}/alerts`;
  try {
    const sent = await postJson(policy, url, { body: '{"secret":1}', headers: { authorization: 'Bearer s' } });
    const got = await getFile(policy, { url, headers: { authorization: 'Bearer s' }, etag: null, lastModified: null });
    return { sent, got, requests };
  } finally {
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  }
}

it('one that is right is told', async () => {
  const { sent, got, requests } = await heard(certificate('hooks.example.org', 1));
  expect([sent.ok, got.is, requests]).toEqual([true, 'file', 2]);
});

it.each<[string, () => Certificate, RegExp]>([
  ['of nobody who is known', () => certificate('hooks.example.org', 1, true), /self.signed/],
  ['of another name', () => certificate('other.example.org', 1), /altnames/],
  ['that has ended', () => certificate('hooks.example.org', -1), /expired/],
])('A-38 a certificate %s: nothing is told to its server, and it is tried again', async (_what, make, why) => {
  const { sent, got, requests } = await heard(make());
  expect(sent).toEqual({ ok: false, permanent: false, reason: expect.stringMatching(why) });
  expect(got).toMatchObject({ is: 'failed', passing: true, why: expect.stringMatching(why) });
  expect(requests).toBe(0);
});
