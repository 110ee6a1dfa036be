import { spawn, spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Batch } from '@wireledger/events';

import { CollectorRun } from './collector-run';
import { directionsOf, directionsOfNfdump, freePort, keeping, specOf, until } from './testing/collecting';

const CAPTURE = path.join(process.env['WIRELEDGER_CAPTURES'] ?? '', 'benign-firefox.pcap');
const TOOLS = ['softflowd', 'nfcapd', 'nfdump'];
const MISSING = TOOLS.filter((name) => spawnSync('which', [name]).status !== 0);

if (MISSING.length > 0 || !existsSync(CAPTURE))
  process.stdout.write(
    'not asked for: flow exports of softflowd (needs WIRELEDGER_CAPTURES and the Debian packages softflowd and nfdump)\n',
  );
else
  it.each([
    ['NetFlow v5', '5'],
    ['NetFlow v9', '9'],
    ['IPFIX', '10'],
  ])(
    'softflowd exporting a capture as %s gives the flows that nfdump sees',
    async (_name, version) => {
      const scratch = mkdtempSync(path.join(tmpdir(), 'collect-'));
      const folder = path.join(scratch, 'nfcapd');
      mkdirSync(folder);
      const [ours, theirs] = [await freePort(), await freePort()];
      const { batches, writer } = keeping();
      const run = new CollectorRun(specOf(ours), writer, () => undefined);
      await run.open();
      const running = run.run();
      const nfcapd = spawn('nfcapd', ['-p', String(theirs), '-b', '127.0.0.1', '-w', folder, '-t', '3600'], {
        stdio: 'ignore',
      });
      try {
        await until(() => readdirSync(folder).length > 0);
        const to = `127.0.0.1:${ours},127.0.0.1:${theirs}`;
        // With a longer path of its control socket softflowd 1.1.0 never gets to the file.
        const files = ['-c', 's', '-p', 'p'];
        const args = ['-r', CAPTURE, '-n', to, '-v', version, '-d', '-6', ...files];
        const { status, stderr } = spawnSync('softflowd', args, { cwd: scratch, encoding: 'utf8', timeout: 30_000 });
        expect([status, status === 0 ? '' : stderr]).toEqual([0, '']);
        await until(() => run.progress.datagrams >= 2);
      } finally {
        // It takes what waits in its socket before it ends.
        await sleep(200);
        nfcapd.kill('SIGTERM');
        await once(nfcapd, 'exit');
        run.end('the test is over');
      }
      expect(await running).toBe('the test is over');
      const expected = directionsOfNfdump(folder);
      expect(Object.keys(expected).length).toBeGreaterThan(40);
      expect(directionsOf(batches)).toEqual(expected);
      expect(run.progress).toMatchObject({ refused: 0, dropped: 0, records: Object.keys(expected).length });
      rmSync(scratch, { recursive: true });
    },
    90_000,
  );

/** A NetFlow v5 datagram with one flow; `sequence` = number of that flow. */
function netflow5(sequence: number): Buffer {
  const datagram = Buffer.alloc(72);
  datagram.writeUInt16BE(5, 0);
  datagram.writeUInt16BE(1, 2);
  datagram.writeUInt32BE(100_000, 4);
  datagram.writeUInt32BE(Math.floor(Date.now() / 1000), 8);
  datagram.writeUInt32BE(sequence, 16);
  datagram.set([192, 0, 2, 10, 198, 51, 100, 80], 24);
  datagram.writeUInt32BE(3, 40);
  datagram.writeUInt32BE(180, 44);
  datagram.writeUInt32BE(90_000, 48);
  datagram.writeUInt32BE(99_000, 52);
  datagram.writeUInt16BE(40_000, 56);
  datagram.writeUInt16BE(53, 58);
  datagram[62] = 17;
  return datagram;
}

describe('a collector', () => {
  async function sends(port: number, ...datagrams: readonly Buffer[]): Promise<void> {
    const socket = createSocket('udp4');
    for (const datagram of datagrams)
      await new Promise<void>((resolve, reject) =>
        socket.send(datagram, port, '127.0.0.1', (error) => (error ? reject(error) : resolve())),
      );
    socket.close();
  }

  it('refuses what is no export, and tells of what is missing by sequence numbers', async () => {
    const port = await freePort();
    const { batches, writer } = keeping();
    const run = new CollectorRun(specOf(port, ['127.0.0.0/8']), writer, () => undefined);
    await run.open();
    const running = run.run();
    await sends(port, netflow5(7), Buffer.from('hello'), netflow5(12));
    await until(() => run.progress.datagrams + run.progress.refused === 3);
    run.end('over');
    await running;
    expect(run.progress).toEqual({ datagrams: 2, records: 2, refused: 1, dropped: 0 });
    const rows = batches
      .filter(({ kind }) => kind === 'export')
      .map(({ payload }) => (payload as Batch<'export'>).cols);
    expect(rows.flatMap(({ lost }) => lost).reduce((sum, lost) => sum + lost, 0)).toBe(4);
    expect(rows[0]).toMatchObject({ exporter: ['127.0.0.1'], protocol: ['netflow5'] });
    expect(run.figures.warnings).toEqual(['1 datagrams were no export of a known kind']);
  });

  it('counts what comes while the spool is full, and listens to nobody but those that were named', async () => {
    const port = await freePort();
    const { writer } = keeping();
    writer.full = true;
    const gaps: number[] = [];
    const run = new CollectorRun(specOf(port), writer, ({ dropped }, full) => gaps.push(full ? dropped : -1));
    await run.open();
    const running = run.run();
    await sends(port, netflow5(1), netflow5(2));
    await until(() => run.progress.dropped === 2);
    run.end('over');
    await running;
    expect(gaps).toEqual([2]);

    const other = new CollectorRun(specOf(port, ['192.0.2.0/24']), keeping().writer, () => undefined);
    await other.open();
    const ended = other.run();
    await sends(port, netflow5(1));
    await until(() => other.progress.refused === 1);
    other.end('over');
    await ended;
    expect(other.progress).toEqual({ datagrams: 0, records: 0, refused: 1, dropped: 0 });
    expect(other.figures.warnings).toEqual(['1 datagrams came from exporters that are not listened to']);
  });

  it('says why a port cannot be had', async () => {
    const taken = createSocket('udp4').bind(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address();
    const run = new CollectorRun(specOf(port), keeping().writer, () => undefined);
    await expect(run.open()).rejects.toThrow(`UDP port ${port} of 127.0.0.1 is taken by another program`);
    taken.close();
  });
});
