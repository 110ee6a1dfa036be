import { CaptureParser, interfaceBlock, packetBlockLength, sectionBlock, writePacketBlock } from '@wireledger/capture';
import { conversationKeys, type PacketQuery } from '@wireledger/capture/packet-store';
import { decodeFrame, Packet } from '@wireledger/decoders';
import { z } from 'zod';

import { FlowMatch, FlowTuple } from '../captures/flow-match';
import { ControlError } from '../control/control-server';
import { SensorName } from '../replay/replay-spec';
import { packetTest } from './packet-filter';
import { packetRow } from './packet-row';

/** What one file may hold. */
export const EXTRACT_LIMITS = { packets: 1_000_000, bytes: 1024 ** 3 } as const;
export type ExtractLimits = { readonly [Name in keyof typeof EXTRACT_LIMITS]: number };

const PIECE_BYTES = 256 * 1024;
const time = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Which packets are wanted: those of a flow, or those that a filter lets pass; from one moment to another, both included, µs. */
export const PacketsWanted = z.object({
  flow: FlowTuple.extend({ source: z.uuid() }).nullable().default(null),
  /** Filter language, about single packets; blank = all. */
  filter: z.string().max(4000).default(''),
  /** Of this sensor alone. */
  sensor: SensorName.nullable().default(null),
  /** SHA-256 of a capture of the library: its packets instead of those of the store. */
  capture: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  fromUs: time,
  toUs: time,
});
export type PacketsWanted = z.infer<typeof PacketsWanted>;

/** What an extract comes to. `bytes`: captured ones of its packets. */
export interface Extent {
  readonly packets: number;
  readonly bytes: number;
}

/** A packet that is wanted; false = no more of them. */
type Take = (
  buffer: Uint8Array,
  offset: number,
  captured: number,
  original: number,
  us: number,
  linktype: number,
) => boolean;

/** Where bytes of captures come from: all that may hold what is looked for. */
export interface PacketSource {
  chunks(query: PacketQuery): AsyncIterable<Buffer>;
}

/** Finds packets of a source, exactly those that are wanted, in the order in which each source had them. */
export class PacketExtract {
  private readonly query: PacketQuery;
  private readonly passes: (frame: Packet, us: number, original: number) => boolean;

  /** @throws ControlError 400 when the filter or an address is none */
  constructor(
    private readonly source: PacketSource,
    wanted: PacketsWanted,
    private readonly gone: AbortSignal,
    private readonly limits: ExtractLimits = EXTRACT_LIMITS,
  ) {
    const { flow, filter, sensor, fromUs, toUs } = wanted;
    const range = { fromUs, toUs, sensors: sensor === null ? null : [sensor] };
    const test = packetTest(filter);
    const byFilter = (frame: Packet, us: number, original: number) => test(packetRow(frame, us, original));
    if (!flow) {
      this.query = { ...range, source: null, keys: null };
      this.passes = filter.trim() === '' ? () => true : byFilter;
      return;
    }
    try {
      const match = new FlowMatch(flow);
      this.query = { ...range, source: flow.source, keys: conversationKeys(flow) };
      this.passes = (frame, us, original) =>
        match.side(frame, us) !== null && (filter.trim() === '' || byFilter(frame, us, original));
    } catch (error) {
      throw new ControlError(400, (error as Error).message);
    }
  }

  /** How many there are. @throws ControlError 413 when they are more than a file may hold */
  async count(): Promise<Extent> {
    let packets = 0;
    let bytes = 0;
    const { limits } = this;
    await this.each((_buffer, _offset, captured) => {
      packets++;
      bytes += captured;
      return packets <= limits.packets && bytes <= limits.bytes;
    });
    if (packets > limits.packets || bytes > limits.bytes)
      throw new ControlError(
        413,
        `more than ${limits.packets} packets or ${Math.round(limits.bytes / 1024 / 1024)} MiB of them match. ` +
          'Take a shorter time or a narrower filter.',
      );
    return { packets, bytes };
  }

  /** They as a pcapng file, the first so many. @throws when there are fewer by now: nobody takes a part for the whole */
  async *file({ packets: most }: Pick<Extent, 'packets'>): AsyncGenerator<Buffer> {
    const interfaces = new Map<number, number>();
    let ready: Buffer[] = [sectionBlock()];
    let size = 0;
    let packets = 0;
    const put = (bytes: Buffer) => {
      ready.push(bytes);
      size += bytes.length;
    };
    const take: Take = (buffer, offset, captured, original, us, linktype) => {
      let iface = interfaces.get(linktype);
      if (iface === undefined) {
        iface = interfaces.size;
        interfaces.set(linktype, iface);
        put(interfaceBlock(linktype));
      }
      const block = Buffer.allocUnsafe(packetBlockLength(captured));
      writePacketBlock(block, 0, { buffer, offset, captured, original, us, iface });
      put(block);
      return ++packets < most;
    };
    if (most > 0)
      for await (const _read of this.reading(take))
        if (size >= PIECE_BYTES) {
          yield Buffer.concat(ready);
          ready = [];
          size = 0;
        }
    if (packets < most) throw new Error('packets of it were removed meanwhile. Ask again.');
    yield Buffer.concat(ready);
  }

  private async each(take: Take): Promise<void> {
    for await (const _read of this.reading(take)) if (this.gone.aborted) return;
  }

  /** Reads chunk by chunk; a turn each. */
  private async *reading(take: Take): AsyncGenerator<void> {
    const { fromUs, toUs } = this.query;
    const frame = new Packet();
    let more = true;
    const parser = new CaptureParser((buffer, offset, captured, original, us, linktype) => {
      if (!more || us < fromUs || us > toUs) return;
      decodeFrame(frame, buffer, offset, captured, original, linktype);
      if (this.passes(frame, us, original)) more = take(buffer, offset, captured, original, us, linktype);
    });
    for await (const chunk of this.source.chunks(this.query)) {
      parser.feed(chunk);
      yield;
      if (!more || this.gone.aborted) return;
    }
  }
}
