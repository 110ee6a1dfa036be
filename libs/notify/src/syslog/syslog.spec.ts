import { createSocket } from 'node:dgram';
import { execFileSync } from 'node:child_process';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import type { AlertNotice, Message } from '../message';
import { OutboundPolicy } from '../web/outbound-policy';
import { cefOf } from './cef';
import { sendSyslog } from './send-syslog';
import { syslogLines } from './syslog-lines';

const notice = (more: Partial<AlertNotice> = {}): AlertNotice => ({
  ...{ id: '7b1f2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d', severity: 'critical', title: 'DNS tunnel', kind: 'dns_tunnel' },
  ...{ technique: 'T1071.004', sensor: 'edge-1', entity: '10.0.0.5', src: '10.0.0.5', dst: null, dport: 53 },
  ...{ summary: '10.0.0.5 asked 900 times for names below evil.example.', first: 0, last: 60_000_000, raisedAt: 61e6 },
  ...more,
});
const message = (more: Partial<Message> = {}): Message => ({
  ...{ key: '11111111-1111-4111-8111-111111111111', kind: 'alert', alerts: [notice()], of: 1, channel: 'SIEM' },
  console: 'https://wireledger.example.org',
  ...more,
});

/** Takes a line of CEF apart by its own rules: bars and backslashes escaped in the header, equals signs and backslashes in values. */
function parsed(line: string): { readonly header: readonly string[]; readonly pairs: Record<string, string> } {
  const parts = line.split(/(?<=(?<!\\)(?:\\\\)*)\|/);
  const header = parts.slice(0, 7).map((part) => part.replace(/\\([\\|])/g, '$1'));
  const pairs: Record<string, string> = {};
  for (const [, name, value] of parts
    .slice(7)
    .join('|')
    .matchAll(/(\w+)=((?:\\.|[^\\=])*?)(?= \w+=|$)/g))
    pairs[name as string] = (value as string).replace(/\\([\\=])/g, '$1');
  return { header, pairs };
}

describe('a line of CEF', () => {
  it('has seven fields in front and the rest in pairs', () => {
    const { header, pairs } = parsed(cefOf(notice(), message()));
    expect(header).toEqual(['CEF:0', 'Wireledger', 'Wireledger', '1', 'dns_tunnel', 'DNS tunnel', '10']);
    expect(pairs).toMatchObject({
      ...{ externalId: notice().id, rt: '61000', start: '0', end: '60000', src: '10.0.0.5', dpt: '53' },
      ...{ cs1Label: 'Entity', cs1: '10.0.0.5', cs2: 'T1071.004', cs3: message().key, dvchost: 'edge-1' },
      request: `https://wireledger.example.org/alerts?v=1&tab=all&sel=${notice().id}`,
      msg: notice().summary,
    });
    expect(pairs).not.toHaveProperty('dst');
  });

  it('A-04 a hostile name is one line, and comes out as it went in', () => {
    const hostile = 'a|b\\|c=d\\=e CEF:0|x|\ncs1=forged \u202emsg=0 \u0000';
    const line = cefOf(notice({ title: hostile, entity: hostile, summary: hostile }), message({ channel: hostile }));
    expect(line).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const { header, pairs } = parsed(line);
    const shown = 'a|b\\|c=d\\=e CEF:0|x|\\u000acs1=forged \\u202emsg=0 \\u0000';
    expect(header[5]).toBe(shown);
    expect(header[6]).toBe('10');
    expect([pairs['cs1'], pairs['cs4'], pairs['msg']]).toEqual([shown, shown, shown]);
  });

  it('an address of IPv6 has its labelled key', () => {
    const { pairs } = parsed(cefOf(notice({ src: '2001:db8::1', dst: '2001:db8::2' }), message()));
    expect(pairs).toMatchObject({ c6a2: '2001:db8::1', c6a3: '2001:db8::2', c6a2Label: 'Source IPv6 Address' });
    expect(pairs).not.toHaveProperty('src');
  });
});

describe('lines of RFC 5424', () => {
  it('say facility, severity, time, host and kind', () => {
    expect(syslogLines(message(), 0)[0]).toMatch(
      /^<34>1 1970-01-01T00:01:01\.000000Z wireledger\.example\.org Wireledger - dns_tunnel \[origin software="Wireledger"\] CEF:0\|/,
    );
    const levels = (['high', 'medium', 'low', 'info'] as const).map((severity) =>
      syslogLines(message({ alerts: [notice({ severity })] }), 0)[0]?.slice(0, 4),
    );
    expect(levels).toEqual(['<35>', '<36>', '<37>', '<38>']);
  });

  it('a digest has one an alert and says how many more there are; a test is one', () => {
    const digest = syslogLines(message({ kind: 'digest', alerts: [notice(), notice()], of: 40 }), 5e6);
    expect(digest).toHaveLength(3);
    expect(digest[2]).toContain('|and 38 more alerts|');
    const [test] = syslogLines(message({ kind: 'test', alerts: [], of: 0 }), 5e6);
    expect(test).toMatch(/^<38>1 1970-01-01T00:00:05\.000000Z .* test .*\|Test of the channel\|1\|/);
  });
});

/** Splits what a receiver got by the length in front of each message (RFC 6587 §3.4.1). */
function frames(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = Number(bytes.toString('ascii', at, space));
    found.push(bytes.toString('utf8', space + 1, space + 1 + length));
    at = space + 1 + length;
  }
  return found;
}

describe('sending', () => {
  const policy = new OutboundPolicy(['127.0.0.0/8'], []);
  const lines = ['<34>1 - - - - - - über', '<34>1 - - - - - - two'];
  const close: (() => void)[] = [];
  afterEach(() => {
    for (const one of close.splice(0)) one();
  });

  async function listening(hear: (socket: Socket) => void): Promise<number> {
    const sockets: Socket[] = [];
    const server: Server = createServer((socket) => {
      sockets.push(socket.on('error', () => undefined));
      hear(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    close.push(() => {
      server.close();
      for (const socket of sockets) socket.destroy();
    });
    return (server.address() as AddressInfo).port;
  }

  it('by TCP: each with its length, in order, all of it', async () => {
    const got: Buffer[] = [];
    const port = await listening((socket) => socket.on('data', (bytes: Buffer) => got.push(bytes)));
    await expect(sendSyslog(policy, `syslog+tcp://127.0.0.1:${port}`, lines)).resolves.toMatchObject({ ok: true });
    expect(frames(Buffer.concat(got))).toEqual(lines);
  });

  it('by UDP: one a datagram, cut between characters at 2,048 bytes', async () => {
    const got: Buffer[] = [];
    const receiver = createSocket('udp4');
    close.push(() => receiver.close());
    await new Promise<void>((resolve) => receiver.bind(0, '127.0.0.1', resolve));
    const all = new Promise<void>((resolve) => {
      receiver.on('message', (bytes) => {
        got.push(bytes);
        if (got.length === 2) resolve();
      });
    });
    const long = `x${'ü'.repeat(2000)}`;
    const url = `syslog+udp://127.0.0.1:${receiver.address().port}`;
    await expect(sendSyslog(policy, url, [lines[0] as string, long])).resolves.toMatchObject({ ok: true });
    await all;
    expect(got[0]?.toString('utf8')).toBe(lines[0]);
    expect(got[1]?.toString('utf8')).toBe(`x${'ü'.repeat(1023)}`);
  });

  it('by UDP: a long digest does not make the runtime warn of a leak', async () => {
    const receiver = createSocket('udp4');
    close.push(() => receiver.close());
    await new Promise<void>((resolve) => receiver.bind(0, '127.0.0.1', resolve));
    const warned: Error[] = [];
    const warn = (warning: Error) => void warned.push(warning);
    process.on('warning', warn);
    close.push(() => process.off('warning', warn));
    const url = `syslog+udp://127.0.0.1:${receiver.address().port}`;
    await expect(sendSyslog(policy, url, Array<string>(40).fill('<34>1 - - - - - -'))).resolves.toMatchObject({
      ok: true,
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(warned).toEqual([]);
  });

  it('to nobody, or to somebody who says nothing while TLS begins, is tried again later', async () => {
    const port = await listening(() => undefined);
    const silent = sendSyslog(policy, `syslog+tls://127.0.0.1:${port}`, lines, { timeoutMs: 200 });
    await expect(silent).resolves.toEqual({ ok: false, permanent: false, reason: 'not sent within 0.2 s' });
    for (const one of close.splice(0)) one();
    const nobody = sendSyslog(policy, `syslog+tcp://127.0.0.1:${port}`, lines);
    await expect(nobody).resolves.toMatchObject({ ok: false, permanent: false });
  });

  it('over TLS only to a receiver that can be believed', async () => {
    const { createServer: createTls } = await import('node:tls');
    const pem = execFileSync(
      'openssl',
      ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1'].concat([
        '-keyout',
        '-',
        '-out',
        '-',
        '-subj',
        '/CN=logs.example.org',
      ]),
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const server = createTls({ key: pem, cert: pem }).on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    close.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const sent = await sendSyslog(policy, `syslog+tls://127.0.0.1:${port}`, lines);
    expect(sent).toMatchObject({ ok: false, permanent: false, reason: expect.stringMatching(/self.signed/) });
  });

  it.each([
    ['syslog+tcp://8.8.8.8:601', 'On the Internet nothing is sent by syslog+tcp'],
    ['syslog+tls://10.0.0.1:6514', 'OUTBOUND_ALLOW'],
    ['syslog+udp://127.0.0.1:22', 'Port 22'],
    ['syslog+udp://', 'no'],
    ['https://hooks.example.org/', 'only syslog+tls:'],
    ['syslog+tls://me:secret@logs.example.org', 'user and password'],
  ])('A-36 %s is refused for good', async (url, reason) => {
    const sent = await sendSyslog(policy, url, lines);
    expect(sent).toEqual({ ok: false, permanent: true, reason: expect.stringContaining(reason) });
  });
});
