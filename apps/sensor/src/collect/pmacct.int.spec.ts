import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Batch } from '@wireledger/events';

import { CollectorRun } from './collector-run';
import { directionsOf, directionsOfNfdump, freePort, keeping, specOf, until } from './testing/collecting';

const CAPTURE_FILE = path.join(process.env['WIRELEDGER_CAPTURES'] ?? '', 'benign-firefox.pcap');
const PLUGINS_ENDED = 'no more plugins active. Shutting down.';
const FILLER = '192.0.2.1';
const TOOLS = ['pmacctd', 'nfcapd', 'nfpcapd', 'nfdump'];
const MISSING = TOOLS.filter((name) => spawnSync('which', [name]).status !== 0);

/** Settings of pmacctd: reads `capture` and tells each of `receivers` what it saw by a plugin of its own. */
function settingsOf(capture: string, plugin: string, receivers: readonly number[], more: readonly string[]): string {
  const names = receivers.map((_, i) => `p${i}`);
  return [
    'daemonize: false',
    `pcap_savefile: ${capture}`,
    `plugins: ${names.map((name) => `${plugin}[${name}]`).join(', ')}`,
    ...names.flatMap((name, i) => [
      `${plugin}_receiver[${name}]: 127.0.0.1:${receivers[i]}`,
      ...more.map((setting) => setting.replace(':', `[${name}]:`)),
    ]),
    '',
  ].join('\n');
}

describe('pmacctd exporting a capture', () => {
  if (MISSING.length > 0 || !existsSync(CAPTURE_FILE)) {
    process.stdout.write(
      'not asked for: flow exports of pmacct (needs WIRELEDGER_CAPTURES and the Debian packages pmacct and nfdump)\n',
    );
    it('needs the packages and the captures', () => expect(MISSING.length > 0 || !existsSync(CAPTURE_FILE)).toBe(true));
    return;
  }
  let scratch: string;
  let capture: string;
  beforeEach(() => {
    scratch = mkdtempSync(path.join(tmpdir(), 'pmacct-'));
    capture = path.join(scratch, 'capture.pcap');
    copyFileSync(CAPTURE_FILE, capture);
  });
  afterEach(() => rmSync(scratch, { recursive: true }));

  /** Runs pmacctd to the end of the capture while a collector listens on the first port; what that took. */
  async function collected(
    plugin: string,
    more: readonly string[],
    { others = [], datagrams }: { readonly others?: readonly number[]; readonly datagrams: number },
  ) {
    const port = await freePort();
    const { batches, writer } = keeping();
    const run = new CollectorRun(specOf(port), writer, () => undefined);
    await run.open();
    const running = run.run();
    try {
      const file = path.join(scratch, 'pmacctd.conf');
      writeFileSync(file, settingsOf(capture, plugin, [port, ...others], more));
      const { status, stdout, stderr } = spawnSync('pmacctd', ['-f', file], { encoding: 'utf8', timeout: 60_000 });
      // At the end of a capture its plugins are told to end; when they do so before it looks, it calls that a failure of its own.
      const ended = status === 0 || stderr.includes(PLUGINS_ENDED) || stdout.includes(PLUGINS_ENDED);
      expect(ended ? '' : `${status} ${stdout}${stderr}`).toBe('');
      await until(() => run.progress.datagrams >= datagrams);
    } finally {
      await sleep(200);
      run.end('the test is over');
    }
    await running;
    expect(run.progress).toMatchObject({ refused: 0, dropped: 0 });
    return { run, batches };
  }

  it.each([
    ['NetFlow v9', 9],
    ['IPFIX', 10],
  ])(
    'as %s gives the flows that nfdump sees',
    async (_name, version) => {
      const folder = path.join(scratch, 'nfcapd');
      mkdirSync(folder);
      const theirs = await freePort();
      const nfcapd: ChildProcess = spawn(
        'nfcapd',
        ['-p', String(theirs), '-b', '127.0.0.1', '-w', folder, '-t', '3600'],
        {
          stdio: 'ignore',
        },
      );
      try {
        await until(() => readdirSync(folder).length > 0);
        const fields = 'src_host, dst_host, src_port, dst_port, proto, tos, tcpflags';
        const settings = [`aggregate: ${fields}`, `nfprobe_version: ${version}`];
        const { run, batches } = await collected('nfprobe', settings, { others: [theirs], datagrams: 2 });
        nfcapd.kill('SIGTERM');
        await once(nfcapd, 'exit');
        const expected = directionsOfNfdump(folder);
        expect(Object.keys(expected).length).toBeGreaterThan(40);
        expect(directionsOf(batches)).toEqual(expected);
        expect(run.progress.records).toBe(Object.keys(expected).length);
      } finally {
        nfcapd.kill('SIGTERM');
      }
    },
    90_000,
  );

  it('as sFlow, one sample a packet, gives every IP packet of the capture, in the flows that nfpcapd sees', async () => {
    const folder = path.join(scratch, 'nfpcapd');
    mkdirSync(folder);
    expect(spawnSync('nfpcapd', ['-r', capture, '-l', folder, '-t', '3600']).status).toBe(0);
    const expected = framesOf(directionsOfNfdump(folder));
    expect(Object.keys(expected).length).toBeGreaterThan(40);

    // pmacctd keeps its last samples back until others follow, also when it ends: these push them out.
    const last = lastSeconds(readFileSync(capture));
    appendFileSync(capture, Buffer.concat(Array.from({ length: 60 }, (_, i) => filler(last + 1, i))));
    const { batches } = await collected('sfprobe', ['sampling_rate: 1'], { datagrams: 100 });
    const told = Object.entries(directionsOf(batches)).filter(([ends]) => !ends.includes(` ${FILLER} `));
    expect(Object.fromEntries(told)).toEqual(expected);
    const exporters = batches.filter(({ kind }) => kind === 'export').map(({ payload }) => payload as Batch<'export'>);
    expect(exporters.flatMap(({ cols }) => cols.lost).every((lost) => lost === 0)).toBe(true);
    const rates = new Set(exporters.flatMap(({ cols }) => [...cols.protocol, ...cols.sampling]));
    expect(rates).toEqual(new Set(['sflow5', 1]));
  }, 90_000);
});

/** Bytes of IP → bytes of Ethernet frames, which samples tell. nfpcapd reads no header behind IPv6's hop-by-hop options: the only such packet is of ICMPv6. */
const framesOf = (told: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(told).map(([ends, figures]) => {
      const [packets = 0, bytes = 0] = figures.split(' ').map(Number);
      return [ends.replace(/^0 (\S+) 0 (\S+) 0$/, '58 $1 $2'), `${packets} ${bytes + 14 * packets}`];
    }),
  );

/** When the last packet of a little-endian capture was seen. */
function lastSeconds(file: Buffer): number {
  let seconds = 0;
  for (let at = 24; at < file.length; at += 16 + file.readUInt32LE(at + 8)) seconds = file.readUInt32LE(at);
  return seconds;
}

/** A packet record: a datagram of 200 bytes from `FILLER`. */
function filler(seconds: number, i: number): Buffer {
  const record = Buffer.alloc(16 + 242);
  record.writeUInt32LE(seconds, 0);
  record.writeUInt32LE(i, 4);
  record.writeUInt32LE(242, 8);
  record.writeUInt32LE(242, 12);
  record.writeUInt16BE(0x0800, 28);
  record.writeUInt16BE(0x4500, 30);
  record.writeUInt16BE(228, 32);
  record.set([64, 17], 38);
  record.set([...FILLER.split('.').map(Number), 192, 0, 2, 2], 42);
  record.writeUInt16BE(40_000, 50);
  record.writeUInt16BE(9, 52);
  record.writeUInt16BE(208, 54);
  return record;
}
