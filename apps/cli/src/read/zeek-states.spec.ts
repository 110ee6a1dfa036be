import { readFileSync } from 'node:fs';
import { runRead } from './run-read';
import { capturePath, Memory, withCaptures } from './testing/captures';

interface Flow {
  readonly record: string;
  readonly proto: number;
  readonly src: string;
  readonly srcPort: number;
  readonly state: string;
  readonly history: string;
  readonly srcPackets: number;
  readonly dstPackets: number;
  readonly srcPayload: number;
  readonly dstPayload: number;
}

/** Rows of a Zeek log (TSV) by field name. */
function zeekRows(text: string): Readonly<Record<string, string>>[] {
  const lines = text.split('\n').filter((line) => line !== '');
  const fields =
    lines
      .find((line) => line.startsWith('#fields'))
      ?.split('\t')
      .slice(1) ?? [];
  return lines
    .filter((line) => !line.startsWith('#'))
    .map((line) => Object.fromEntries(line.split('\t').map((value, i) => [fields[i] as string, value])));
}

withCaptures(() => {
  it('names state and history of TCP connections as Zeek does', async () => {
    const stdout = new Memory();
    const file = capturePath('tunnel-teredo.pcap');
    expect(await runRead([file, '--kinds', 'flow'], { stdout, stderr: new Memory() })).toBe(0);
    const ours = stdout
      .json<Flow>()
      .filter(({ record, proto }) => record === 'end' && proto === 6)
      .map((flow) => {
        const { src, srcPort, state, history, srcPackets, dstPackets, srcPayload, dstPayload } = flow;
        return [src, srcPort, state, history, srcPackets, dstPackets, srcPayload, dstPayload].join(' ');
      });
    // Zeek ends connections whose beginning it did not see after some seconds, which makes two of one; whether it looks into
    // Teredo that is not on its port is another matter. Both are left out.
    const theirs = zeekRows(readFileSync(capturePath('logs/zeek-tsv/teredo-conn.log'), 'utf8'))
      .filter(
        ({ proto, history, tunnel_parents }) =>
          proto === 'tcp' && /^(S|\^r)/.test(history ?? '') && tunnel_parents === '-',
      )
      .map((row) => {
        const number = (name: string) => (row[name] === '-' ? '0' : row[name]);
        const names = ['orig_pkts', 'resp_pkts', 'orig_bytes', 'resp_bytes'];
        return [row['id.orig_h'], row['id.orig_p'], row['conn_state'], row['history'], ...names.map(number)].join(' ');
      });
    expect(theirs).toHaveLength(5);
    for (const connection of theirs) expect(ours).toContain(connection);
  });
});
