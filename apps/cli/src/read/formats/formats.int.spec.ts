import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { runRead } from '../run-read';
import { capturePath, Memory, withCaptures } from '../testing/captures';

/** A Zeek log as its lines have it. */
function zeekLog(file: string) {
  const lines = readFileSync(file, 'utf8').split('\n');
  const head = (name: string) => lines.find((line) => line.startsWith(`#${name}`)) ?? '';
  const fields = head('fields').split('\t').slice(1);
  const rows = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split('\t'));
  return {
    lines,
    head,
    fields,
    types: head('types').split('\t').slice(1),
    rows,
    of: (row: readonly string[], name: string) => row[fields.indexOf(name)] ?? '',
  };
}

/** How a value of each type of Zeek looks. */
const FORMS: Readonly<Record<string, RegExp>> = {
  time: /^\d+\.\d{6}$/,
  interval: /^-?\d+\.\d{6}$/,
  count: /^\d+$/,
  port: /^\d{1,5}$/,
  addr: /^[\da-f.:]+$/,
  bool: /^[TF]$/,
  string: /^[^\t]+$/,
  enum: /^[a-z_]+$/,
};
const formOf = (type: string): RegExp => {
  const inner = /^(?:set|vector)\[(\w+)\]$/.exec(type)?.[1];
  return (inner ? (inner === 'interval' ? /^\d+\.\d{6}(,\d+\.\d{6})*$/ : FORMS['string']) : FORMS[type]) ?? /^$/;
};

withCaptures(() => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(path.join(tmpdir(), 'formats-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  async function read(...argv: string[]): Promise<string> {
    const stdout = new Memory();
    expect(await runRead(argv, { stdout, stderr: new Memory() })).toBe(0);
    return stdout.text;
  }

  it.each(['benign-firefox.pcap', 'tunnel-teredo.pcap', 'web-attack-sqli.pcap', 'dns-c2-txt.pcap'])(
    'Zeek’s logs of %s have the head, order, types and escapes of the samples',
    async (name) => {
      const out = path.join(folder, name);
      await read(capturePath(name), '--format', 'zeek', '--out', out);
      let judged = 0;
      for (const log of ['conn', 'dns', 'http', 'ssl']) {
        if (!existsSync(path.join(out, `${log}.log`))) continue;
        const ours = zeekLog(path.join(out, `${log}.log`));
        const sample = zeekLog(capturePath(`logs/zeek-tsv/${log}.log`));
        for (const head of ['separator', 'set_separator', 'empty_field', 'unset_field', 'path', 'fields', 'types'])
          expect(ours.head(head)).toBe(sample.head(head));
        expect(ours.head('open')).toMatch(/^#open\t\d{4}(-\d\d){5}$/);
        expect(ours.lines.at(-2)).toMatch(/^#close\t\d{4}(-\d\d){5}$/);
        expect(ours.rows.length).toBeGreaterThan(0);
        for (const row of ours.rows) {
          expect(row).toHaveLength(ours.fields.length);
          for (const [i, value] of row.entries())
            if (value !== '-' && value !== '(empty)')
              expect([ours.fields[i], value]).toEqual([
                ours.fields[i],
                expect.stringMatching(formOf(ours.types[i] ?? '')),
              ]);
          expect(ours.of(row, 'uid')).toMatch(/^C[0-9A-Za-z]{17}$/);
          judged++;
        }
      }
      expect(judged).toBeGreaterThan(5);
      const conns = zeekLog(path.join(out, 'conn.log'));
      const uids = new Set(conns.rows.map((row) => conns.of(row, 'uid')));
      expect(uids.size).toBe(conns.rows.length);
      const http = path.join(out, 'http.log');
      if (existsSync(http)) for (const row of zeekLog(http).rows) expect(uids).toContain(row[1]);
    },
  );

  it('the lookups of a capture that was made from a dns.log are those of that log', async () => {
    const out = path.join(folder, 'simda');
    await read(capturePath('derived/dga-simda.pcap'), '--format', 'zeek', '--out', out);
    const NAMES = ['id.orig_h', 'id.orig_p', 'id.resp_h', 'id.resp_p', 'proto', 'trans_id', 'query', 'qtype_name'];
    const told = ({ rows, of }: ReturnType<typeof zeekLog>, ...more: readonly string[]) =>
      rows.map((row) => [...NAMES, ...more].map((name) => of(row, name)).join(' '));
    const ours = zeekLog(path.join(out, 'dns.log'));
    const theirs = zeekLog(capturePath('logs/zeek-dga-simda/dns.log'));
    // The capture was made of the rows of port 53 that say a name.
    const lookups = {
      ...theirs,
      rows: theirs.rows.filter((row) => theirs.of(row, 'id.resp_p') === '53' && theirs.of(row, 'query') !== '-'),
    };
    const known = new Set(told(ours));
    expect(lookups.rows.length).toBe(687);
    expect(told(lookups).filter((row) => !known.has(row))).toEqual([]);
    // Where it found the query of an answer, a lookup took as long here, and came to the same.
    const timed = { ...lookups, rows: lookups.rows.filter((row) => lookups.of(row, 'rtt') !== '-') };
    const results = new Set(told(ours, 'rcode_name', 'rtt', 'AA', 'RD', 'RA', 'rejected', 'answers', 'TTLs'));
    expect(timed.rows.length).toBe(260);
    expect(
      told(timed, 'rcode_name', 'rtt', 'AA', 'RD', 'RA', 'rejected', 'answers', 'TTLs').filter(
        (row) => !results.has(row),
      ),
    ).toEqual([]);
  });

  it('is the same in every run, and another file has other uids', async () => {
    const [a, b] = [path.join(folder, 'a'), path.join(folder, 'b')];
    for (const out of [a, b]) await read(capturePath('benign-firefox.pcap'), '--format', 'zeek', '--out', out);
    for (const log of ['conn', 'dns', 'http', 'ssl'])
      expect(readFileSync(path.join(a, `${log}.log`), 'utf8')).toBe(readFileSync(path.join(b, `${log}.log`), 'utf8'));
  });

  it.each(['benign-firefox.pcap', 'dns-c2-txt.pcap'])(
    'events of %s have the keys and order of Suricata’s',
    async (name) => {
      const events = (text: string) =>
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as Record<string, unknown>);
      const ours = events(await read(capturePath(name), '--format', 'eve'));
      const samples = events(readFileSync(capturePath('logs/eve/lab-mixed.eve.json'), 'utf8'));
      for (const event of ours) {
        const type = event['event_type'] as string;
        expect(event['timestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+0000$/);
        expect(Number.isSafeInteger(event['flow_id'])).toBe(true);
        const body = event[type] as Record<string, unknown>;
        const peers = samples.filter(
          (one) =>
            one['event_type'] === type &&
            (type !== 'dns' || (one['dns'] as Record<string, unknown>)['type'] === body['type']),
        );
        if (peers.length === 0) continue;
        // Of the keys that both have, the order is theirs; inside the event as well.
        for (const [mine, theirs] of [
          [event, peers],
          [body, peers.map((one) => one[type] as Record<string, unknown>)],
        ] as const) {
          const known = new Map<string, string>();
          for (const peer of theirs) for (const [key, value] of Object.entries(peer)) known.set(key, typeof value);
          for (const [key, value] of Object.entries(mine))
            if (known.has(key)) expect([key, typeof value]).toEqual([key, known.get(key)]);
          const peer =
            theirs.find((one) => Object.keys(one).every((key) => key in mine || !known.has(key))) ?? theirs[0] ?? {};
          const shared = Object.keys(mine).filter((key) => key in peer);
          expect(shared).toEqual(Object.keys(peer).filter((key) => key in mine));
        }
      }
      expect(new Set(ours.map((event) => event['event_type']))).toEqual(
        new Set(name.startsWith('dns') ? ['flow', 'dns'] : ['flow', 'dns', 'http', 'tls']),
      );
    },
  );
});
