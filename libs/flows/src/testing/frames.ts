import { TcpFlag } from '@wireledger/decoders';
import type { Batch, ColumnsOf, CutBatch, RecordKind } from '@wireledger/events/telemetry';
import { Pipeline } from '../pipeline';
import type { PipelineOptions } from '../pipeline-options';

export const SECOND = 1_000_000;
/** Begins 20 s into a minute. */
export const START = 1_780_000_040 * SECOND;
export const { SYN, ACK, FIN, RST } = TcpFlag;
const ETHERNET = 1;

export interface Endpoints {
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
}

export function ipv4({ src, dst }: Endpoints, proto: number, transport: Buffer): Buffer {
  const frame = Buffer.alloc(34 + transport.length);
  frame.writeUInt16BE(0x0800, 12);
  frame[14] = 0x45;
  frame.writeUInt16BE(20 + transport.length, 16);
  frame[22] = 64;
  frame[23] = proto;
  for (const [at, text] of [
    [26, src],
    [30, dst],
  ] as const)
    text.split('.').forEach((byte, i) => (frame[at + i] = Number(byte)));
  transport.copy(frame, 34);
  return frame;
}

/** A TCP segment; a payload given as text is latin1. */
export function tcp(ends: Endpoints, flags: number, seq = 0, payload: string | Uint8Array = ''): Buffer {
  const header = Buffer.alloc(20 + payload.length);
  header.writeUInt16BE(ends.sport ?? 40_000, 0);
  header.writeUInt16BE(ends.dport ?? 80, 2);
  header.writeUInt32BE(seq, 4);
  header[12] = 0x50;
  header[13] = flags;
  header.set(typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload, 20);
  return ipv4(ends, 6, header);
}

export function udp(ends: Endpoints, payload: Buffer): Buffer {
  const header = Buffer.alloc(8 + payload.length);
  header.writeUInt16BE(ends.sport ?? 40_000, 0);
  header.writeUInt16BE(ends.dport ?? 9999, 2);
  header.writeUInt16BE(header.length, 4);
  payload.copy(header, 8);
  return ipv4(ends, 17, header);
}

/** What an ARP message says: `mac` has `address`, to (or of) whom, in a frame of `frameMac`. */
export interface Said {
  /** 1 request, 2 reply. */
  readonly op?: number;
  readonly mac: string;
  readonly address: string;
  readonly of?: string;
  readonly to?: string;
  readonly frameMac?: string;
}

export function arp({
  op = 2,
  mac,
  address,
  of = '192.0.2.10',
  to = '02:00:00:00:00:0a',
  frameMac = mac,
}: Said): Buffer {
  const ip = (text: string) => Buffer.from(text.split('.').map(Number)).toString('hex');
  const asked = op === 1 ? '000000000000' : to;
  const parts = [to, frameMac, '0806', '00010800060400', `0${op}`, mac, ip(address), asked, ip(of)];
  return Buffer.from(parts.join('').replaceAll(':', ''), 'hex');
}

/** Cuts an IPv4 frame into fragments of `size` bytes, a multiple of 8 (RFC 791 §3.2). */
export function fragments(frame: Buffer, size: number, id = 7): Buffer[] {
  const header = frame.subarray(0, 34);
  const data = frame.subarray(34);
  const pieces: Buffer[] = [];
  for (let at = 0; at < data.length; at += size) {
    const piece = Buffer.concat([header, data.subarray(at, at + size)]);
    piece.writeUInt16BE(piece.length - 14, 16);
    piece.writeUInt16BE(id, 18);
    piece.writeUInt16BE((at >> 3) | (at + size < data.length ? 0x2000 : 0), 20);
    pieces.push(piece);
  }
  return pieces;
}

/** The same of an IPv6 frame without extension headers (RFC 8200 §4.5). */
export function fragments6(frame: Buffer, size: number, id = 7): Buffer[] {
  const data = frame.subarray(54);
  const pieces: Buffer[] = [];
  for (let at = 0; at < data.length; at += size) {
    const extension = Buffer.from([frame[20] as number, 0, 0, 0, 0, 0, 0, id]);
    extension.writeUInt16BE(at | (at + size < data.length ? 1 : 0), 2);
    const piece = Buffer.concat([frame.subarray(0, 54), extension, data.subarray(at, at + size)]);
    piece.writeUInt16BE(piece.length - 54, 18);
    piece[20] = 44;
    pieces.push(piece);
  }
  return pieces;
}

/** A UDP datagram over IPv6. */
export function udp6(src: string, dst: string, sport: number, dport: number, payload: Buffer): Buffer {
  const frame = Buffer.alloc(62 + payload.length);
  frame.writeUInt16BE(0x86dd, 12);
  frame[14] = 0x60;
  frame.writeUInt16BE(8 + payload.length, 18);
  frame[20] = 17;
  frame.write(src, 22, 'hex');
  frame.write(dst, 38, 'hex');
  frame.writeUInt16BE(sport, 54);
  frame.writeUInt16BE(dport, 56);
  frame.writeUInt16BE(8 + payload.length, 58);
  payload.copy(frame, 62);
  return frame;
}

export const icmp = (ends: Endpoints, type: number, code = 0): Buffer =>
  ipv4(ends, 1, Buffer.from([type, code, 0, 0, 0, 1, 0, 1]));

export const back = ({ src, dst, sport, dport }: Endpoints): Endpoints => ({
  src: dst,
  dst: src,
  sport: dport ?? 80,
  dport: sport ?? 40_000,
});

/** A frame at a time in seconds after `START`, on an interface (0 when absent), or a tick. */
export type Happening = readonly [seconds: number, frame: Buffer | 'tick', iface?: number];

export interface Run {
  readonly pipeline: Pipeline;
  readonly batches: CutBatch[];
}

/** Sends what happens through a pipeline. */
export function run(happenings: Iterable<Happening>, options: Partial<PipelineOptions> = {}): Run {
  const batches: CutBatch[] = [];
  const pipeline = new Pipeline({ cut: 1, onBatch: (batch) => batches.push(batch), ...options });
  for (const [seconds, frame, iface = 0] of happenings) {
    const us = START + Math.round(seconds * SECOND);
    if (frame === 'tick') pipeline.tick(us);
    else pipeline.packet(frame, 0, frame.length, frame.length, us, ETHERNET, iface);
  }
  pipeline.finish();
  return { pipeline, batches };
}

type RowOf<K extends RecordKind> = {
  [C in keyof ColumnsOf[K]]: ColumnsOf[K][C] extends readonly (infer V)[] ? V : never;
};
export type Rows<K extends RecordKind> = RowOf<K> & { readonly t0: number };

/** All records of a kind as rows. */
export function rows<K extends RecordKind>(batches: readonly CutBatch[], kind: K): Rows<K>[] {
  return batches
    .filter((batch) => batch.kind === kind)
    .flatMap(({ payload }) => {
      const { n, t0, cols } = payload as Batch<K>;
      return Array.from({ length: n }, (_, i) => {
        const entries = Object.entries(cols).map(([name, column]) => [name, (column as readonly unknown[])[i]]);
        return { ...Object.fromEntries(entries), t0 } as Rows<K>;
      });
    });
}
