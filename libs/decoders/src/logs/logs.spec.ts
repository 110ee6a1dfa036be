import type { LogEntry } from './entry';
import { LineCutter, MAX_LINE } from './line-cutter';
import { type LogFormat, logFormatOf } from './log-format';
import { LogReader } from './log-reader';

const BY = Date.UTC(2026, 10, 30) * 1000;

function read(format: LogFormat, text: string, latestUs = Infinity) {
  const reader = new LogReader(format, 'a.log', {
    ...{ server: (client: string) => (client.includes(':') ? '::' : '0.0.0.0'), serverPort: 0, byUs: BY, latestUs },
  });
  const entries: LogEntry[] = [];
  const cutter = new LineCutter((line) => {
    const entry = reader.line(line);
    if (entry) entries.push(entry);
  });
  cutter.feed(Buffer.from(text, 'latin1'));
  cutter.end();
  return { entries, figures: reader.figures };
}

describe('lines', () => {
  it('are cut the same however the bytes come, and none is longer than is read', () => {
    const bytes = Buffer.from(`one\r\n\ntwo\n${'x'.repeat(MAX_LINE + 1)}\nthree`);
    const cut = (step: number) => {
      const lines: (string | null)[] = [];
      const cutter = new LineCutter(
        (line, next) => lines.push(line === null ? null : `${line.toString()}@${next}`),
        100,
      );
      for (let at = 0; at < bytes.length; at += step) cutter.feed(bytes.subarray(at, at + step));
      expect(cutter.pending).toBe(true);
      cutter.end();
      expect(cutter.pending).toBe(false);
      return lines;
    };
    const end = 100 + bytes.length;
    expect(cut(bytes.length)).toEqual(['one@105', '@106', 'two@110', null, `three@${end}`]);
    expect(cut(1_000)).toEqual(cut(bytes.length));
    expect(cut(65_537)).toEqual(cut(bytes.length));
  });
});

describe('logs of Zeek', () => {
  const HEAD = '#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdns\n';
  const FIELDS =
    '#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_id\tquery\tqtype\trcode\tanswers\tTTLs\n';

  it('undo escapes, tell an empty value from one that is not set, and a dot in a label from one between labels', () => {
    const row = (query: string, answers: string) =>
      `1.5\tC1\t10.0.0.1\t5\t10.0.0.2\t53\tudp\t7\t${query}\t16\t0\t${answers}\t1.000000\n`;
    const { entries } = read(
      'zeek',
      HEAD +
        FIELDS +
        row('A\\x2eb.\\xffC', 'TXT 3 a\\x2cb') +
        row('c', 'a b\\x2ec.\\xff.Test') +
        row('(empty)', '(empty)') +
        row('-', '-') +
        row('\\x2d', '-'),
    );
    expect(entries.map((one) => (one.kind === 'dns' ? [one.name, one.answers] : one))).toEqual([
      ['a\\046b.\\255c', [[16, 1, '"a,b"']]],
      ['c', [[5, 1, 'a\\032b\\046c.\\255.test']]],
      ['.', []],
      ['', []],
      ['-', []],
    ]);
  });

  it('take other separators, and a head that comes again with other fields', () => {
    const { entries, figures } = read(
      'zeek',
      '#separator \\x7c\n#set_separator|;\n#unset_field|NIL\n#path|conn\n#fields|ts|uid|id_orig_h|id_orig_p|id_resp_h|id_resp_p|proto|conn_state|history\n' +
        '1.000001|C1|::1|1|::2|2|icmp|OTH|NIL\n1|C2|10.0.0.1|1|10.0.0.2|2|tcp\n' +
        `${HEAD}${FIELDS}2\tC3\t10.0.0.1\t5\t10.0.0.2\t53\tudp\t7\ta.test\t1\t-\t-\t-\n`,
    );
    expect(entries).toMatchObject([
      { kind: 'flow', us: 1_000_001, ends: { src: '::1', proto: 58 }, state: 'OTH', history: '' },
      { kind: 'dns', name: 'a.test', rcode: -1, queries: 1, responses: 0 },
    ]);
    expect(figures.bad).toEqual({ 'wrong number of fields': 1 });
  });

  it('times are seconds, whole milliseconds, ISO 8601 or as JSON shortens them', () => {
    const of = (ts: string) =>
      `{"_path":"http","ts":${ts},"uid":"C","id.orig_h":"10.0.0.1","id.orig_p":1,"id.resp_h":"10.0.0.2","id.resp_p":80}\n`;
    const { entries, figures } = read(
      'zeek',
      of('1517422326.539915') +
        of('1517422326539') +
        of('"2018-01-31T18:12:06.539915Z"') +
        of('"2018-01-31T20:12:06.539915+0200"') +
        of('"soon"') +
        of('null'),
    );
    const us = 1517422326539915;
    expect(entries.map((one) => one.us)).toEqual([us, us - 915, us, us]);
    expect(figures.bad).toEqual({ 'no time': 2 });
  });

  it('take no name that every object has for one of theirs', () => {
    const row = { 'id.orig_h': '::1', 'id.orig_p': 1, 'id.resp_h': '::2', 'id.resp_p': 2, proto: 'constructor', ts: 1 };
    const conn = { _path: 'conn', ...row, conn_state: 'SF' };
    const ssl = { _path: 'ssl', ...row, version: 'constructor', cipher: 'constructor' };
    const { entries, figures } = read('zeek', `${JSON.stringify(conn)}\n${JSON.stringify(ssl)}`);
    expect(figures.bad).toEqual({ 'no protocol': 1 });
    expect(entries).toMatchObject([{ kind: 'tls', version: 0, cipher: -1, ends: { proto: 6 } }]);
  });

  it('never tell as whom or with what password somebody signed in', () => {
    const { entries } = read(
      'zeek',
      '{"_path":"http","ts":1,"uid":"C","id.orig_h":"10.0.0.1","id.orig_p":1,"id.resp_h":"10.0.0.2","id.resp_p":80,"username":"sue","password":"tiger"}\n',
    );
    expect(entries).toMatchObject([{ auth: 'basic' }]);
    expect(JSON.stringify(entries)).not.toMatch(/sue|tiger/);
  });
});

describe('eve.json', () => {
  const event = (type: string, body: object, more: object = {}) =>
    `${JSON.stringify({
      ...{ timestamp: '2026-01-14T22:39:12.639279+0800', flow_id: 7, event_type: type, src_ip: '10.0.0.1' },
      ...{ src_port: 5000, dest_ip: '10.0.0.2', dest_port: 53, proto: 'UDP', ...more, [type]: body },
    })}\n`;

  it('reads lookups of versions 1, 2 and 3, and who asked of either order of addresses', () => {
    const turned = { src_ip: '10.0.0.2', src_port: 53, dest_ip: '10.0.0.1', dest_port: 5000 };
    const { entries } = read(
      'eve',
      event('dns', { type: 'query', id: 1, rrname: 'A.test', rrtype: 'A' }) +
        event('dns', {
          type: 'answer',
          id: 1,
          rcode: 'NOERROR',
          rrname: 'a.test',
          rrtype: 'A',
          ttl: 5,
          rdata: '192.0.2.1',
        }) +
        event('dns', {
          version: 2,
          type: 'answer',
          id: 1,
          flags: '8183',
          rrname: 'a.test',
          rrtype: 'A',
          rcode: 'NXDOMAIN',
        }) +
        event(
          'dns',
          {
            ...{
              version: 3,
              type: 'response',
              id: 1,
              flags: '8500',
              rcode: 'NOERROR',
              queries: [{ rrname: 'v.bind', rrtype: 'TXT' }],
            },
            answers: [{ rrname: 'v.bind', rrtype: 'TXT', ttl: 0, rdata: '9.4.2' }],
          },
          turned,
        ),
    );
    expect(entries).toMatchObject([
      { half: 'query', us: Date.UTC(2026, 0, 14, 14, 39, 12) * 1000 + 639_279, name: 'a.test', qtype: 1 },
      { half: 'more', answers: [[1, 5, '192.0.2.1']], rcode: 0 },
      { half: 'answer', rcode: 3, flags: 0x8183, answers: [] },
      {
        half: 'answer',
        ends: { src: '10.0.0.1', srcPort: 5000, dstPort: 53 },
        name: 'v.bind',
        answers: [[16, 0, '"9.4.2"']],
      },
    ]);
  });

  it('counts what it has no facts of, alerts too', () => {
    const { entries, figures } = read(
      'eve',
      event('alert', { signature_id: 1 }) + event('stats', {}) + event('alert', {}),
    );
    expect([entries, figures.others]).toEqual([[], { alert: 2, stats: 1 }]);
  });

  it('shows no control characters of what it counts', () => {
    const { figures } = read(
      'eve',
      event('\x1b[2Jx', {}) + event('__proto__', {}) + event('http', { '\x1b]0;a': 1 }, { proto: 'TCP' }),
    );
    expect([Object.keys(figures.others), [...figures.unread]]).toEqual([['?[2Jx', '?proto'], ['?]0;a']]);
  });

  it('takes texts as the bytes that they were', () => {
    const http = (url: string) => event('http', { url, http_method: 'GET', protocol: 'HTTP/1.1' }, { proto: 'TCP' });
    const { entries } = read('eve', Buffer.from(http('/é\u0001') + http('/\\xff\\x41')).toString('latin1'));
    expect(entries).toMatchObject([{ target: '/\\195\\169\\001' }, { target: '/\\255\\092x41' }]);
  });
});

describe('access logs', () => {
  it('are read as nginx and Apache write them, what is no request as well', () => {
    const { entries, figures } = read(
      'access',
      [
        '127.0.0.1 - - [29/Nov/2026:18:15:26 +0100] "GET /no?x=%20 HTTP/1.1" 404 153 "http://ref.test/" "an \\x22agent\\x22 \\x5C \\xC3\\xA9"',
        '127.0.0.1 - - [29/Nov/2026:18:15:26 +0000] "\\x16\\x03\\x01\\x00garbage" 400 157 "-" "-"',
        '::1 - sue [29/Nov/2026:18:15:26 +0000] "GET /\\x01\\xff HTTP/1.0" 400 -',
        'shop.test:8443 127.0.0.1 - - [29/Nov/2026:18:15:26 +0000] "POST / HTTP/2.0" 200 3135 "-" "an \\"agent\\" \\\\"',
        'client.test - - [29/Nov/2026:18:15:26 +0000] "GET / HTTP/1.1" 200 1',
        '127.0.0.1 - - [31/Nul/2026:18:15:26 +0000] "GET / HTTP/1.1" 200 1',
        'AH00558: apache2: Could not determine the name',
      ].join('\n'),
    );
    expect(entries).toMatchObject([
      {
        ...{
          us: Date.UTC(2026, 10, 29, 17, 15, 26) * 1000,
          method: 'GET',
          target: '/no?x=%20',
          version: '1.1',
          status: 404,
        },
        ...{ responseLength: 153, referrer: 'http://ref.test/', userAgent: 'an "agent" \\092 \\195\\169' },
        ends: { src: '127.0.0.1', dst: '0.0.0.0', dstPort: 0 },
      },
      { method: '', target: '\\022\\003\\001\\000garbage', targetLength: 11, status: 400 },
      { method: 'GET', target: '/\\001\\255', version: '1.0', responseLength: 0, ends: { src: '::1', dst: '::' } },
      { host: 'shop.test', ends: { dstPort: 8443 }, version: '2.0', userAgent: 'an "agent" \\092' },
    ]);
    expect(JSON.stringify(entries)).not.toContain('sue');
    expect(figures.bad).toEqual({ 'no address': 1, 'no time': 1, 'no line of this format': 1 });
  });
});

describe('query logs', () => {
  const local = (...of: readonly [number, number, number, number, number, number]) => new Date(...of).getTime() * 1000;

  it('of dnsmasq', () => {
    const { entries, figures } = read(
      'dnsmasq',
      [
        'Nov 29 18:15:21 dnsmasq[22667]: started, version 2.90 cachesize 150',
        'Nov 29 18:15:24 dnsmasq[22667]: 1 127.0.0.1/39528 query[A] A.test from 127.0.0.1',
        'Nov 29 18:15:24 dnsmasq[22667]: 1 127.0.0.1/39528 config a.test is 192.0.2.1',
        'Dec 31 18:15:24 host dnsmasq[1]: query[type=65] b.test from fe80::1',
        'Dec 31 18:15:24 host dnsmasq[1]: reply b.test is NODATA-IPv4',
        'Dec 31 18:15:24 host dnsmasq[1]: config error is REFUSED (EDE: not ready)',
        'Dec 31 18:15:24 host dnsmasq[1]: query[A] b.test from nobody',
      ].join('\n'),
    );
    expect(entries).toMatchObject([
      {
        half: 'query',
        us: local(2026, 10, 29, 18, 15, 24),
        name: 'a.test',
        ends: { src: '127.0.0.1', srcPort: 39528 },
        key: 'serial 1',
      },
      { half: 'more', key: 'serial 1', qtype: 1, answers: [[1, 0, '192.0.2.1']] },
      // A day that is not yet this year was last year's.
      { half: 'query', us: local(2025, 11, 31, 18, 15, 24), qtype: 65, ends: { dst: '::' }, key: 'name b.test' },
      { half: 'more', rcode: 0, qtype: 1, answers: [] },
      { half: 'more', rcode: 5, qtype: 0 },
    ]);
    expect([figures.others, figures.bad]).toEqual([{ 'dnsmasq started': 1 }, { 'no address': 1 }]);
  });

  it('of dnsmasq with its other services, answers past their time, transports and zones', () => {
    const { entries, figures } = read(
      'dnsmasq',
      [
        'Nov 29 18:15:21 dnsmasq-dhcp[22667]: DHCPACK(eth0) 192.0.2.5 aa:bb:cc:dd:ee:ff pc',
        'Nov 29 18:15:24 dnsmasq[22667]: query[A] a.test from 192.0.2.5',
        'Nov 29 18:15:24 dnsmasq[22667]: cached-stale a.test is 192.0.2.1',
        'Nov 29 18:15:24 dnsmasq[22667]: TCP 5 192.0.2.5/4444 query[AAAA] b.test from 192.0.2.5',
        'Nov 29 18:15:24 dnsmasq[22667]: UDP 6 fe80::5%br-lan/4445 query[AAAA] b.test from fe80::5',
        'Nov 29 18:15:24 dnsmasq[22667]: UDP 6 fe80::5%br-lan/4445 auth b.test is 2001:db8::1',
      ].join('\n'),
    );
    expect(entries).toMatchObject([
      { half: 'query', name: 'a.test', ends: { proto: 17 } },
      { half: 'more', name: 'a.test', answers: [[1, 0, '192.0.2.1']] },
      { half: 'query', key: 'serial 5', ends: { src: '192.0.2.5', srcPort: 4444, proto: 6 } },
      { half: 'query', key: 'serial 6', ends: { src: 'fe80::5', srcPort: 4445, proto: 17 } },
      { half: 'more', key: 'serial 6', answers: [[28, 0, '2001:db8::1']] },
    ]);
    expect([figures.others, figures.bad]).toEqual([{ 'dnsmasq-dhcp': 1 }, {}]);
  });

  it('of BIND 9 through syslog, with keys and zones', () => {
    const query = 'query: a.test IN A +E(0)K (192.0.2.9)';
    const { entries, figures } = read(
      'bind',
      [
        `Nov 29 18:15:25 ns1 named[812]: client @0x7f 192.0.2.5#55283 (a.test): ${query}`,
        `2026-11-29T18:15:25.5+00:00 ns1 named[812]: queries: info: client @0x7f fe80::5%eth0#55283 (a.test): ${query}`,
        `29-Nov-2026 18:15:25.814 queries: info: client @0x7f 192.0.2.5#55283/key k.test (a.test): view inside: ${query}`,
        'Nov 29 18:15:25 ns1 named[812]: zone a.test/IN: loaded serial 1',
      ].join('\n'),
    );
    expect(entries).toMatchObject([
      { us: local(2026, 10, 29, 18, 15, 25), name: 'a.test', ends: { src: '192.0.2.5', dst: '192.0.2.9' } },
      { us: Date.UTC(2026, 10, 29, 18, 15, 25, 500) * 1000, name: 'a.test', ends: { src: 'fe80::5', srcPort: 55283 } },
      { name: 'a.test', ends: { src: '192.0.2.5', srcPort: 55283, dst: '192.0.2.9' } },
    ]);
    expect([figures.others, figures.bad]).toEqual([{ bind: 1 }, {}]);
  });

  it('of BIND 9', () => {
    const line = (rest: string) => `29-Nov-2026 18:15:25.814 queries: info: client @0x7fbe102f5098 ${rest}`;
    const { entries, figures } = read(
      'bind',
      [
        line('127.0.0.1#55283 (a.test): query: A.test IN A +E(0)K (192.0.2.9)'),
        line('2001:db8::1#36311 (a.test): view inside: query: a.test CH TXT -TK (2001:db8::9)'),
        line('127.0.0.1#5 (a.test): query: a.test constructor constructor + (192.0.2.9)'),
        '29-Nov-2026 18:15:25.814 general: info: running',
        'nonsense',
      ].join('\n'),
    );
    expect(entries).toMatchObject([
      {
        ...{ half: 'both', us: local(2026, 10, 29, 18, 15, 25) + 814_000, name: 'a.test', rcode: -1, flags: 0x100 },
        ends: { src: '127.0.0.1', srcPort: 55283, dst: '192.0.2.9', dstPort: 53, proto: 17 },
      },
      { qclass: 3, flags: 0, ends: { src: '2001:db8::1', dst: '2001:db8::9', proto: 6 } },
      { qclass: 1, qtype: 0 },
    ]);
    expect([figures.others, figures.bad]).toEqual([{ bind: 1 }, { 'no line of this format': 1 }]);
  });

  it('of Unbound', () => {
    const { entries, figures } = read(
      'unbound',
      [
        '[1795976122] unbound[22670:0] info: start of service (unbound 1.17.1).',
        '[1795976125] unbound[22670:0] query: 127.0.0.1 a.test. A IN',
        '[1795976125] unbound[22670:0] reply: 127.0.0.1 a.test. A IN NXDOMAIN 0.012000 1 51',
        'Nov 29 18:15:25 unbound[1:0] info: ::1 . NS IN',
      ].join('\n'),
    );
    expect(entries).toMatchObject([
      { half: 'query', us: 1795976125000000, name: 'a.test', qtype: 1 },
      { half: 'answer', rcode: 3, latencyUs: 12_000, responseBytes: 51 },
      { half: 'query', us: local(2026, 10, 29, 18, 15, 25), name: '.', qtype: 2 },
    ]);
    expect(figures.others).toEqual({ unbound: 1 });
  });
});

describe('a log', () => {
  it.each([
    ['#separator \\x09\n', 'zeek'],
    ['### somebody\n{"ts":1,"uid":"C"}', 'zeek'],
    ['{"timestamp":"x","event_type":"flow"}', 'eve'],
    ['127.0.0.1 - - [29/Nov/2026:18:15:26 +0000] "GET / HTTP/1.1" 200 1', 'access'],
    ['Nov 29 18:15:21 dnsmasq[2]: started', 'dnsmasq'],
    ['[1795976122] unbound[22670:0] info: start', 'unbound'],
    ['29-Nov-2026 18:15:25.814 queries: info: client @0x7 127.0.0.1#1 (a): query: a IN A + (127.0.0.1)', 'bind'],
    ['\xd4\xc3\xb2\xa1', null],
    ['{"a":1}', null],
    ['', null],
  ])('is known by its content: %j', (head, format) => {
    expect(logFormatOf(Buffer.from(head, 'latin1'))).toBe(format);
  });

  it('is of no format that a name in it looks like, when others are asked for', () => {
    const head = Buffer.from('Nov 29 18:15:24 dnsmasq[1]: query[A] [29/nov/2026:x.test from 10.0.0.1\n');
    expect(logFormatOf(head, ['dnsmasq', 'bind', 'unbound'])).toBe('dnsmasq');
    expect(logFormatOf(head, ['bind'])).toBeNull();
  });

  it('takes no time that lies ahead', () => {
    const line = '127.0.0.1 - - [29/Nov/2036:18:15:26 +0000] "GET / HTTP/1.1" 200 1';
    expect(read('access', line, BY).figures.bad).toEqual({ 'time in the future': 1 });
    expect(read('access', line).entries).toHaveLength(1);
    // Nor where only the time of writing, or how long it took, does.
    const flow = {
      ...{ timestamp: '2200-01-01T00:00:00Z', flow_id: 1, event_type: 'flow', src_ip: '::1', src_port: 1 },
      ...{ dest_ip: '::2', dest_port: 2, proto: 'TCP' },
      flow: { start: '2026-01-14T22:39:12Z', end: '2026-01-14T22:39:13Z', pkts_toserver: 1, bytes_toserver: 60 },
    };
    const dns = {
      ...{ _path: 'dns', ts: 1_780_000_000, 'id.orig_h': '::1', 'id.orig_p': 1, 'id.resp_h': '::2', 'id.resp_p': 53 },
      ...{ proto: 'udp', query: 'a.test', qtype: 1, rcode: 0, rtt: 9e9 },
    };
    for (const [format, event] of [
      ['eve', flow],
      ['zeek', dns],
    ] as const) {
      expect(read(format, JSON.stringify(event), BY).figures.bad).toEqual({ 'time in the future': 1 });
      expect(read(format, JSON.stringify(event)).entries).toHaveLength(1);
    }
  });

  it('of any bytes is counted line by line and never throws', () => {
    let seed = 7;
    const random = (most: number) => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) % most;
    const seeds: Readonly<Record<LogFormat, string>> = {
      zeek: '#separator \\x09\n#path\tconn\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\n1\tC\t::1\t1\t::2\t2\ttcp\n{"ts":1,"conn_state":"SF","id.orig_h":"::1","id.orig_p":1,"id.resp_h":"::2","id.resp_p":2,"proto":"tcp"}\n',
      eve: '{"timestamp":"2026-01-14T22:39:12.639279+0800","event_type":"dns","src_ip":"::1","src_port":1,"dest_ip":"::2","dest_port":53,"proto":"UDP","dns":{"type":"answer","answers":[{"soa":{"a":1}}]}}\n',
      access: '127.0.0.1 - - [29/Nov/2026:18:15:26 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n',
      dnsmasq: 'Nov 29 18:15:24 dnsmasq[22667]: 1 127.0.0.1/39528 query[A] a.test from 127.0.0.1\n',
      bind: '29-Nov-2026 18:15:25.814 queries: info: client @0x7f 127.0.0.1#5 (a): query: a IN A +E(0)K (127.0.0.1)\n',
      unbound: '[1795976125] unbound[22670:0] reply: 127.0.0.1 a.test. A IN NXDOMAIN 0.012000 1 51\n',
    };
    for (const [format, text] of Object.entries(seeds))
      for (let round = 0; round < 300; round++) {
        const bytes = Buffer.from(text.repeat(2), 'latin1');
        for (let i = random(6); i >= 0; i--) bytes[random(bytes.length)] = random(256);
        const mutated = bytes.subarray(random(20) === 0 ? random(bytes.length) : 0).toString('latin1');
        const { entries, figures } = read(format as LogFormat, mutated);
        const counted = [...Object.values(figures.others), ...Object.values(figures.bad)].reduce((a, b) => a + b, 0);
        expect(entries.length + counted).toBe(figures.lines);
      }
  });
});
