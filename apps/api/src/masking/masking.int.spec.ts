import { flowCommunityId } from '@wireledger/read-models';
import { getNamedType, type GraphQLOutputType, type GraphQLSchema, isObjectType } from 'graphql';

import { buildSchema } from '../schema/build-schema';
import { dnsEvent, flowsEvent, record, trafficEvent } from '../testing/telemetry';
import { FakeExports } from '../testing/fake-exports';
import { TestApi, until } from '../testing/test-api';

const RANGE = 'range: {from: "2026-11-21T08:00:00Z", to: "2026-11-21T09:00:00Z"}';
/** Everything from the wire in the fixtures; a masked reader must find none of it, in no form. */
const [CLIENT, SERVER, SIX, NAME, OTHER] = [
  '192.0.2.1',
  '198.51.100.7',
  '2001:db8::7',
  'secret.example.org',
  'cname.example.net',
];
const COMMUNITY = flowCommunityId({ proto: 6, src: CLIENT, dst: SERVER, srcPort: 40000, dstPort: 443 });
const FILE = 'capture of 192.0.2.1.pcap';
const RAW = [
  CLIENT,
  SERVER,
  SIX,
  '203.0.113.9',
  NAME,
  NAME.toUpperCase(),
  OTHER,
  'example.org',
  COMMUNITY,
  FILE,
  '3.9219',
  ...[
    '/private/path',
    'Agent of Ann',
    'https://refer.example',
    'CN=Secret Issuer',
    'ab12cd34',
    'ann@example',
    'bastion-7',
  ],
  ...['Example Networks', '16.37'],
  ...['02:00:5e:00:53:07', 'anns-laptop', '2031-01-02', 'Vendor 9', '7331'],
];

const time = '2026-11-21T08:15:00.000000Z';
const flow = {
  ...{ id: 'f1', communityId: COMMUNITY, sensor: 'edge', source: 's1', start: time, end: time, duration: 1 },
  ...{
    running: false,
    proto: 'tcp',
    app: 'tls',
    appBy: 'content',
    src: CLIENT,
    srcPort: 40000,
    dst: SERVER,
    dstPort: 443,
  },
  ...{ directionSure: true, state: 'SF', history: 'Sh', srcFlags: 'S', dstFlags: 'S', endReason: 'fin' },
  ...{ srcPackets: 1, dstPackets: 1, srcBytes: 1, dstBytes: 1, srcPayload: 1, dstPayload: 1, rttMs: 1 },
  ...{ srcRetransmits: 0, dstRetransmits: 0, vlan: null, outerSrc: SIX, outerDst: CLIENT, timeInvalid: false },
  ...{ domain: NAME, records: [] },
};
const answers = [
  { type: 'A', ttl: 1, data: SERVER },
  { type: 'AAAA', ttl: 1, data: SIX },
  { type: 'A', ttl: 1, data: '203.0.113.9' },
  { type: 'CNAME', ttl: 1, data: OTHER },
  { type: 'TXT', ttl: 1, data: `ip4:${CLIENT}` },
];
const dns = {
  ...{ id: '1#0', time, sensor: 'edge', client: CLIENT, clientPort: 1, server: SERVER, serverPort: 53, service: 'dns' },
  ...{ name: NAME, rawName: NAME.toUpperCase(), qtype: 'A', rcode: null, latencyMs: 1, queries: 1, responses: 1 },
  ...{ answers, answerCount: 4 },
};
const domain = {
  ...{ name: NAME, registrable: 'example.org', queries: 1, clients: 1, nxShare: 0, firstSeen: time, lastSeen: time },
  ...{ entropy: 3.9219280948873623, length: 18, unicode: NAME, mixedScript: false },
};
const branch = {
  name: 'example.org',
  asked: true,
  names: 1,
  queries: 1,
  nxShare: 0,
  unicode: NAME,
  mixedScript: false,
};
const top = (key: string) => ({ rows: [{ key, value: 1, share: 1 }], total: 1, distinct: 1 });
const host = {
  ...{ address: CLIENT, internal: false, name: NAME, bytesSent: 1, bytesReceived: 1, flowsAsOriginator: 1 },
  ...{ flowsAsResponder: 0, peers: 1, firstSeen: time, lastSeen: time },
};
const page = (row: object, place: string) => ({
  ...{ rows: [row], count: 2, exact: true, next: Buffer.from(JSON.stringify(['x', 1, place])).toString('base64url') },
});
const detail = {
  bucket: 60,
  times: [],
  series: [],
  answers: answers.map((a) => ({ ...a, firstSeen: time, lastSeen: time, count: 1 })),
};
const ends = {
  ...{ id: '1#0', time, sensor: 'edge', flow: 'f1', client: CLIENT, clientPort: 1, server: SERVER, serverPort: 443 },
};
const certificate = {
  ...{ sha256: 'ab12cd34', subject: `CN=${NAME}`, issuer: 'CN=Secret Issuer', serial: '7331', names: [NAME, SIX] },
  ...{ notBefore: '2031-01-02T00:00:00.000000Z', notAfter: '2031-01-02T00:00:00.000000Z', nameCount: 2 },
};
const tls = {
  ...{ ...ends, transport: 'tcp', quicVersion: null, hellos: 1, retried: false, latencyMs: 1, serverName: NAME },
  ...{
    versionOffered: 'TLS 1.3',
    version: 'TLS 1.2',
    cipher: 'x',
    alpnOffered: ['h2'],
    alpn: 'h2',
    ja3: 'j',
    ja4: 'k',
  },
  ...{ ja3s: 's', ja3Retry: null, ja4Retry: null, certificate },
};
const http = {
  ...{ ...ends, order: 1, method: 'GET', host: NAME, target: '/private/path', targetLength: 7331, version: '1.1' },
  ...{ userAgent: 'Agent of Ann', referrer: 'https://refer.example', auth: 'basic', requestType: null, status: 200 },
  ...{ responseType: 'text/html', requestLength: null, responseLength: 3, serverSoftware: 'bastion-7', latencyMs: 1 },
  technologies: ['nginx'],
};
const attempt = {
  ...{ ...ends, service: 'ftp', mechanism: 'password', user: 'ann@example', outcome: 'failure', count: 1, code: 530 },
  ...{ cleartext: true, clientSoftware: null, serverSoftware: 'bastion-7' },
};
const state = {
  ...{ id: 'a1', status: 'open', assignee: 'u1', assigneeName: 'Ann', snoozedUntil: null, escalated: false },
  ...{ closeReason: null, mergedInto: null, version: 1, lastAct: null },
};
const alert = {
  ...{ id: 'a1', severity: 'high', kind: 'dns_tunnel', title: 'DNS tunnelling', rule: 'r', ruleVersion: 1 },
  ...{ technique: null, sensor: 'edge', entity: `${CLIENT} ${NAME}`, src: CLIENT, dst: NAME, dport: 53, sources: 1 },
  ...{ targets: 1, first: time, last: time, firedAt: time, raisedAt: time, summary: `${CLIENT} asked for ${NAME}` },
  ...{ findings: 1, late: false, retro: false, state },
};
const alertDetail = {
  ...{ alert, detector: 'dns-tunnel', detectorVersion: 1, parameters: [], measure: null, windowFrom: null },
  ...{ windowTo: null, baseline: [], condition: 'many names', ruleEnabledAt: null, ruleEnabledBy: null },
  evidence: [
    {
      ...{ id: 'e#1', position: '0000000000000000001', hash: NAME, kind: 'dns', time, src: CLIENT, srcPort: 1 },
      ...{ dst: SERVER, dstPort: 53, proto: 'A', outcome: 'NOERROR', name: NAME, packets: 1, bytes: 1 },
    },
  ],
  ...{ evidenceKept: 1, evidenceLeft: 0, similar: [alert] },
  activity: [
    {
      ...{ position: '0000000000000000001', action: 'noted', by: null, at: time, text: `saw ${CLIENT}` },
      ...{ about: NAME, undone: false },
    },
  ],
};
const RICH: Record<string, unknown> = {
  alerts: page(
    { ...{ key: `r\u001f${CLIENT}`, count: 1, severity: 'high', first: time, last: time }, alert, members: [] },
    CLIENT,
  ),
  alert: alertDetail,
  ...{ flows: page(flow, 'f1'), flow, dnsTransactions: page(dns, '1#0'), domains: page(domain, NAME) },
  domainTree: { ...page({ ...branch }, NAME), names: 1 },
  ...{ hosts: page(host, CLIENT), topTalkers: top(CLIENT), responders: top(SIX) },
  domain: {
    ...{ ...detail, domain, clients: top(CLIENT), servers: top(SERVER), qtypes: top('A'), recent: [dns] },
  },
  host: {
    ...{ ...detail, host, bytesSent: [], bytesReceived: [], peers: top(SERVER), apps: top('tls') },
    ...{ services: top('443/tcp'), domains: top(NAME), recentFlows: [flow] },
    hardware: [{ mac: '02:00:5e:00:53:07', via: 'ARP', firstSeen: time, lastSeen: time, count: 1 }],
    dhcpNames: [
      { name: 'anns-laptop', vendor: 'Vendor 9', mac: '02:00:5e:00:53:07', firstSeen: time, lastSeen: time, count: 1 },
    ],
  },
  ...{ tlsHandshakes: page(tls, '1#0'), httpTransactions: page(http, '1#0'), authAttempts: page(attempt, '1#0') },
  tlsTops: {
    ...{
      total: 1,
      serverNames: top(NAME),
      ja4: top('k'),
      ja3: top('j'),
      ja3s: top('s'),
      issuers: top('CN=Secret Issuer'),
    },
    ...{ versions: top('TLS 1.2'), alpn: top('h2') },
  },
  httpTops: {
    ...{ total: 1, hosts: top(NAME), userAgents: top('Agent of Ann'), statuses: top('200'), methods: top('GET') },
    ...{ contentTypes: top('text/html'), software: top('bastion-7') },
  },
  authTops: {
    ...{ total: 1, clients: top(CLIENT), servers: top(SERVER), users: top('ann@example'), outcomes: top('failure') },
    services: top('ftp'),
  },
  attackSessions: page(
    {
      ...{ source: CLIENT, start: time, last: time, active: true, targets: 2, targetAddresses: [SERVER, SIX] },
      ...{ services: ['ssh'], users: 1, attempts: 9, failures: 9, successes: 0, level: 'HIGH' },
    },
    CLIENT,
  ),
  hostScores: [
    {
      ...{ address: CLIENT, score: 42, alerts: 1, rules: 1, severity: 'high', last: time },
      pieces: [
        {
          ...{ alert: 'a1', rule: 'r', title: 'DNS tunnelling', kind: 'dns_tunnel', severity: 'high', last: time },
          ...{ threatLevel: 0.8, confidence: 1, left: 1, points: 0.8 },
        },
      ],
    },
  ],
  sources: [
    {
      ...{ id: 's1', sensor: 'edge', kind: 'replay', name: FILE, status: 'completed', startedAt: time, endedAt: time },
      ...{ firstPacket: time, lastPacket: time, packets: 1, bytes: 1, warnings: [] },
    },
  ],
};

/** Selection of every field there is, three levels down. */
function everything(type: GraphQLOutputType, depth = 4): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    const inner = isObjectType(getNamedType(field.type)) ? everything(field.type, depth - 1) : '';
    return isObjectType(getNamedType(field.type)) && (depth === 0 || inner === '') ? [] : [`${field.name}${inner}`];
  });
  return fields.length > 0 ? ` { ${fields.join(' ')} }` : '';
}

describe('masked readers', () => {
  let api: TestApi;
  let schema: GraphQLSchema;
  const bearers: [string, string][] = [];
  let admin: string;
  beforeAll(async () => {
    schema = await buildSchema();
    api = await TestApi.start();
    for (const [name, answer] of Object.entries(RICH))
      api.readModels.answers[name as keyof typeof api.readModels.answers] = () => Promise.resolve(answer);
    admin = await api.person('ADMIN');
    bearers.push(['a viewer', await api.person('VIEWER')], ['an auditor', await api.person('AUDITOR')]);
    bearers.push(
      ['a token that reads', await api.token('tool-read')],
      ['a token of VIEWER', await api.token('VIEWER')],
    );
  });
  afterAll(() => api.stop());

  /** A document of one query with all its fields, asked with the arguments that it wants. */
  const documentOf = (name: string, masked: boolean): string => {
    const field = schema.getQueryType()?.getFields()[name];
    if (!field) throw new Error(`no query ${name}`);
    const { pseudonyms } = api;
    const given: Record<string, string> = {
      range: RANGE.replace('range: ', ''),
      by: 'APP',
      id: '"f1"',
      name: JSON.stringify(masked ? pseudonyms.of('name', NAME) : NAME),
      address: JSON.stringify(masked ? pseudonyms.ofAddress(CLIENT) : CLIENT),
      addresses: JSON.stringify(masked ? [pseudonyms.ofAddress(CLIENT)] : [CLIENT]),
    };
    const args = field.args
      .filter(({ type }) => String(type).endsWith('!'))
      .map((arg) => `${arg.name}: ${given[arg.name]}`);
    return `{ ${name}${args.length > 0 ? `(${args.join(', ')})` : ''}${everything(field.type)} }`;
  };
  const queries = [
    'flows',
    'flow',
    'dnsTransactions',
    'domains',
    'domainTree',
    'domain',
    'hosts',
    'host',
    ...['tlsHandshakes', 'tlsTops', 'httpTransactions', 'httpTops', 'authAttempts', 'authTops'],
    'topTalkers',
    'responders',
    'sources',
    'alerts',
    'alert',
    'places',
    ...['attackSessions', 'hostScores'],
  ];
  const rawIn = (text: string): string[] =>
    RAW.filter((raw) => text.includes(raw) || text.includes(Buffer.from(raw).toString('base64url').slice(0, -2)));

  it('the fixtures hold everything raw, as whoever reads in clear sees', async () => {
    const texts = [];
    for (const name of queries) texts.push(JSON.stringify(await api.query(documentOf(name, false), { token: admin })));
    expect(rawIn(texts.join())).toEqual(RAW);
    expect(texts.join()).not.toContain('addr-');
  });

  it('A-81 find no address and no name in the answer of any query, over HTTP and WebSocket', async () => {
    for (const [who, token] of bearers)
      for (const name of queries) {
        const answer = await api.query(documentOf(name, true), { token });
        expect([who, name, answer.errors, rawIn(JSON.stringify(answer))]).toEqual([who, name, undefined, []]);
        const { client } = api.socket(token);
        const frames: unknown[] = [];
        client.subscribe(
          { query: documentOf(name, true) },
          { next: (frame) => frames.push(frame), error: (error) => frames.push(error), complete: () => undefined },
        );
        await until(() => frames.length > 0);
        expect([name, rawIn(JSON.stringify(frames))]).toEqual([name, []]);
        expect(JSON.stringify(frames)).toContain(JSON.stringify(answer.data));
        await client.dispose();
      }
  });

  it('A-81 find none in live frames', async () => {
    const token = bearers[0]?.[1] as string;
    const { client } = api.socket(token);
    const frames: unknown[] = [];
    const type = schema.getSubscriptionType()?.getFields().liveTail?.type as GraphQLOutputType;
    const ask = (where: string) => `subscription { liveTail(where: {${where}})${everything(type)} }`;
    const errors: unknown[] = [];
    const listen = (query: string, seen: unknown[]) =>
      client.subscribe(
        { query },
        { next: (frame) => seen.push(frame), error: (e) => errors.push(e), complete: () => undefined },
      );
    const found: unknown[] = [];
    listen(ask(''), frames);
    listen(
      ask(`ip: ["${api.pseudonyms.ofAddress('192.0.2.53')}"], name: "${api.pseudonyms.of('name', 'example.org')}"`),
      found,
    );
    await until(() => frames.length > 0 && found.length > 0);
    await record(api.log, flowsEvent([{}, { outerSrc: SIX }]), dnsEvent([{ raw: 'EXAMPLE.org', rcode: 0 }]));
    await until(() => JSON.stringify(frames).includes('"dns":{') && JSON.stringify(found).includes('"dns":{'));
    const text = JSON.stringify([frames, found]);
    expect(rawIn(text)).toEqual([]);
    expect(text).toContain(api.pseudonyms.ofAddress(CLIENT));
    expect(JSON.stringify(found)).not.toContain('"flow":{');
    const refused: unknown[] = [];
    for (const where of [`ip: ["${CLIENT}"]`, 'ip: ["192.0.2.0/24"]', 'name: "exam"']) listen(ask(where), refused);
    await until(() => refused.length === 3);
    expect(JSON.stringify(refused).match(/BAD_USER_INPUT/g)).toHaveLength(3);
    expect(errors).toEqual([]);
  });

  const ask = async (text: string) => api.query(text, { token: bearers[0]?.[1] as string });

  it('ask with what they were shown: addresses, names, communities, places in lists', async () => {
    const { data } = await ask(`{ flows { rows { src domain communityId } } hosts(${RANGE}) { next } }`);
    const { rows } = data?.flows as { rows: { src: string; domain: string; communityId: string }[] };
    const { next } = data?.hosts as { next: string };
    const [{ src, domain: name, communityId } = { src: '', domain: '', communityId: '' }] = rows;
    const last = () => api.readModels.asked.at(-1)?.[1];
    await ask(`{ flows(where: {ip: ["${src}"], communityId: "${communityId}"}) { count } }`);
    expect(last()).toMatchObject({ where: { ip: [CLIENT], communityId: COMMUNITY } });
    await ask(`{ flows(where: {filter: "not ${src} and community_id = '${communityId}'"}) { count } }`);
    expect(last()).toMatchObject({ where: { filter: `not ${CLIENT} and community_id = "${COMMUNITY}"` } });
    for (const [query, filter, clear] of [
      [
        'dnsTransactions',
        `dns.query = ${name} and dns.answers in (${src}, '${name}')`,
        `dns.query = "${NAME}" and dns.answers in ("${CLIENT}", "${NAME}")`,
      ],
      ['tlsHandshakes', `${src} and tls.sni != ${name}`, `${CLIENT} and tls.sni != "${NAME}"`],
      ['httpTransactions', `http.host = ${name} and http.status = 404`, `http.host = "${NAME}" and http.status = 404`],
      ['authAttempts', `auth.user = ${name}`, `auth.user = "${NAME}"`],
    ]) {
      await ask(`{ ${query}(where: {filter: "${filter}"}) { count } }`);
      expect(last()).toMatchObject({ where: { filter: clear } });
    }
    await ask(`{ domains(${RANGE}, search: "${name}") { count } }`);
    expect(last()).toMatchObject({ search: NAME });
    await ask(`{ domains(${RANGE}, under: "${name}") { count } }`);
    expect(last()).toMatchObject({ under: NAME });
    await ask(`{ domainTree(${RANGE}, search: "${name}") { count } }`);
    expect(last()).toMatchObject({ search: NAME });
    await ask(`{ flowsOverTime(where: {${RANGE}, ip: ["${src}"]}) { bucket } }`);
    expect(last()).toMatchObject({ where: { ip: [CLIENT] } });
    for (const end of [src, name]) {
      await ask(`{ alerts(where: {entity: "${end}", endpoint: ["${end}"], search: "${end}"}) { count } }`);
      const clear = end === src ? CLIENT : NAME;
      expect(last()).toMatchObject({ where: { entity: clear, endpoint: [clear], search: clear } });
    }
    await ask(`{ hosts(${RANGE}, search: "${src}", after: "${next}") { count } }`);
    expect(last()).toMatchObject({ search: CLIENT, after: page({}, CLIENT).next });
    const [named, whole] = [`["${name}"]`, `"${name}"`];
    await ask(
      `{ tlsHandshakes(where: {client: ["${src}"], serverName: ${named}, issuer: ${named}, search: ${whole}}) { count } }`,
    );
    expect(last()).toMatchObject({ where: { client: [CLIENT], serverName: [NAME], issuer: [NAME], search: NAME } });
    await ask(`{ httpTops(where: {ip: ["${src}"], host: ${named}, userAgent: ${named}, search: ${whole}}) { total } }`);
    expect(last()).toMatchObject({ where: { ip: [CLIENT], host: [NAME], userAgent: [NAME], search: NAME } });
    await ask(`{ authAttempts(where: {server: ["${src}"], user: ${named}, search: ${whole}}) { count } }`);
    expect(last()).toMatchObject({ where: { server: [CLIENT], user: [NAME], search: NAME } });
    await ask(`{ dnsTransactions(where: {client: ["${src}"], name: ["${name}"], search: "${name}"}) { count } }`);
    expect(last()).toMatchObject({ where: { client: [CLIENT], name: [NAME], search: NAME } });
  });

  it.each([
    ...['ip', 'notIp', 'src', 'dst'].map((field) => `flows(where: {${field}: ["${CLIENT}"]}) { count }`),
    ...['ip', 'src'].map((field) => `flows(where: {${field}: ["192.0.2.0/24"]}) { count }`),
    `flows(where: {communityId: "${COMMUNITY}"}) { count }`,
    `flows(where: {filter: "src.ip = ${CLIENT}"}) { count }`,
    `flows(where: {filter: "bytes > 1 and not ip in (192.0.0.0/8)"}) { count }`,
    `flows(where: {filter: "is:internal"}) { count }`,
    `dnsTransactions(where: {filter: "domain ~ *.org"}) { count }`,
    `dnsTransactions(where: {filter: "dns.answers = ${CLIENT}"}) { count }`,
    `tlsHandshakes(where: {filter: "tls.sni = ${NAME}"}) { count }`,
    `tlsHandshakes(where: {filter: "tls.expires < 2026-12-01"}) { count }`,
    `tlsTops(where: {filter: "tls.names = ${NAME}"}) { count: total }`,
    `httpTransactions(where: {filter: "http.path ~ /a*"}) { count }`,
    `httpTops(where: {filter: "http.ua ~ *"}) { count: total }`,
    `authAttempts(where: {filter: "auth.user in (root, admin)"}) { count }`,
    `authTops(where: {filter: "src.ip = 192.0.0.0/8"}) { count: total }`,
    `flowsOverTime(where: {${RANGE}, filter: "community_id = '${COMMUNITY}'"}) { bucket }`,
    ...['client', 'server'].map((field) => `dnsTransactions(where: {${field}: ["${CLIENT}"]}) { count }`),
    `dnsTransactions(where: {name: ["${NAME}"]}) { count }`,
    `dnsTransactions(where: {search: "secret"}) { count }`,
    `domains(${RANGE}, search: "secret") { count }`,
    `domains(${RANGE}, under: "example.org") { count }`,
    `domainTree(${RANGE}, search: "sec*") { count }`,
    `domainTree(${RANGE}, sort: NAME_ASC) { count }`,
    `domainTree(${RANGE}, after: "${page({}, NAME).next}") { count }`,
    `flowsOverTime(where: {${RANGE}, ip: ["${CLIENT}"]}) { count: bucket }`,
    ...[`entity: "${CLIENT}"`, `endpoint: ["${NAME}"]`, 'search: "192.0"'].map(
      (one) => `alerts(where: {${one}}) { count }`,
    ),
    ...['ip', 'client', 'server'].map((field) => `tlsHandshakes(where: {${field}: ["${CLIENT}"]}) { count }`),
    ...['serverName', 'issuer', 'certSha256'].map(
      (field) => `tlsTops(where: {${field}: ["${NAME}"]}) { count: total }`,
    ),
    ...['host', 'userAgent'].map((field) => `httpTransactions(where: {${field}: ["${NAME}"]}) { count }`),
    `authAttempts(where: {user: ["root"]}) { count }`,
    ...['tlsHandshakes', 'httpTransactions', 'authAttempts'].map((list) => `${list}(where: {search: "sec"}) { count }`),
    ...['EXPIRY_ASC', 'EXPIRY_DESC'].map((sort) => `tlsHandshakes(sort: ${sort}) { count }`),
    `hosts(${RANGE}, search: "192.0") { count }`,
    `attackSessions(${RANGE}, ip: ["${CLIENT}"]) { count }`,
    `attackSessions(${RANGE}, ip: ["192.0.0.0/16"]) { count }`,
    `places(addresses: ["${CLIENT}"]) { count: country }`,
    `domain(name: "${NAME}", ${RANGE}) { bucket }`,
    `host(address: "${CLIENT}", ${RANGE}) { bucket }`,
    `hosts(${RANGE}, sort: ADDRESS_ASC) { count }`,
    `domains(${RANGE}, sort: NAME_ASC) { count }`,
    `hosts(${RANGE}, after: "${page({}, CLIENT).next}") { count }`,
  ])('A-81 learn nothing from asking %s', async (field) => {
    const before = api.readModels.asked.length;
    const answer = await ask(`{ ${field} }`);
    const code = field.includes('filter:') ? 'BAD_FILTER' : 'BAD_USER_INPUT';
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code });
    expect(JSON.stringify(answer.data ?? null)).not.toContain('count');
    expect(api.readModels.asked).toHaveLength(before);
    const clear = await api.query(`{ ${field} }`, { token: admin });
    expect(clear.errors).toBeUndefined();
  });

  describe('while a masking mode is on', () => {
    const setMode = async (mode: string) => {
      const token = await api.person('ADMIN', null, { steppedUp: true });
      const set = `mutation { setMaskingMode(mode: ${mode}, reason: "a test") { mode } }`;
      expect((await api.query(set, { token })).data).toEqual({ setMaskingMode: { mode } });
    };
    afterAll(() => setMode('OFF'));

    it('a change that rests on another version is refused, and told who made the one that there is', async () => {
      const token = await api.person('ADMIN', null, { steppedUp: true });
      const read = async () => (await api.query('{ privacy { mode version } }', { token })).data?.['privacy'];
      const set = (mode: string, seen: number) =>
        api.query(`mutation { setMaskingMode(mode: ${mode}, seen: ${seen}, reason: "a test") { mode version } }`, {
          token,
        });
      const { version } = (await read()) as { readonly version: number };
      const now = { mode: 'PREFIX', version: version + 1 };
      expect((await set('PREFIX', version)).data).toEqual({ setMaskingMode: now });
      expect((await set('TRUNCATE', version)).errors?.[0]?.extensions).toMatchObject({
        ...{ code: 'MASKING_CONFLICT', version: version + 1 },
        ...{ by: expect.stringMatching(/./), at: expect.stringMatching(/^\d{4}-/) },
      });
      expect(await read()).toEqual(now);
      await setMode('OFF');
    });

    it('A-83 whoever is masked by his role is told of no group of fewer than five hosts, over GraphQL and REST', async () => {
      const { readModels } = api;
      const told = { ...top('a'), suppressed: 3 };
      readModels.answers.protocols = () => Promise.resolve(readModels.smallest > 0 ? { ...told, rows: [] } : top('a'));
      const document = `{ protocols(${RANGE}) { suppressed rows { key value share } } }`;
      const held = async (token: string) => {
        const { data } = await api.query(document, { token });
        const route = '/api/stats/protocols?from=2026-11-21T08:00:00Z&to=2026-11-21T09:00:00Z';
        const response = await api.fetch(route, { headers: { authorization: `Bearer ${token}` } });
        expect(response.status).toBe(200);
        const rest = (await response.json()) as { suppressed: number | null; rows: unknown[] };
        const { suppressed, rows } = data?.protocols as typeof rest;
        expect([rest.suppressed ?? null, rest.rows]).toEqual([suppressed, rows]);
        return [readModels.smallest, suppressed, rows.length];
      };
      const readers = {
        viewer: await api.person('VIEWER'),
        auditor: await api.person('AUDITOR'),
        analyst: await api.person('ANALYST'),
      };
      try {
        for (const token of Object.values(readers)) expect(await held(token)).toEqual([0, null, 1]);
        await setMode('PSEUDONYM');
        expect(await held(readers.viewer)).toEqual([5, 3, 0]);
        expect(await held(readers.auditor)).toEqual([5, 3, 0]);
        expect(await held(await api.token('tool-read', 30, { clear: true }))).toEqual([0, null, 1]);
        expect(await held(await api.token('tool-read'))).toEqual([5, 3, 0]);
        expect(await held(readers.analyst)).toEqual([0, null, 1]);
        await setMode('OFF');
        expect(await held(readers.viewer)).toEqual([0, null, 1]);
      } finally {
        delete readModels.answers.protocols;
      }
    });

    it('A-83 live traffic tells him of no single application, from the moment on that a mode is', async () => {
      await setMode('OFF');
      const { client } = api.socket(await api.person('VIEWER'));
      const frames: unknown[] = [];
      const sink = {
        next: (frame: unknown) => void frames.push(frame),
        error: () => undefined,
        complete: () => undefined,
      };
      client.subscribe({ query: 'subscription { trafficSampled { rows { app packets } } }' }, sink);
      await until(() => frames.length > 0);
      const next = async () => {
        frames.length = 0;
        await record(api.log, trafficEvent([{ packets: 3 }]));
        await until(() => JSON.stringify(frames).includes('"app"'));
        return frames.find((frame) => JSON.stringify(frame).includes('"app"'));
      };
      const told = (app: string) => ({ data: { trafficSampled: { rows: [{ app, packets: 3 }] } } });
      expect(await next()).toEqual(told('tls'));
      await setMode('PSEUDONYM');
      expect(await next()).toEqual(told(''));
      await client.dispose();
    });

    it.each(['TRUNCATE', 'PSEUDONYM', 'PREFIX'])(
      'A-81 %s: nobody finds an address or a name anywhere',
      async (mode) => {
        await setMode(mode);
        const everybody = [
          ...(await Promise.all(
            (['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER'] as const).map((role) => api.person(role)),
          )),
          ...(await Promise.all((['ANALYST', 'tool-write'] as const).map((party) => api.token(party)))),
          await api.token('tool-read', 30, { clear: true }),
        ];
        for (const token of everybody)
          for (const name of queries) {
            const answer = await api.query(documentOf(name, true), { token });
            expect([name, answer.errors, rawIn(JSON.stringify(answer))]).toEqual([name, undefined, []]);
          }
        const [analyst = ''] = everybody.slice(2);
        const { data } = await api.query('{ flows { rows { src outerSrc } } }', { token: analyst });
        const { rows } = data?.flows as { rows: { src: string; outerSrc: string }[] };
        const shown = {
          TRUNCATE: /^192\.0\.2\.0\/24$/,
          PSEUDONYM: /^addr-[a-z2-7]{20}$/,
          PREFIX: /^addr-\d+\.\d+\.\d+\.\d+$/,
        };
        expect(rows[0]?.src).toMatch(shown[mode as keyof typeof shown]);
        await api.query(`{ flows(where: {ip: ["${rows[0]?.src}"]}) { count } }`, { token: analyst });
        expect(api.readModels.asked.at(-1)?.[1]).toMatchObject({
          where: { ip: [mode === 'TRUNCATE' ? '192.0.2.0/24' : CLIENT] },
        });
        const before = api.readModels.asked.length;
        for (const raw of [
          `{ flows(where: {ip: ["${CLIENT}"]}) { count } }`,
          `{ flows(where: {filter: "src.ip = ${CLIENT}"}) { count } }`,
        ])
          expect((await api.query(raw, { token: analyst })).errors?.[0]?.extensions.code).toMatch(
            /^BAD_(USER_INPUT|FILTER)$/,
          );
        if (mode === 'TRUNCATE') {
          const host = `{ host(address: "192.0.2.0/24", ${RANGE}) { bucket } }`;
          expect((await api.query(host, { token: analyst })).errors?.[0]?.message).toContain('many addresses');
        }
        expect(api.readModels.asked).toHaveLength(before);
      },
    );

    it('A-81 live frames are masked from that moment on, and shown to a session that was given leave, until it is over', async () => {
      await setMode('OFF');
      const token = await api.person('ANALYST', null, { steppedUp: true });
      const { client } = api.socket(token);
      const frames: unknown[] = [];
      const sink = {
        next: (frame: unknown) => void frames.push(frame),
        error: () => undefined,
        complete: () => undefined,
      };
      client.subscribe({ query: 'subscription { liveTail { items { flow { src } } } }' }, sink);
      await until(() => frames.length > 0);
      /** What the frames say of one more flow. */
      const next = async () => {
        frames.length = 0;
        await record(api.log, flowsEvent([{}]));
        await until(() => JSON.stringify(frames).includes('"src"'));
        return JSON.stringify(frames);
      };
      expect(await next()).toContain(`"${CLIENT}"`);
      await setMode('TRUNCATE');
      expect(rawIn(await next())).toEqual([]);
      const asked = (field: string) => api.query(`mutation { ${field} { masked revealedUntil } }`, { token });
      const given = (await asked('revealAddresses')).data?.revealAddresses;
      expect(given).toEqual({ masked: false, revealedUntil: expect.stringMatching(/Z$/) });
      expect(await next()).toContain(`"${CLIENT}"`);
      const { data } = await api.query(`{ flows(where: {ip: ["192.0.2.0/24"]}) { rows { src } } }`, { token });
      expect(data?.flows).toEqual({ rows: [{ src: CLIENT }] });
      expect((await asked('hideAddresses')).data?.hideAddresses).toEqual({ masked: true, revealedUntil: null });
      expect(rawIn(await next())).toEqual([]);
      await asked('revealAddresses');
      expect(await next()).toContain(`"${CLIENT}"`);
      api.skewMs = 10 * 60_000 + 1;
      expect(rawIn(await next())).toEqual([]);
      api.skewMs = 0;
      const { events } = await api.log.readAll({
        after: 'start',
        filter: { types: ['domain.AddressesRevealed'] },
        limit: 9,
      });
      expect(events.map(({ data: { reason } }) => reason)).toEqual(['a test', 'ended by its owner', 'a test']);
    });

    it('a leave is of one session, wants a code and a reason, and is for nobody whose role masks', async () => {
      await setMode('PREFIX');
      const ask = async (token: string) => {
        const { data, errors } = await api.query('mutation { revealAddresses { masked } }', { token });
        return data?.revealAddresses ?? errors?.[0]?.extensions.code;
      };
      expect(await ask(await api.person('ANALYST'))).toBe('STEP_UP_REQUIRED');
      for (const role of ['VIEWER', 'AUDITOR', 'OPERATOR'] as const)
        expect(await ask(await api.person(role, null, { steppedUp: true }))).toBe('FORBIDDEN');
      expect(await ask(await api.token('ANALYST'))).toBe('FORBIDDEN');
      const one = await api.person('ANALYST', null, { steppedUp: true });
      expect(await ask(one)).toEqual({ masked: false });
      for (const token of [await api.person('ANALYST'), await api.person('ADMIN')]) {
        const answer = await api.query('{ privacy { masked } flows { rows { src } } }', { token });
        expect([answer.data?.privacy, rawIn(JSON.stringify(answer))]).toEqual([{ masked: true }, []]);
      }
    });

    it('the mode outlives a restart, leaves included; another process learns it from the log', async () => {
      await setMode('TRUNCATE');
      const token = await api.person('ANALYST', null, { steppedUp: true });
      await api.query('mutation { revealAddresses { masked } }', { token });
      const other = await TestApi.start({ log: api.log, store: api.store, keysOf: api });
      try {
        for (const [bearer, masked] of [
          [token, false],
          [await other.person('ANALYST'), true],
        ] as const) {
          const { data } = await other.query('{ privacy { mode masked } }', { token: bearer });
          expect(data?.privacy).toEqual({ mode: 'TRUNCATE', masked });
        }
        await setMode('OFF');
        const viewer = await other.person('ANALYST');
        await until(async () => {
          const { data } = await other.query('{ privacy { mode } }', { token: viewer });
          return (data?.privacy as { mode: string }).mode === 'OFF';
        });
      } finally {
        await other.stop();
      }
    });

    it('files are made masked; one that was made in clear does not leave any more', async () => {
      const exports = new FakeExports();
      const world = await TestApi.start({ exports, log: api.log, store: api.store, keysOf: api });
      try {
        const token = await world.person('ANALYST', null, { steppedUp: true });
        const begin = () => world.query('mutation { startExport(format: CSV, flows: {}) { id masked } }', { token });
        await setMode('OFF');
        await until(
          async () =>
            ((await world.query('{ privacy { masked } }', { token })).data?.privacy as { masked: boolean }).masked ===
            false,
        );
        await begin();
        await setMode('PREFIX');
        await until(
          async () =>
            ((await world.query('{ privacy { masked } }', { token })).data?.privacy as { masked: boolean }).masked,
        );
        await begin();
        expect(exports.made.map(({ masking }) => masking)).toEqual([null, 'prefix']);
        const id = '3f2b6a1e-7d54-4c0e-9a61-0c7d1b6f2a90';
        const shape = await exports.store.get('', id);
        const fetched = async (masked: boolean) => {
          exports.store.get = () => Promise.resolve({ ...shape, state: 'done', masked });
          const answer = await world.fetch(`/api/exports/${id}/file`, {
            headers: { authorization: `Bearer ${token}` },
          });
          return answer.status;
        };
        expect([await fetched(false), await fetched(true)]).toEqual([403, 200]);
        await world.query('mutation { revealAddresses { masked } }', { token });
        expect(await fetched(false)).toBe(200);
      } finally {
        await world.stop();
      }
    });
  });

  it('a service token that was made to read in clear does', async () => {
    const token = await api.token('tool-read', 30, { clear: true });
    expect((await api.query('{ flows { rows { src } } }', { token })).data).toEqual({
      flows: { rows: [{ src: CLIENT }] },
    });
  });
});
