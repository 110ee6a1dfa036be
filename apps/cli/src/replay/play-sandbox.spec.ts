import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { SystemFile } from '../up/system-file';
import { playOne } from './play-sandbox';
import { parseReplayArgs } from './replay-args';

const STATE = {
  ...{ id: 'r1', phase: 'ended', reason: null, packets: 9, packetsInAll: 9, flowsOpen: 0, flowsEnded: 3, lookups: 2 },
  ...{ alerts: 2, digest: 'ab' },
  found: [
    {
      ...{ severity: 'high', kind: 'dga', title: 'DGA', entity: '10.0.0.5', first: 1_704_448_800_000_000 },
      summary: 'names\u001b[31m like \u202eevil\nfake line',
    },
  ],
};

describe('a replay in a sandbox', () => {
  let server: Server;
  let system: SystemFile;
  let lines: object[];
  const asked: { readonly route: string; readonly body: unknown }[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const body: unknown = JSON.parse(Buffer.concat(parts).toString());
        asked.push({ route: `${request.method} ${request.url}`, body });
        response.end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    system = { pid: 1, url, address: url, token: 't', sensor: { url }, pids: {}, startedAt: '' };
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function play(...argv: string[]) {
    const [out, err]: string[][] = [[], []];
    const args = parseReplayArgs(['/tmp/a.pcap', '--sandbox', ...argv]);
    const to = {
      stdout: { write: (text: string) => out?.push(text) },
      stderr: { write: (text: string) => err?.push(text) },
    };
    const ended = await playOne(system, args.requests[0] as never, args, to);
    return { ended, out: out?.join('') ?? '', err: err?.join('') ?? '' };
  }

  it('tells what came of it, with names that cannot speak to the terminal', async () => {
    lines = [
      { type: 'progress', state: { ...STATE, phase: 'playing', packets: 4 } },
      { type: 'ended', state: STATE },
    ];
    const { ended, out, err } = await play('--speed', '100');
    expect(asked).toEqual([{ route: 'POST /sandboxes/play', body: { file: '/tmp/a.pcap', speed: 100 } }]);
    expect([ended, err]).toEqual([true, '']);
    expect(out.split('\n')).toEqual([
      'a.pcap: 9 packets, 3 flows, 2 lookups, 2 alerts',
      '  2024-01-05T10:00:00.000000Z high dga 10.0.0.5: names\\u{1b}[31m like \\u{202e}evil\\u{a}fake line',
      '  the newest 1 of 2',
      '  sandbox r1, digest ab; nothing of it is in the history',
      '',
    ]);
    expect(JSON.parse((await play('--json')).out)).toEqual({ file: '/tmp/a.pcap', ...STATE });
  });

  it('says why it did not come to its end', async () => {
    lines = [{ type: 'ended', state: { ...STATE, phase: 'stopped', reason: 'it has made too many records' } }];
    expect(await play()).toEqual({ ended: false, out: '', err: 'wireledger: a.pcap: it has made too many records\n' });
    lines = [];
    expect(await play()).toEqual({ ended: false, out: '', err: 'wireledger: a.pcap: the sensor went away\n' });
  });
});
