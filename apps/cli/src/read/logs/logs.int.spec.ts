import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';

import { runDetect } from '../../detect/run-detect';
import { runRead } from '../run-read';
import { capturePath, Memory, withCaptures } from '../testing/captures';

interface Sample {
  readonly kind: string;
  readonly path: string | null;
  readonly records: number;
  readonly distinct_uid?: number;
  readonly event_type?: Readonly<Record<string, number>>;
  readonly flow_bytes_toserver?: number;
  readonly flow_bytes_toclient?: number;
  readonly dns_names?: number;
  readonly tls_sni?: number;
}
interface Summary {
  readonly log: string;
  readonly lines: number;
  readonly flow: number;
  readonly dns: number;
  readonly http: number;
  readonly tls: number;
  readonly auth: number;
  readonly dhcp: number;
  readonly others: Readonly<Record<string, number>>;
  readonly unreadable: Readonly<Record<string, number>>;
  readonly unread_fields: readonly string[];
}
type Fact = Readonly<Record<string, unknown>>;

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((all, one) => all + one, 0);

/** What the one list has and the other has not. */
function minus(of: readonly string[], other: readonly string[]): string[] {
  const there = new Set(other);
  return of.filter((one) => !there.has(one));
}

withCaptures(() => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'logs-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function read(...argv: string[]): Promise<Memory> {
    const stdout = new Memory();
    expect(await runRead(argv, { stdout, stderr: new Memory() })).toBe(0);
    return stdout;
  }
  const summary = async (file: string) => (await read(file, '--summary', '--no-digest')).json<Summary>()[0] as Summary;
  const samples = Object.entries(
    (JSON.parse(readFileSync(capturePath('logs/expected.json'), 'utf8')) as { files: Record<string, Sample> }).files,
  );

  /** A sample as a file whose times can be read: some have theirs blotted out by who published them. */
  function sample(name: string): string {
    const packed = readFileSync(capturePath(`logs/${name}`));
    const text = (name.endsWith('.gz') ? gunzipSync(packed) : packed).toString('latin1');
    if (!text.includes('XXXXXXXXXX.XXXXXX')) return capturePath(`logs/${name}`);
    const file = path.join(folder, path.basename(name));
    writeFileSync(file, text.replaceAll('XXXXXXXXXX.XXXXXX', '1300475167.096535'), 'latin1');
    return file;
  }

  it.each(samples)('%s: every line is a fact, or counted by what it is', async (name, truth) => {
    const found = await summary(sample(name));
    const facts = found.flow + found.dns + found.http + found.tls + found.auth + found.dhcp;
    expect(found.lines).toBe(truth.records);
    expect(facts + sum(Object.values(found.others)) + sum(Object.values(found.unreadable))).toBe(truth.records);
    if (truth.event_type) {
      const { flow = 0, dns = 0, http = 0, tls = 0, dhcp = 0, ...others } = truth.event_type;
      const kinds = [found.flow, found.dns, found.http, found.tls, found.dhcp];
      expect([...kinds, found.others]).toEqual([flow, dns, http, tls, dhcp, others]);
    } else if (['conn', 'dns', 'http', 'ssl', 'ssh', 'dhcp'].includes(truth.path ?? '')) {
      // One row of this sample has a value less than its head has fields.
      const short = name.endsWith('http-unknown-field.log') ? 1 : 0;
      expect([facts, found.unreadable]).toEqual([truth.records - short, short ? { 'wrong number of fields': 1 } : {}]);
    }
  });

  it('JSON says the same as TSV, in any order of fields, and packed', async () => {
    const conn = readFileSync(capturePath('logs/zeek-dga-simda/conn.log'), 'latin1').split('\n').filter(Boolean);
    const fields = (conn.find((line) => line.startsWith('#fields')) ?? '').split('\t').slice(1);
    const types = (conn.find((line) => line.startsWith('#types')) ?? '').split('\t').slice(1);
    const rows = conn.filter((line) => !line.startsWith('#')).map((line) => line.split('\t'));
    const json = rows.map((row) => {
      const set = fields.flatMap((name, i) => (row[i] === '-' ? [] : [[name, row[i] as string, types[i]] as const]));
      const values = set.map(([name, text, type]) => {
        const value =
          type === 'bool' ? text === 'T' : /count|port|time|interval/.test(type ?? '') ? Number(text) : text;
        return [name, name === 'tunnel_parents' ? [] : value];
      });
      return JSON.stringify(Object.fromEntries(values.reverse()));
    });
    const [packed, turned] = [path.join(folder, 'conn.json.gz'), path.join(folder, 'turned.log')];
    writeFileSync(packed, gzipSync(json.join('\n')));
    const order = fields.map((_, i) => i).reverse();
    const head = conn.filter((line) => /^#(separator|set|empty|unset|path)/.test(line));
    const line = (values: readonly string[]) => order.map((i) => values[i]).join('\t');
    const half = Math.floor(rows.length / 2);
    writeFileSync(
      turned,
      [
        ...[...head, `#fields\t${line(fields)}`, ...rows.slice(0, half).map(line), '#close\t2026-01-01-00-00-00'],
        ...[...head, `#fields\t${fields.join('\t')}`, ...rows.slice(half).map((row) => row.join('\t')), ''],
      ].join('\n'),
      'latin1',
    );
    const facts = async (file: string) =>
      (await read(file, '--kinds', 'flow')).json<Fact>().map(({ flowId: _id, ...fact }) => fact);
    const plain = await facts(capturePath('logs/zeek-dga-simda/conn.log'));
    expect(plain).toHaveLength(rows.length);
    expect(await facts(packed)).toEqual(plain);
    expect(await facts(turned)).toEqual(plain);
  });

  it('rows of several logs come to the flow of their uid, and figures are those of the log', async () => {
    const [conn, dns] = ['conn', 'dns'].map((log) => capturePath(`logs/zeek-dga-simda/${log}.log`)) as [string, string];
    const column = (file: string, name: string) => {
      const lines = readFileSync(file, 'latin1').split('\n');
      const at = (lines.find((line) => line.startsWith('#fields')) ?? '').split('\t').indexOf(name) - 1;
      return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t')[at] as string);
    };
    const total = (name: string) => sum(column(conn, name).map((text) => Number(text) || 0));
    const flows = (await read(conn, '--kinds', 'flow')).json<Record<string, number>>();
    const all = (name: string) => sum(flows.map((flow) => flow[name] as number));
    expect([all('srcPackets'), all('dstPackets'), all('srcBytes'), all('dstBytes')]).toEqual(
      ['orig_pkts', 'resp_pkts', 'orig_ip_bytes', 'resp_ip_bytes'].map(total),
    );
    expect([all('srcPayload'), all('dstPayload')]).toEqual(['orig_bytes', 'resp_bytes'].map(total));
    const states = (of: readonly unknown[]) => [...of].map(String).sort();
    expect(states(flows.map(({ state }) => state))).toEqual(states(column(conn, 'conn_state')));
    const lookups = (await read(dns, '--kinds', 'dns')).json<Fact>();
    const uids = column(dns, 'uid');
    expect(new Set(lookups.map(({ flowId }) => flowId)).size).toBe(new Set(uids).size);
    const nx = (of: readonly unknown[], value: unknown) => of.filter((one) => one === value).length;
    expect(
      nx(
        lookups.map(({ rcode }) => rcode),
        3,
      ),
    ).toBe(nx(column(dns, 'rcode'), '3'));
  });

  describe('what detectors find in logs is what they find in packets', () => {
    async function alertsOf(...files: readonly string[]): Promise<string[]> {
      const stdout = new Memory();
      expect(await runDetect([...files, '--json'], { stdout, stderr: new Memory() })).toBe(0);
      const found = stdout.json<{ alerts: Record<'kind' | 'src' | 'first' | 'summary', string>[] }>();
      return found.flatMap(({ alerts }) =>
        alerts.map(({ kind, src, first, summary }) => `${kind} ${src} ${first} ${summary}`),
      );
    }

    it('a host that looks for its server under generated names', async () => {
      const log = await alertsOf(capturePath('logs/zeek-dga-simda/dns.log'));
      expect(log).toEqual([expect.stringMatching(/^dga fd77:/)]);
      expect(log).toEqual(await alertsOf(capturePath('derived/dga-simda.pcap')));
    });

    it.each([
      ['scan-connect-nmap.pcap', 'port_scan_vertical', 'conn'],
      ['c2-beacon-quasar.pcap', 'beaconing', 'conn'],
      ['bruteforce-ssh-guess.pcap', 'brute_force', 'conn'],
      ['dns-tunnel-dnscat2.pcap', 'dns_tunnel', 'dns'],
    ])('%s: %s in %s.log', async (name, kind, log) => {
      const out = path.join(folder, `detect-${name}`);
      await read(capturePath(name), '--format', 'zeek', '--out', out);
      const words = (alerts: readonly string[]) => alerts.map((alert) => alert.split(' ').slice(0, 3).join(' '));
      const found = words(await alertsOf(capturePath(name)));
      expect(found).toEqual([expect.stringContaining(`${kind} `)]);
      expect(words(await alertsOf(path.join(out, `${log}.log`)))).toEqual(found);
    });
  });

  it('ssh: who signed in is what the log says, as JSON and as TSV', async () => {
    const attempts = async (file: string) =>
      (await read(capturePath(`logs/${file}`), '--kinds', 'auth'))
        .json<Fact>()
        .map(({ clientPort, outcome, count, clientSoftware, serverSoftware, client, server }) =>
          [clientPort, outcome, count, clientSoftware, serverSoftware, client, server].join(' '),
        );
    const [json, tsv] = [await attempts('zeek-json-gz/ssh.json.gz'), await attempts('zeek-tsv-gz/ssh.log.gz')];
    const outcomes = (of: readonly string[]) => of.map((one) => one.split(' ')[1] as string);
    const counted = (of: readonly string[], what: string) => outcomes(of).filter((one) => one === what).length;
    const text = gunzipSync(readFileSync(capturePath('logs/zeek-json-gz/ssh.json.gz'))).toString('utf8');
    const said = (what: string) => text.split('\n').filter((line) => line.includes(what)).length;
    expect(json).toHaveLength(22);
    expect([counted(json, 'likelySuccess'), counted(json, 'likelyFailure')]).toEqual([
      said('"auth_success":true'),
      said('"auth_success":false'),
    ]);
    expect(json.toSorted()).toEqual(tsv.toSorted());
  });

  it('eve: bytes, names and hosts are those that were counted', async () => {
    const truth = Object.fromEntries(samples)['eve/lab-mixed.eve.json'] as Sample;
    const facts = (await read(capturePath('logs/eve/lab-mixed.eve.json'))).json<Fact>();
    const of = (kind: string) => facts.filter((fact) => fact['kind'] === kind);
    // Of some flows Suricata saw the answers of a resolver alone, and takes it for who asked.
    const turned = (flow: Fact) => flow['srcPackets'] === 0;
    const bytes = (side: 'srcBytes' | 'dstBytes', other: 'srcBytes' | 'dstBytes') =>
      sum(of('flow').map((flow) => flow[turned(flow) ? other : side] as number));
    expect(
      of('flow')
        .filter(turned)
        .every(({ dstPort }) => [53, 5355, 443].includes(dstPort as number)),
    ).toBe(true);
    expect(bytes('srcBytes', 'dstBytes')).toBe(truth.flow_bytes_toserver);
    expect(bytes('dstBytes', 'srcBytes')).toBe(truth.flow_bytes_toclient);
    expect(new Set(of('dns').map(({ name }) => name)).size).toBe(truth.dns_names);
    expect(new Set(of('tls').flatMap(({ serverName }) => (serverName === '' ? [] : [serverName]))).size).toBe(
      truth.tls_sni,
    );
    // The first event is of 10:05:47 at UTC−4.
    expect(facts.map(({ time, first }) => String(time ?? first)).sort()[0]).toMatch(/^2025-09-16T14:0/);
    const answered = of('dns').filter(({ responses }) => responses === 1);
    expect(answered.length).toBe(88);
    expect(answered.every(({ queries, latency }) => queries === 0 || (latency as number) >= 0)).toBe(true);
  });

  it.each([
    'benign-firefox.pcap',
    'dns-c2-txt.pcap',
    'web-attack-sqli.pcap',
    'tunnel-teredo.pcap',
    'c2-beacon-quasar.pcap',
    'icmp-tunnel.pcap',
    'tls-ssh-mixed.pcapng',
    'benign-netflix.pcap',
  ])('what is written of %s as logs of Zeek and of Suricata reads back to the same logs', async (name) => {
    const rowsOf = (file: string) =>
      readFileSync(file, 'latin1')
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split('\t').toSpliced(1, 1).join('\t'))
        .sort();
    const [once, twice] = ['once', 'twice'].map((out) => path.join(folder, name, out)) as [string, string];
    await read(capturePath(name), '--format', 'zeek', '--out', once);
    let compared = 0;
    for (const log of ['conn', 'dns', 'http', 'ssl']) {
      if (!existsSync(path.join(once, `${log}.log`))) continue;
      const rows = rowsOf(path.join(once, `${log}.log`));
      await read(path.join(once, `${log}.log`), '--format', 'zeek', '--out', twice);
      const again = rowsOf(path.join(twice, `${log}.log`));
      expect([minus(rows, again), minus(again, rows)]).toEqual([[], []]);
      expect(again).toHaveLength(rows.length);
      compared += rows.length;
    }
    expect(compared).toBeGreaterThan(1);
    const eventsOf = (text: string) =>
      text
        .split('\n')
        .map((line) => line.replace(/"flow_id":\d+,/, ''))
        .sort();
    const eve = path.join(folder, name, 'eve.json');
    const first = (await read(capturePath(name), '--format', 'eve')).text;
    writeFileSync(eve, first);
    const [before, after] = [eventsOf(first), eventsOf((await read(eve, '--format', 'eve')).text)];
    expect([minus(before, after), minus(after, before)]).toEqual([[], []]);
    expect(after).toHaveLength(before.length);
  });
});
