import type { LogEntry } from './entry';
import { LineCutter } from './line-cutter';
import { LogReader } from './log-reader';

function read(format: 'zeek' | 'eve', text: string, name = 'a.log') {
  const around = { server: () => '0.0.0.0', serverPort: 0, byUs: 0, latestUs: Infinity };
  const reader = new LogReader(format, name, around);
  const entries: LogEntry[] = [];
  const cutter = new LineCutter((line) => {
    const entry = reader.line(line);
    if (entry) entries.push(entry);
  });
  cutter.feed(Buffer.from(text, 'latin1'));
  cutter.end();
  return { entries, figures: reader.figures };
}

/** A log of Zeek as TSV, and the same rows as JSON. */
function both(path: string, fields: readonly string[], ...rows: readonly (readonly string[])[]) {
  const head = `#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\t${path}\n`;
  const tsv = `${head}#fields\t${fields.join('\t')}\n${rows.map((row) => `${row.join('\t')}\n`).join('')}`;
  const json = rows.map((row) => {
    const set = fields.flatMap((name, i) => (row[i] === '-' ? [] : [[name, valueOf(name, row[i] as string)]]));
    return `${JSON.stringify({ _path: path, ...Object.fromEntries(set) })}\n`;
  });
  return [read('zeek', tsv), read('zeek', json.join(''))] as const;
}

const LISTS = new Set(['san.dns', 'uids', 'msg_types', 'cert_chain_fps', 'cert_chain_fuids']);
const NUMBERS = /^(ts|id\.\w+_p|reply_code|auth_attempts|duration|lease_time|certificate\.not.*)$/;
const valueOf = (name: string, text: string): unknown =>
  LISTS.has(name) ? text.split(',') : NUMBERS.test(name) ? Number(text) : /^[TF]$/.test(text) ? text === 'T' : text;

const CONNECTION = ['ts', 'uid', 'id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p'];
const FROM = (port: string) => ['1.5', 'C1', '10.0.0.1', '5000', '10.0.0.2', port];

describe('logs of Zeek beside connections, names, requests and handshakes', () => {
  it('ssh: the outcome by sizes, and both banners', () => {
    for (const { entries, figures } of both(
      'ssh',
      [...CONNECTION, 'auth_success', 'auth_attempts', 'client', 'server', 'kex_alg'],
      [...FROM('22'), 'T', '3', 'SSH-2.0-OpenSSH_9.9', 'SSH-2.0-x', 'k'],
      [...FROM('22'), 'F', '1', 'SSH-2.0-Go', '-', 'k'],
      [...FROM('22'), '-', '0', '-', '-', 'k'],
    )) {
      const about = { kind: 'auth', step: 'whole', service: 'ssh', mechanism: 'ssh', user: '', cleartext: false };
      expect(entries).toMatchObject([
        {
          ...{ ...about, us: 1_500_000, outcome: 'likelySuccess', count: 3, clientSoftware: 'SSH-2.0-OpenSSH_9.9' },
          ends: { src: '10.0.0.1', srcPort: 5000, dst: '10.0.0.2', dstPort: 22, proto: 6 },
        },
        { outcome: 'likelyFailure', count: 1, serverSoftware: '' },
        { outcome: 'unknown', count: 0 },
      ]);
      expect([figures.entries.auth, [...figures.unread]]).toEqual([3, ['kex_alg']]);
    }
  });

  it('ftp: what came of PASS where Zeek logs it, and never the secret', () => {
    const fields = [...CONNECTION, 'user', 'password', 'command', 'reply_code'];
    for (const { entries, figures } of both(
      'ftp',
      fields,
      [...FROM('21'), 'sue', 'tiger', 'PASS', '230'],
      [...FROM('21'), 'sue', '<hidden>', 'PASS', '530'],
      [...FROM('21'), '<unknown>', '-', 'PASS', '-'],
      [...FROM('21'), 'sue', 'tiger', 'RETR', '550'],
    )) {
      expect(entries).toMatchObject([
        { service: 'ftp', mechanism: 'password', user: 'sue', outcome: 'success', code: 230, cleartext: true },
        { user: 'sue', outcome: 'failure', code: 530 },
        { user: '', outcome: 'unknown', code: 0 },
      ]);
      expect(JSON.stringify(entries)).not.toContain('tiger');
      expect(figures.others).toEqual({ ftp: 1 });
    }
  });

  it('ntlm: of the service whose port it is, no other', () => {
    for (const { entries, figures } of both(
      'ntlm',
      [...CONNECTION, 'username', 'domainname', 'success'],
      [...FROM('445'), 'sue', 'CORP', 'T'],
      [...FROM('445'), 'sue', '-', 'F'],
      [...FROM('1032'), 'sue', 'CORP', '-'],
    )) {
      expect(entries).toMatchObject([
        { service: 'smb', mechanism: 'ntlm', user: 'sue@CORP', outcome: 'success' },
        { user: 'sue', outcome: 'failure' },
      ]);
      expect(figures.others).toEqual({ ntlm: 1 });
    }
  });

  it('x509: by its SHA-256, or by its file as older releases name it; counted, as it is in the handshakes', () => {
    const more = ['certificate.subject', 'certificate.issuer', 'certificate.serial', 'certificate.not_valid_before'];
    const sha256 = 'AB'.repeat(32);
    const rest = ['CN=a.test,O=A\\x2c B', 'CN=CA', '0A1B', '1397045108.25', '*.a.test,B.test'];
    for (const { entries, figures } of both(
      'x509',
      ['ts', 'fingerprint', 'id', ...more, 'san.dns'],
      ['1.5', sha256, '-', ...rest],
      ['1.5', '-', 'F1', ...rest],
      ['1.5', '-', '-', ...rest],
    )) {
      expect(entries).toMatchObject([
        {
          ...{ kind: 'certificate', refs: [sha256.toLowerCase()] },
          certificate: {
            ...{ sha256: sha256.toLowerCase(), issuer: 'CN=CA', serial: '0a1b', notBefore: 1397045108, notAfter: 0 },
            ...{ subject: 'CN=a.test,O=A, B', names: ['*.a.test', 'b.test'], nameCount: 2 },
          },
        },
        { refs: ['F1'], certificate: { sha256: '' } },
      ]);
      expect([figures.others, figures.bad]).toEqual([
        { 'certificates of handshakes': 2 },
        { 'no line of this format': 1 },
      ]);
    }
  });

  it('dhcp: a conversation as its messages', () => {
    const fields = ['ts', 'uids', 'client_addr', 'server_addr', 'mac', 'host_name', 'requested_addr', 'assigned_addr'];
    const mac = '90:B1:1C:99:49:29';
    for (const { entries, figures } of both(
      'dhcp',
      [...fields, 'lease_time', 'msg_types', 'duration'],
      [
        ...['1.5', 'C1', '10.0.0.7', '10.0.0.1', mac, 'pc', '10.0.0.7', '10.0.0.7', '900'],
        ...['DISCOVER,OFFER,REQUEST,ACK,FOO', '2.25'],
      ],
      ['1.5', 'C1,C2', '-', '-', mac, '-', '-', '-', '-', 'RELEASE', '0'],
      ['1.5', 'C1', '-', '-', mac, '-', '-', '-', '-', '-', '-'],
    )) {
      const [first, second] = entries;
      expect(first).toMatchObject({
        ...{ kind: 'dhcp', uid: 'C1', us: 1_500_000 },
        ends: { src: '10.0.0.7', srcPort: 68, dst: '10.0.0.1', dstPort: 67, proto: 17 },
        messages: [
          {
            ...{ us: 1_500_000, byServer: false },
            message: { type: 1, clientMac: mac.toLowerCase(), hostname: 'pc', requested: ['10.0.0.7'], given: [] },
          },
          { byServer: true, message: { type: 2, given: ['10.0.0.7'], lease: 900, serverId: '10.0.0.1', hostname: '' } },
          { byServer: false, message: { type: 3, lease: -1 } },
          { us: 1_500_000, byServer: true, message: { type: 5, given: ['10.0.0.7'] } },
        ],
      });
      expect(second).toMatchObject({ uid: '', ends: { src: '0.0.0.0', dst: '255.255.255.255' } });
      expect([entries.length, figures.others]).toEqual([2, { dhcp: 1 }]);
    }
  });

  it('JSON without the name of its log is known by its fields', () => {
    const row = { ts: 1, uid: 'C', 'id.orig_h': '::1', 'id.orig_p': 1, 'id.resp_h': '::2', 'id.resp_p': 22 };
    const kinds = [
      { ...row, auth_attempts: 1, client: 'SSH-2.0-a', server: 'SSH-2.0-b' },
      { ...row, command: 'PASS', reply_code: 530, user: 'a' },
      { ts: 1, msg_types: ['DISCOVER'], mac: '00:00:00:00:00:01' },
      { ts: 1, id: 'F1', 'certificate.subject': 'CN=a' },
    ].map((one) => read('zeek', JSON.stringify(one)).entries[0]?.kind);
    expect(kinds).toEqual(['auth', 'auth', 'dhcp', 'certificate']);
  });
});

describe('events of Suricata beside flows, names, requests and handshakes', () => {
  const event = (type: string, body: object, more: object = {}) =>
    `${JSON.stringify({
      ...{ timestamp: '2026-01-14T22:39:12.639279+0800', flow_id: 7, event_type: type, src_ip: '10.0.0.1' },
      ...{ src_port: 5000, dest_ip: '10.0.0.2', dest_port: 22, proto: 'TCP', ...more, [type]: body },
    })}\n`;

  it('ssh: both banners; whether anybody signed in it does not say', () => {
    const { entries } = read(
      'eve',
      event('ssh', {
        client: { proto_version: '2.0', software_version: 'OpenSSH_9.9\u0001' },
        server: { software_version: 'dropbear' },
      }) + event('ssh', { client: 'x', server: { software_version: 7 } }),
    );
    const banners = { clientSoftware: 'SSH-2.0-OpenSSH_9.9\\001', serverSoftware: 'SSH-2.0-dropbear' };
    expect(entries).toMatchObject([
      { kind: 'auth', service: 'ssh', outcome: 'unknown', count: 0, ...banners },
      { clientSoftware: '', serverSoftware: '' },
    ]);
  });

  it('ftp: who, and what came of it; never the secret', () => {
    const { entries, figures } = read(
      'eve',
      event('ftp', { command: 'USER', command_data: 'sue', completion_code: ['331'] }) +
        event('ftp', { command: 'PASS', command_data: 'tiger', completion_code: ['230', '530'] }) +
        event('ftp', { command: 'PASS', command_data: 'tiger' }) +
        event('ftp', { command: 'RETR', command_data: '/a' }) +
        event('ftp', { completion_code: ['220'] }),
    );
    expect(entries).toMatchObject([
      { step: 'user', user: 'sue', outcome: 'unknown', code: 331 },
      { step: 'secret', user: '', outcome: 'failure', code: 530 },
      { step: 'secret', outcome: 'unknown', code: 0 },
    ]);
    expect(JSON.stringify(entries)).not.toContain('tiger');
    expect(figures.others).toEqual({ ftp: 2 });
  });

  it('dhcp: one message, from whom it is', () => {
    const server = { src_ip: '10.0.0.9', src_port: 67, dest_ip: '10.0.0.7', dest_port: 68, proto: 'UDP' };
    const { entries, figures } = read(
      'eve',
      event(
        'dhcp',
        {
          ...{ type: 'reply', id: 77, client_mac: '08:00:27:A4:6D:FB', assigned_ip: '10.0.0.7', dhcp_type: 'ack' },
          ...{ lease_time: 600, routers: ['10.0.0.1', 'x', 7], dns_servers: ['10.0.0.2'], client_ip: '0.0.0.0' },
        },
        server,
      ) +
        event('dhcp', { type: 'request', dhcp_type: 'discover', requested_ip: '10.0.0.7', client_id: '01:08:00' }) +
        event('dhcp', { type: 'request', id: 1 }),
    );
    expect(entries).toMatchObject([
      {
        ends: { src: '10.0.0.7', srcPort: 68, dst: '10.0.0.9', dstPort: 67 },
        messages: [
          {
            byServer: true,
            message: {
              ...{ type: 5, xid: 77, clientMac: '08:00:27:a4:6d:fb', given: ['10.0.0.7'], requested: [], lease: 600 },
              ...{ routers: ['10.0.0.1'], resolvers: ['10.0.0.2'], serverId: '10.0.0.9' },
            },
          },
        ],
      },
      { messages: [{ byServer: false, message: { type: 1, requested: ['10.0.0.7'], clientId: '010800', given: [] } }] },
    ]);
    expect(figures.others).toEqual({ dhcp: 1 });
  });

  it('JA4 of TLS, of SSL and of DTLS', () => {
    const rest = 'i1516h2_8daaf6152771_b186095e22b6';
    const names = ['t13', 'ts3', 'dd2', 'x13'].map((head) => `${head}${rest}`);
    const { entries } = read('eve', names.map((ja4) => event('tls', { version: 'TLS 1.2', ja4 })).join(''));
    const kept = ['t13', 'ts3', 'dd2'].map((head) => ({ ja4: `${head}${rest}` }));
    expect(entries).toMatchObject([...kept, { ja4: '' }]);
    for (const log of both('ssl', [...CONNECTION, 'version', 'ja4'], ...names.map((ja4) => [...FROM('443'), '-', ja4])))
      expect(log.entries).toMatchObject([...kept, { ja4: '' }]);
  });

  it('quic: what its first packet asks for', () => {
    const { entries } = read(
      'eve',
      ['1', 'Q046', 'constructor']
        .map((version) => event('quic', { version, sni: 'A.test', ja3: { hash: 'ab'.repeat(16) } }, { proto: 'UDP' }))
        .join(''),
    );
    expect(entries).toMatchObject([
      { kind: 'tls', transport: 'quic', quicVersion: 1, serverName: 'a.test', ja3: 'ab'.repeat(16), version: 0 },
      { quicVersion: 0x51303436 },
      { quicVersion: 0 },
    ]);
  });

  it('alerts, anomalies, files and statistics are counted, each by its kind', () => {
    const { entries, figures } = read(
      'eve',
      ['alert', 'anomaly', 'fileinfo', 'stats', 'alert'].map((type) => event(type, {})).join(''),
    );
    expect([entries, figures.others]).toEqual([[], { alert: 2, anomaly: 1, fileinfo: 1, stats: 1 }]);
  });
});

describe('any bytes in these logs', () => {
  it('are counted line by line and never throw', () => {
    let seed = 11;
    const random = (most: number) => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) % most;
    const rows = [
      '{"_path":"ssh","ts":1,"uid":"C","id.orig_h":"::1","id.orig_p":1,"id.resp_h":"::2","id.resp_p":22,"auth_attempts":1,"client":"SSH-2.0-a"}',
      '{"_path":"ftp","ts":1,"uid":"C","id.orig_h":"::1","id.orig_p":1,"id.resp_h":"::2","id.resp_p":21,"command":"PASS","reply_code":530}',
      '{"_path":"x509","ts":1,"fingerprint":"00","id":"F1","certificate.serial":"00","san.dns":["a.test"],"certificate.not_valid_after":1}',
      '{"_path":"dhcp","ts":1,"uids":["C"],"mac":"00:00:00:00:00:01","msg_types":["DISCOVER","ACK"],"duration":1}',
    ];
    const events = ['ssh', 'ftp', 'dhcp', 'quic'].map(
      (type) =>
        `{"timestamp":"2026-01-14T22:39:12.639279+0800","event_type":"${type}","src_ip":"::1","src_port":1,"dest_ip":"::2","dest_port":53,"proto":"UDP","${type}":{"client":{"software_version":"a"},"command":"PASS","completion_code":["530"],"dhcp_type":"ack","type":"reply","routers":["::1"],"version":"1","sni":"a"}}`,
    );
    for (const [format, lines] of [
      ['zeek', rows],
      ['eve', events],
    ] as const)
      for (let round = 0; round < 500; round++) {
        const bytes = Buffer.from(`${lines.join('\n')}\n`, 'latin1');
        for (let i = random(6); i >= 0; i--) bytes[random(bytes.length)] = random(256);
        const { entries, figures } = read(format, bytes.toString('latin1'));
        const counted = [...Object.values(figures.others), ...Object.values(figures.bad)].reduce((a, b) => a + b, 0);
        const certificates = entries.filter(({ kind }) => kind === 'certificate').length;
        expect(entries.length - certificates + counted).toBe(figures.lines);
      }
  });
});
