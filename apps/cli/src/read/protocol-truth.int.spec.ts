import exceptions from './protocol-exceptions.json';
import { runRead } from './run-read';
import { capturePath, Memory, truths, withCaptures, type Truth } from './testing/captures';

type Fact = Readonly<Record<string, unknown>> & { readonly kind: string; readonly count?: number };
type Counts = Readonly<Record<string, number>>;

async function factsOf(name: string): Promise<readonly Fact[]> {
  const stdout = new Memory();
  const args = [capturePath(name), '--kinds', 'http,dhcp,arp,icmp,auth'];
  expect(await runRead(args, { stdout, stderr: new Memory() })).toBe(0);
  return stdout.json<Fact>();
}

/** Sums of `count` by what `name` says; facts without a name are left out. */
function tally(facts: readonly Fact[], name: (fact: Fact) => unknown): Counts {
  const counts: Record<string, number> = {};
  for (const fact of facts) {
    const key = name(fact);
    if (typeof key === 'string') counts[key] = (counts[key] ?? 0) + (fact.count ?? 1);
  }
  return counts;
}

/** Values of `b` by each value of `a`, where there are several, sorted. */
function several(facts: readonly Fact[], a: string, b: string): Readonly<Record<string, readonly unknown[]>> {
  const by = new Map<string, Set<unknown>>();
  for (const fact of facts) {
    const key = String(fact[a]);
    by.set(key, (by.get(key) ?? new Set()).add(fact[b]));
  }
  return Object.fromEntries([...by].filter(([, all]) => all.size > 1).map(([key, all]) => [key, [...all].sort()]));
}

function arpFigures(facts: readonly Fact[]) {
  const messages = facts.filter(({ kind, via }) => kind === 'arp' && via !== 'traffic');
  const claims = messages.filter(({ via, sender }) => via !== 'other' && sender !== '0.0.0.0');
  return {
    messages: {
      ...tally(messages, ({ via }) => via),
      ...tally(messages, ({ gratuitous }) => (gratuitous === 1 ? 'gratuitous' : null)),
    },
    mac_claiming_more_than_one_ip: several(claims, 'senderMac', 'sender'),
    ip_claimed_by_more_than_one_mac: several(claims, 'sender', 'senderMac'),
  };
}

function expectedArp(truth: Truth['arp']) {
  const none = { messages: {}, mac_claiming_more_than_one_ip: {}, ip_claimed_by_more_than_one_mac: {} };
  if (!truth) return none;
  const { senders: _senders, ...expected } = truth;
  return expected;
}

function httpFigures(facts: readonly Fact[]) {
  const requests = facts.filter(({ kind, method }) => kind === 'http' && method !== '');
  const named = (field: string) => tally(requests, (fact) => (fact[field] === '' ? null : fact[field]));
  return { requests: requests.length, methods: named('method'), hosts: named('host'), user_agents: named('userAgent') };
}

function expectedHttp(truth: Truth['http']) {
  if (!truth) return { requests: 0, methods: {}, hosts: {}, user_agents: {} };
  const { requests, methods, hosts, user_agents } = truth;
  return { requests, methods, hosts, user_agents };
}

/** Final responses by status, which others count only when they have the whole content. */
function responsesShort(facts: readonly Fact[], truth: Truth['http']): readonly string[] {
  const ours = tally(facts, ({ kind, status }) => (kind === 'http' && status !== 0 ? String(status) : null));
  return Object.entries(truth?.responses ?? {}).flatMap(([status, count]) =>
    (ours[status] ?? 0) < count ? [`${status}: ${ours[status] ?? 0} of ${count}`] : [],
  );
}

function authFigures(facts: readonly Fact[]) {
  const ftp = facts.filter(({ service }) => service === 'ftp');
  const ssh = facts.filter(({ service }) => service === 'ssh');
  const banners = ssh.flatMap((fact) => [fact['clientSoftware'], fact['serverSoftware']]).filter((text) => text !== '');
  return { ftp: tally(ftp, ({ code }) => String(code)), banners: [...new Set(banners)].sort() };
}

/** The codes that decide over a password, and SSH identifications. */
function expectedAuth({ ftp, ssh_banners }: Truth) {
  const decided = Object.entries(ftp?.responses ?? {}).filter(([code]) => code === '230' || code === '530');
  return { ftp: Object.fromEntries(decided) as Counts, banners: [...(ssh_banners ?? [])].sort() };
}

function dhcpFigures(facts: readonly Fact[]) {
  const messages = facts.filter(({ kind }) => kind === 'dhcp');
  const v4 = messages.filter(({ version }) => version === 4);
  const texts = (list: readonly Fact[], field: string) =>
    [...new Set(list.map((fact) => String(fact[field])))].filter((text) => text !== '').sort();
  return {
    messages: tally(v4, ({ message }) => (message === 'BOOTP' ? 'none' : message)),
    dhcpv6_msgtypes: tally(messages, ({ version, message }) => (version === 6 ? message : null)),
    macs: texts(v4, 'clientMac'),
    hostnames: texts(v4, 'hostname'),
  };
}

const V6_NAMES: Readonly<Record<string, string>> = { 1: 'SOLICIT' };

function expectedDhcp(truth: Truth['dhcp']) {
  if (!truth) return { messages: {}, dhcpv6_msgtypes: {}, macs: [], hostnames: [] };
  const { messages, macs, hostnames } = truth;
  const named = Object.entries(truth.dhcpv6_msgtypes).map(([type, count]) => [V6_NAMES[type], count] as const);
  return { messages, macs, hostnames, dhcpv6_msgtypes: Object.fromEntries(named) as Counts };
}

interface Echoes {
  readonly requests: number;
  readonly replies: number;
  readonly requestBytes: number;
  readonly replyBytes: number;
  readonly requestMost: number;
  readonly replyMost: number;
  readonly proto: number;
  readonly client: string;
  readonly server: string;
}

/** Echoes over IPv4, which is what the others counted. */
function echoFigures(facts: readonly Fact[]) {
  const echoes = facts.filter(({ kind, proto }) => kind === 'icmp' && proto === 1) as unknown as readonly Echoes[];
  const sum = (field: 'requests' | 'replies' | 'requestBytes' | 'replyBytes') =>
    echoes.reduce((all, row) => all + row[field], 0);
  const pairs: Record<string, number> = {};
  for (const { client, server, requests, replies } of echoes) {
    const pair = [client, server].sort().join(' ');
    pairs[pair] = (pairs[pair] ?? 0) + requests + replies;
  }
  return {
    counts: [sum('requests'), sum('replies')],
    bytes: [sum('requestBytes'), sum('replyBytes')],
    most: [
      Math.max(0, ...echoes.map(({ requestMost }) => requestMost)),
      Math.max(0, ...echoes.map(({ replyMost }) => replyMost)),
    ],
    pairs,
  };
}

function expectedEchoes(truth: Truth['icmp']) {
  const { request, reply } = truth?.echo_payload_sizes ?? {};
  const pairs = Object.entries(truth?.echo_pairs ?? {}).map(([pair, n]) => [pair.split(' - ').sort().join(' '), n]);
  return {
    counts: [truth?.echo_requests ?? 0, truth?.echo_replies ?? 0],
    bytes: [request?.total ?? 0, reply?.total ?? 0],
    most: [request?.max ?? 0, reply?.max ?? 0],
    pairs: Object.fromEntries(pairs) as Counts,
  };
}

const expectedFigures = (truth: Truth) => ({
  http: expectedHttp(truth.http),
  auth: expectedAuth(truth),
  arp: expectedArp(truth.arp),
  dhcp: expectedDhcp(truth.dhcp),
  icmp: expectedEchoes(truth.icmp),
});

withCaptures(() => {
  it.each(Object.entries(truths()))('%s holds the messages that others counted', async (name, truth) => {
    const facts = await factsOf(name);
    const expected = expectedFigures(truth);
    for (const { file, protocol, figure, ours, truth: theirs } of exceptions) {
      if (file !== name) continue;
      const figures = expected[protocol as keyof typeof expected] as Record<string, unknown>;
      expect(figures[figure]).toEqual(theirs);
      expect(ours).not.toEqual(theirs);
      figures[figure] = ours;
    }
    expect(responsesShort(facts, truth.http)).toEqual([]);
    expect({
      http: httpFigures(facts),
      auth: authFigures(facts),
      arp: arpFigures(facts),
      dhcp: dhcpFigures(facts),
      icmp: echoFigures(facts),
    }).toEqual(expected);
  });

  it.each([
    ['bruteforce-ssh-guess.pcap', { likelyFailure: 11 }],
    // The third of seven connections has found the password: its last answer is the short one.
    ['bruteforce-ssh-hydra.pcap', { unknown: 1, likelyFailure: 5, likelySuccess: 1 }],
    ['tls-ssh-mixed.pcapng', { likelySuccess: 1 }],
    ['exfil-smtp-attachment.pcap', { success: 1 }],
  ])('tells how signing in went in %s', async (name, outcomes) => {
    const attempts = (await factsOf(name)).filter(({ kind }) => kind === 'auth');
    expect(
      tally(
        attempts.map(({ count: _count, ...fact }) => fact),
        ({ outcome }) => outcome,
      ),
    ).toEqual(outcomes);
  });

  it('knows the data connection that PASV announced in exfil-ftp-store.pcapng', async () => {
    const stdout = new Memory();
    const args = [capturePath('exfil-ftp-store.pcapng'), '--kinds', 'flow'];
    expect(await runRead(args, { stdout, stderr: new Memory() })).toBe(0);
    const flows = stdout.json<Fact>().filter(({ record }) => record === 'end');
    // The fourth reply names port 192 * 256 + 14; the data of the other three was not captured.
    expect(flows.map(({ app, src, dst, dstPort }) => [app, src, dst, dstPort])).toEqual([
      ['ftp', '172.16.16.128', '172.16.16.121', 21],
      ['ftp-data', '172.16.16.128', '172.16.16.121', 49_166],
    ]);
  });

  it('sees addresses move to the station that claims the gateway', async () => {
    const moved = (await factsOf('arp-poison.pcapng')).filter(({ via }) => via === 'traffic');
    expect(moved).toEqual([
      expect.objectContaining({
        sender: '12.153.20.41',
        senderMac: '00:25:b3:bf:91:ee',
        previousMac: '00:26:0b:31:07:33',
      }),
    ]);
  });
});
