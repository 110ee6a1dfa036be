import { spawnSync } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Batch, CutBatch } from '@wireledger/events';

import type { FactsWriter } from '../../facts-writer';
import type { CollectSpec } from '../collect-spec';

const SOURCE = '11111111-1111-4111-8111-111111111111';
const NAMES: Readonly<Record<string, number>> = { TCP: 6, UDP: 17, ICMP: 1, ICMP6: 58 };

/** A UDP port of loopback that nothing listens on. */
export async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  await new Promise<void>((resolve) => socket.close(() => resolve()));
  return port;
}

/** A collector on one port of loopback. */
export const specOf = (port: number, allow: readonly string[] = []): CollectSpec => ({
  ...{ sensor: 'collect', host: '127.0.0.1', ports: [port], allow: [...allow], source: SOURCE, startedUs: 0 },
});

/** A writer that keeps what it is given. */
export function keeping(): { batches: CutBatch[]; writer: FactsWriter & { full: boolean } } {
  const batches: CutBatch[] = [];
  const writer = { full: false, offer: (_source: string, batch: CutBatch) => batches.push(batch) };
  return { batches, writer: writer as unknown as FactsWriter & { full: boolean } };
}

/** What each direction of the flows came to: `proto src port dst port` → packets, bytes. */
export function directionsOf(batches: readonly CutBatch[]): Record<string, string> {
  const told: Record<string, string> = {};
  for (const { kind, payload } of batches) {
    if (kind !== 'flow') continue;
    const { cols, n } = payload as Batch<'flow'>;
    for (let i = 0; i < n; i++) {
      const [src, dst, from, to, proto] = [cols.src[i], cols.dst[i], cols.srcPort[i], cols.dstPort[i], cols.proto[i]];
      const icmp = proto === 1 || proto === 58;
      if (cols.srcPackets[i] as number)
        told[icmp ? `${proto} ${src} ${dst}` : `${proto} ${src} ${from} ${dst} ${to}`] =
          `${cols.srcPackets[i]} ${cols.srcBytes[i]}`;
      if (cols.dstPackets[i] as number)
        told[icmp ? `${proto} ${dst} ${src}` : `${proto} ${dst} ${to} ${src} ${from}`] =
          `${cols.dstPackets[i]} ${cols.dstBytes[i]}`;
    }
  }
  return told;
}

/** The same of what nfcapd kept in `folder`. */
export function directionsOfNfdump(folder: string): Record<string, string> {
  const file = readdirSync(folder).find((name) => name.startsWith('nfcapd.')) ?? '';
  const { stdout } = spawnSync('nfdump', ['-r', path.join(folder, file), '-q', '-N', '-o', 'csv'], {
    encoding: 'utf8',
  });
  const told: Record<string, string> = {};
  for (const line of stdout.split('\n')) {
    const [, , , src, dst, from, to, name = '', , , , packets, bytes] = line.split(',').map((field) => field.trim());
    if (bytes === undefined) continue;
    const proto = NAMES[name] ?? Number(name);
    const icmp = proto === 1 || proto === 58;
    const ends = icmp ? `${proto} ${src} ${dst}` : `${proto} ${src} ${from} ${dst} ${to}`;
    const [before = 0, bytesBefore = 0] = told[ends]?.split(' ').map(Number) ?? [];
    told[ends] = `${before + Number(packets)} ${bytesBefore + Number(bytes)}`;
  }
  return told;
}

/** Waits for a state. @throws after 30 s */
export const until = async (met: () => boolean): Promise<void> => {
  for (const deadline = Date.now() + 30_000; !met();) {
    if (Date.now() > deadline) throw new Error('it never came so far');
    await sleep(20);
  }
};
