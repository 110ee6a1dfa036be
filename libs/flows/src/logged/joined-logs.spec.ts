import { type LogEntry, LogReader } from '@wireledger/decoders';
import type { Batch, CutBatch } from '@wireledger/events/telemetry';

import { LoggedFacts, type LoggedState } from './logged-facts';

const SHA256 = 'ab'.repeat(32);
const around = { server: () => '0.0.0.0', serverPort: 0, byUs: 0, latestUs: Infinity };

function entriesOf(format: 'zeek' | 'eve', rows: readonly object[]): LogEntry[] {
  const reader = new LogReader(format, 'a.log', around);
  return rows.map((row) => reader.line(Buffer.from(JSON.stringify(row)))).filter((entry) => entry !== null);
}

function facts(from?: LoggedState) {
  const batches: CutBatch[] = [];
  const logged = new LoggedFacts({ onBatch: (batch) => batches.push(batch), ...(from ? { from } : {}) });
  const rows = <K extends 'tls' | 'auth' | 'dhcp'>(kind: K) =>
    batches
      .filter((batch) => batch.kind === kind)
      .flatMap(({ payload }) => {
        const { n, t0, cols } = payload as unknown as { n: number; t0: number; cols: Record<string, unknown[]> };
        return Array.from({ length: n }, (_, i) => ({
          t0,
          ...Object.fromEntries(Object.entries(cols).map(([name, column]) => [name, column[i]])),
        })) as unknown as Record<keyof Batch<K>['cols'] | 't0', unknown>[];
      });
  return { logged, batches, rows };
}

const ends = { 'id.orig_h': '10.0.0.1', 'id.orig_p': 5000, 'id.resp_h': '192.0.2.1', 'id.resp_p': 443 };
const ssl = (ts: number, more: object) => ({ _path: 'ssl', ts, uid: 'C1', ...ends, version: 'TLSv12', ...more });
const x509 = (ts: number, more: object) => ({
  ...{ _path: 'x509', ts, 'certificate.subject': 'CN=a.test', 'certificate.issuer': 'CN=CA' },
  ...{ 'certificate.serial': '0A', 'certificate.not_valid_after': 1_900_000_000, 'san.dns': ['a.test'], ...more },
});

describe('a handshake says of its certificate what the log of certificates says', () => {
  const CERTIFIED = { certSubject: 'CN=a.test', certIssuer: 'CN=CA', certSerial: '0a', certNames: ['a.test'] };

  it.each([
    ['after it', [ssl(1, { cert_chain_fps: [SHA256, 'cd'.repeat(32)] }), x509(2, { fingerprint: SHA256 })]],
    ['before it', [x509(1, { fingerprint: SHA256 }), ssl(200, { cert_chain_fps: [SHA256] })]],
    ['by its file, as older releases name it', [ssl(1, { cert_chain_fuids: ['F1', 'F2'] }), x509(2, { id: 'F1' })]],
  ])('that comes %s', (_when, rows) => {
    const { logged, rows: of } = facts();
    for (const entry of entriesOf('zeek', rows)) expect(logged.take(entry)).toBe(true);
    logged.cut();
    expect(of('tls')).toMatchObject([{ ...CERTIFIED, certNotAfter: 1_900_000_000, certNameCount: 1 }]);
  });

  it('and goes without, when none comes within 10 s of the log, or its row says all of it', () => {
    const { logged, rows } = facts();
    for (const entry of entriesOf('zeek', [
      ssl(1, { cert_chain_fps: [SHA256] }),
      ssl(2, { cert_chain_fps: [SHA256], subject: 'CN=own' }),
      ssl(3, {}),
    ]))
      logged.take(entry);
    logged.cut();
    expect(rows('tls').map(({ certSubject }) => certSubject)).toEqual(['CN=own', '']);
    for (const entry of entriesOf('zeek', [ssl(12, {}), x509(12.5, { fingerprint: SHA256 })])) logged.take(entry);
    logged.cut();
    expect(rows('tls').map(({ certSha256, certSubject }) => [certSha256, certSubject])).toEqual([
      [SHA256, 'CN=own'],
      ['', ''],
      [SHA256, ''],
      ['', ''],
    ]);
  });

  it('also when another process goes on in between', () => {
    const first = facts();
    for (const entry of entriesOf('zeek', [x509(1, { fingerprint: SHA256 }), ssl(2, { cert_chain_fuids: ['F9'] })]))
      first.logged.take(entry);
    first.logged.cut();
    const next = facts(JSON.parse(JSON.stringify(first.logged.state)) as LoggedState);
    for (const entry of entriesOf('zeek', [ssl(3, { cert_chain_fps: [SHA256] }), x509(4, { id: 'F9' })]))
      next.logged.take(entry);
    next.logged.cut();
    expect(first.rows('tls')).toEqual([]);
    expect(next.rows('tls').map(({ certSubject }) => certSubject)).toEqual(['CN=a.test', 'CN=a.test']);
  });

  it('within bounds: of more certificates than are remembered the oldest goes, and a handshake never waits for ever', () => {
    const { logged, rows } = facts();
    const fingerprint = (i: number) => i.toString(16).padStart(64, '0');
    for (let i = 0; i < 600; i++)
      for (const entry of entriesOf('zeek', [x509(1, { fingerprint: fingerprint(i) })])) logged.take(entry);
    expect(logged.state.certificates).toHaveLength(512);
    const long = Array.from({ length: 64 }, (_, i) => `${i}${'x'.repeat(200)}.test`);
    for (let i = 0; i < 100; i++)
      for (const entry of entriesOf('zeek', [x509(1, { fingerprint: fingerprint(i), 'san.dns': long })]))
        logged.take(entry);
    expect(JSON.stringify(logged.state.certificates).length).toBeLessThan(300 * 1024);
    for (const entry of entriesOf(
      'zeek',
      Array.from({ length: 10_001 }, () => ssl(1, { cert_chain_fuids: ['F0'] })),
    ))
      logged.take(entry);
    expect(logged.state.handshakes).toHaveLength(10_000);
    logged.finish();
    expect(rows('tls')).toHaveLength(10_001);
  });
});

describe('sign-ins that a log tells of', () => {
  const event = (flow: number, command: string, data: string, code: string) => ({
    ...{ timestamp: '2026-01-14T22:39:12.639279+0000', flow_id: flow, event_type: 'ftp', src_ip: '10.0.0.1' },
    ...{ src_port: 5000, dest_ip: '10.0.0.2', dest_port: 21, proto: 'TCP' },
    ftp: { command, command_data: data, completion_code: [code] },
  });

  it('have the user of the line before, on the same connection, also in another process', () => {
    const first = facts();
    const taken = entriesOf('eve', [
      event(7, 'USER', 'sue', '331'),
      event(8, 'USER', 'joe', '331'),
      event(7, 'PASS', 'tiger', '530'),
      event(9, 'USER', 'anonymous', '230'),
    ]).map((entry) => first.logged.take(entry));
    expect(taken).toEqual([false, false, true, true]);
    first.logged.cut();
    expect(first.rows('auth')).toMatchObject([
      { service: 'ftp', user: 'sue', outcome: 'failure', code: 530, mechanism: 'password', cleartext: 1, count: 1 },
      { user: 'anonymous', outcome: 'success', mechanism: 'none' },
    ]);
    const next = facts(JSON.parse(JSON.stringify(first.logged.state)) as LoggedState);
    for (const entry of entriesOf('eve', [event(8, 'PASS', 'x', '230'), event(10, 'PASS', 'x', '230')]))
      next.logged.take(entry);
    next.logged.cut();
    expect(next.rows('auth').map(({ user, outcome }) => [user, outcome])).toEqual([
      ['joe', 'success'],
      ['', 'success'],
    ]);
    expect(JSON.stringify([first.batches, next.batches])).not.toContain('tiger');
  });
});

describe('messages of DHCP that a log tells of', () => {
  it('are each from whom and to whom they went', () => {
    const { logged, rows } = facts();
    const row = { _path: 'dhcp', ts: 5, uids: ['C1'], client_addr: '10.0.0.7', server_addr: '10.0.0.1', duration: 2 };
    const more = { mac: '00:00:00:00:00:01', assigned_addr: '10.0.0.7', lease_time: 60, msg_types: ['REQUEST', 'ACK'] };
    for (const entry of entriesOf('zeek', [{ ...row, ...more }])) logged.take(entry);
    logged.cut();
    const [request, ack] = rows('dhcp');
    expect(request).toMatchObject({ message: 'REQUEST', src: '10.0.0.7', srcPort: 68, dst: '10.0.0.1', dstPort: 67 });
    expect(ack).toMatchObject({ message: 'ACK', src: '10.0.0.1', srcPort: 67, dst: '10.0.0.7', given: ['10.0.0.7'] });
    expect([request?.flow, Number(ack?.time) - Number(request?.time)]).toEqual([ack?.flow, 2_000_000]);
  });
});
