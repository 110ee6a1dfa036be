import { execFileSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { CaptureParser, readCaptureFile } from '@wireledger/capture';
import { PacketStore } from '@wireledger/capture/packet-store';
import type { CutBatch } from '@wireledger/events';
import { Pipeline } from '@wireledger/flows';

import type { FlowTuple } from '../captures/flow-match';
import { PacketExtract, type PacketsWanted } from './extract-packets';
import { PacketKeeper } from './packet-keeper';

const SOURCE = '11111111-1111-4111-8111-111111111111';
const folder = process.env['WIRELEDGER_CAPTURES'] ?? path.resolve(__dirname, '../../../../../shared/captures');
/** Kind of the last record of a flow. */
const END = 2;
const PROTOCOLS: Readonly<Record<number, string>> = { 6: 'tcp', 17: 'udp' };

/** A packet as it stands in a file: time, bytes, length on the wire. */
type Stored = readonly [us: number, hex: string, original: number];

function packetsIn(capture: Buffer): Stored[] {
  const found: Stored[] = [];
  const parser = new CaptureParser((buffer, offset, captured, original, us) => {
    found.push([us, Buffer.from(buffer.subarray(offset, offset + captured)).toString('hex'), original]);
  });
  parser.feed(capture);
  expect(parser.end()).toMatchObject({ error: null, truncated: false });
  return found;
}

const tcpdump = (file: string, expression: string): Stored[] =>
  packetsIn(
    execFileSync('tcpdump', ['-r', file, '-w', '-', expression], {
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 30,
    }),
  );

function endedIn({ kind, payload }: CutBatch): FlowTuple[] {
  if (kind !== 'flow') return [];
  const { n, t0, cols } = payload as unknown as { n: number; t0: number; cols: Record<string, (number | string)[]> };
  const text = (name: string, at: number) => String(cols[name]?.[at]);
  const value = (name: string, at: number) => Number(cols[name]?.[at]);
  return Array.from({ length: n }, (_, at) => at)
    .filter((at) => value('kind', at) === END)
    .map((at) => ({
      ...{ src: text('src', at), dst: text('dst', at), proto: value('proto', at) },
      ...{ srcPort: value('srcPort', at), dstPort: value('dstPort', at) },
      ...{ firstUs: t0 + value('first', at), lastUs: t0 + value('last', at) },
    }));
}

const captures = [
  ...['ipv6-web.pcap', 'benign-web-espn.pcapng', 'scan-syn-nmap.pcapng', 'sll-mixed.pcap', 'rawip-http.pcap'],
  ...['loopback-null-http.pcap', 'bruteforce-ftp.pcap', 'benign-dns.pcapng', 'snaplen-cut-tcp.pcap'],
];

if (!existsSync(path.join(folder, 'expected.json')) || !existsSync('/usr/bin/tcpdump'))
  process.stdout.write('not asked for: extracts against tcpdump (needs WIRELEDGER_CAPTURES and tcpdump)\n');
else
  describe.each(captures.map((name, n) => [name, n % 2 === 0 ? null : Buffer.alloc(32, 3)] as const))(
    'the store and tcpdump agree on %s',
    (name, key) => {
      const file = path.join(folder, name);
      const flows: FlowTuple[] = [];
      let root: string;
      let store: PacketStore;
      beforeAll(async () => {
        root = mkdtempSync(path.join(tmpdir(), 'wl-extract-'));
        const logger = { warn: (fields: object) => expect(fields).toBe('no warning') };
        store = new PacketStore({ root, limitBytes: 1 << 28, days: 7, key, logger });
        store.mode = 'full';
        store.open();
        const keeper = new PacketKeeper(store, () => undefined, logger);
        const tap = await keeper.tap({ source: SOURCE, sensor: 'live' }, { store: true });
        const pipeline = new Pipeline({ cut: 60, onBatch: (batch) => flows.push(...endedIn(batch)) });
        readCaptureFile(file, (buffer, offset, captured, original, us, linktype, iface) => {
          pipeline.packet(buffer, offset, captured, original, us, linktype, iface);
          tap.packet(pipeline.decoded, buffer, offset, captured, original, us, linktype, iface);
        });
        pipeline.finish();
      });
      afterAll(async () => {
        await store.close();
        rmSync(root, { recursive: true, force: true });
      });

      async function extract(wanted: Partial<PacketsWanted>): Promise<Stored[]> {
        const all = {
          flow: null,
          filter: '',
          sensor: null,
          capture: null,
          fromUs: 0,
          toUs: Number.MAX_SAFE_INTEGER,
          ...wanted,
        };
        const one = new PacketExtract(store, all, new AbortController().signal);
        const extent = await one.count();
        const pieces: Buffer[] = [];
        for await (const piece of one.file(extent)) pieces.push(piece);
        const found = packetsIn(Buffer.concat(pieces));
        expect([found.length, found.reduce((sum, [, hex]) => sum + hex.length / 2, 0)]).toEqual([
          extent.packets,
          extent.bytes,
        ]);
        return found;
      }

      it('in every packet', async () => expect(await extract({})).toEqual(tcpdump(file, '')));

      it('in a cut of the file itself', async () => {
        const bytes = { chunks: () => createReadStream(file) as AsyncIterable<Buffer> };
        const [from] = tcpdump(file, '')[5] as Stored;
        const wanted = { flow: null, filter: 'bytes > 500', sensor: null, capture: 'ab'.repeat(32) };
        const cut = new PacketExtract(
          bytes,
          { ...wanted, fromUs: from, toUs: Number.MAX_SAFE_INTEGER },
          new AbortController().signal,
        );
        const pieces: Buffer[] = [];
        for await (const piece of cut.file(await cut.count())) pieces.push(piece);
        expect(packetsIn(Buffer.concat(pieces))).toEqual(tcpdump(file, 'greater 501').filter(([us]) => us >= from));
      });

      it('in the packets of flows', async () => {
        const byTuple = new Map<string, FlowTuple[]>();
        for (const flow of flows.filter(({ proto }) => PROTOCOLS[proto])) {
          const [a, b] = [`${flow.src} ${flow.srcPort}`, `${flow.dst} ${flow.dstPort}`].sort();
          const tuple = `${flow.proto} ${a} ${b}`;
          byTuple.set(tuple, [...(byTuple.get(tuple) ?? []), flow]);
        }
        const some = [...byTuple.values()].filter((_, n) => n % Math.ceil(byTuple.size / 12) === 0);
        expect(some.length).toBeGreaterThan(0);
        for (const same of some) {
          const { src, dst, srcPort, dstPort, proto } = same[0] as FlowTuple;
          const found: Stored[] = [];
          for (const flow of same.sort((a, b) => a.firstUs - b.firstUs))
            found.push(...(await extract({ flow: { ...flow, source: SOURCE } })));
          const there = `src host ${src} and src port ${srcPort} and dst host ${dst} and dst port ${dstPort}`;
          const back = `src host ${dst} and src port ${dstPort} and dst host ${src} and dst port ${srcPort}`;
          const byTime = (packets: Stored[]) => [...packets].sort((a, b) => a[0] - b[0] || a[1].localeCompare(b[1]));
          const wanted = tcpdump(file, `${PROTOCOLS[proto]} and ((${there}) or (${back}))`);
          expect(byTime(found)).toEqual(byTime(wanted));
        }
      });

      it('in what a filter lets pass, within a time', async () => {
        const [flow] = flows.filter(({ proto }) => proto === 6 || proto === 17);
        const { src, dstPort } = flow as FlowTuple;
        const whole = tcpdump(file, `host ${src} and port ${dstPort}`);
        const filter = `ip = ${src} and port = ${dstPort}`;
        expect(await extract({ filter })).toEqual(whole);
        const [fromUs, toUs] = [whole[Math.floor(whole.length / 3)]?.[0] ?? 0, whole.at(-1)?.[0] ?? 0];
        expect(await extract({ filter, fromUs, toUs })).toEqual(whole.filter(([us]) => us >= fromUs && us <= toUs));
        expect(await extract({ filter, sensor: 'other' })).toEqual([]);
        const syn = tcpdump(file, 'ip and tcp[tcpflags] == tcp-syn');
        expect(await extract({ filter: 'tcp.flags = S and ip in (0.0.0.0/0)' })).toEqual(syn);
        expect(await extract({ filter: 'bytes > 500' })).toEqual(tcpdump(file, 'greater 501'));
      });
    },
  );
