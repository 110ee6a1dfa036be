import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { CAPTURES, expected } from './captures';
import { factFiguresOf } from './fact-figures';
import { figuresOf } from './figures';
import { cli, System } from './system';

interface Answers {
  readonly tls: { readonly clientHellos: number; readonly serverNames: readonly { key: string; count: number }[] };
  readonly http: {
    readonly requests: number;
    readonly hosts: readonly { key: string; count: number }[];
    readonly methods: readonly { key: string; count: number }[];
  };
}

/** Six real captures of different kinds: DNS-heavy, pcapng, attack, tunnel, cooked link layer, brute force. */
const SIX = [
  'benign-dns.pcapng',
  'benign-firefox.pcap',
  'dns-tunnel-iodine.pcap',
  'scan-connect-nmap.pcap',
  'sll-mixed.pcap',
  'bruteforce-ftp.pcap',
] as const;

/** Six with TLS, QUIC and HTTP in them; two are replayed for both. */
const SPOKEN = [
  'benign-firefox.pcap',
  'tls-clienthellos.pcapng',
  'benign-netflix.pcap',
  'ipv6-web.pcap',
  'benign-web-espn.pcapng',
  'sll-mixed.pcap',
] as const;

const sensorOf = (name: string) => name.replace(/\W/g, '-').slice(0, 32);
const sorted = (counts: Readonly<Record<string, number>> = {}) =>
  Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));

const folder = CAPTURES;
if (!folder) process.stdout.write('not asked for: real captures (set WIRELEDGER_CAPTURES)\n');
else
  describe('real captures through replay, log, projections and GraphQL', () => {
    let system: System;
    let token: string;

    beforeAll(async () => {
      system = await System.start();
      token = await system.token();
    }, 120_000);
    afterAll(() => system?.dispose());

    it.each(SIX)(
      '%s counts as measured independently',
      async (name) => {
        const sensor = sensorOf(name);
        const done = await system.cli('replay', path.join(folder, name), '--sensor', sensor, '--wait');
        expect(done).toMatchObject({ code: 0 });
        expect(done.stdout).toMatch(/\/flows\?v=1&from=\S+&to=\S+&sensor=/);
        const { counts, conversations, dns } = expected(name);
        const { tcp, udp, icmp, icmpv6 } = conversations.five_tuples_inner;
        const messages = Object.entries(dns?.messages ?? {});
        const sum = (suffix: string) =>
          messages.filter(([key]) => key.endsWith(suffix)).reduce((total, [, count]) => total + count, 0);
        expect(await figuresOf(system.graphql, token, sensor)).toEqual({
          packets: counts.packets,
          bytes: counts.bytes_wire,
          flows_tcp: tcp,
          flows_udp: udp,
          flows_icmp: icmp + icmpv6,
          dns_queries: sum('queries'),
          dns_responses: sum('responses'),
          dns_names: dns?.distinct_names ?? 0,
        });
      },
      120_000,
    );

    it.each(SPOKEN)(
      '%s says what was measured independently',
      async (name) => {
        const sensor = sensorOf(name);
        if (!SIX.some((one) => one === name))
          expect(await system.cli('replay', path.join(folder, name), '--sensor', sensor, '--wait')).toMatchObject({
            code: 0,
          });
        const { tls, http } = expected(name);
        const found = await factFiguresOf(system.graphql, token, sensor);
        const { server_hellos: answered, http_responses: responses, ...rest } = found;
        expect(rest).toEqual({
          client_hellos: tls?.client_hellos ?? 0,
          client_hellos_quic: tls?.client_hellos_quic ?? 0,
          distinct_sni: [...(tls?.distinct_sni ?? [])].sort(),
          ja3: sorted(tls?.ja3),
          http_requests: http?.requests ?? 0,
          http_methods: sorted(http?.methods),
          http_hosts: sorted(http?.hosts),
          http_user_agents: sorted(http?.user_agents),
        });
        // The measured counts leave out responses whose content was not captured whole; ours begin at the head.
        for (const [status, count] of Object.entries(http?.responses ?? {}))
          expect(responses[status] ?? 0).toBeGreaterThanOrEqual(count);
        expect(answered).toBe(tls?.server_hellos ?? 0);
      },
      120_000,
    );

    it('bruteforce-ftp.pcap: every attempt to sign in, and what became of it', async () => {
      const { authTops, authAttempts } = await system.graphql<{
        authTops: { total: number } & Record<
          'clients' | 'servers' | 'outcomes',
          { rows: { key: string; value: number }[] }
        >;
        authAttempts: { count: number; rows: Record<string, unknown>[] };
      }>(
        token,
        `{ authTops(where: {sensor: ["bruteforce-ftp-pcap"]}) { total clients { rows { key value } } servers { rows { key value } }
             outcomes { rows { key value } } }
           authAttempts(where: {sensor: ["bruteforce-ftp-pcap"], outcome: [failure]}, first: 1) { count rows { service serverPort code cleartext } } }`,
      );
      expect(authTops).toEqual({
        total: 30,
        clients: { rows: [{ key: '192.168.56.1', value: 30 }] },
        servers: { rows: [{ key: '192.168.56.101', value: 30 }] },
        outcomes: { rows: [{ key: 'failure', value: 30 }] },
      });
      expect(authAttempts).toEqual({
        count: 30,
        rows: [{ service: 'ftp', serverPort: 21, code: 530, cleartext: true }],
      });
    });

    it('the simulator’s network says what its generator counted', async () => {
      const files = mkdtempSync(path.join(tmpdir(), 'wl-spoken-'));
      try {
        const capture = path.join(files, 'simulated.pcap');
        const made = await cli([
          ...['simulate', '--out', capture, '--answers', `${capture}.json`],
          ...['--seconds', '120', '--rate', '100'],
        ]);
        expect(made).toMatchObject({ code: 0 });
        // Played apart from the history first: what is counted below counts nothing of it.
        const played = await system.cli('replay', capture, '--sandbox', '--json');
        expect(played).toMatchObject({ code: 0 });
        const digest = (await cli(['read', '--summary', capture])).stdout;
        expect(JSON.parse(digest)).toMatchObject({
          packets: (JSON.parse(played.stdout) as { packets: number }).packets,
          digest: (JSON.parse(played.stdout) as { digest: string }).digest,
        });
        expect(await system.cli('replay', capture, '--sensor', 'sim', '--wait')).toMatchObject({ code: 0 });
        const { tls, http } = JSON.parse(readFileSync(`${capture}.json`, 'utf8')) as Answers;
        const told = (list: readonly { key: string; count: number }[]) =>
          sorted(Object.fromEntries(list.filter(({ key }) => key !== '').map(({ key, count }) => [key, count])));
        const found = await factFiguresOf(system.graphql, token, 'sim');
        expect(found).toMatchObject({
          client_hellos: tls.clientHellos,
          distinct_sni: Object.keys(told(tls.serverNames)),
          http_requests: http.requests,
          http_hosts: told(http.hosts),
          http_methods: told(http.methods),
        });
        expect(tls.clientHellos * http.requests).toBeGreaterThan(0);
      } finally {
        rmSync(files, { recursive: true, force: true });
      }
    }, 120_000);

    it('stops within 5 s on Ctrl-C', async () => {
      expect(await system.stop()).toBeLessThan(5000);
    }, 20_000);
  });
