import { open } from 'node:fs/promises';
import { CaptureChunks, CaptureParser, type Layer, layersOf } from '@wireledger/capture';
import { decodeFrame, Packet } from '@wireledger/decoders';
import { z } from 'zod';

import { FlowMatch, FlowTuple } from './flow-match';
import { infoOf } from './packet-info';

/** Packets of one answer at most: a list is short, a file may be long. */
const MOST = 1_000_000;

/** Which packets of a flow are asked for, and how. */
export const PacketsOrder = z.object({
  flow: FlowTuple,
  /** Packets of the flow to leave out at the beginning. */
  skip: z.number().int().min(0).max(1e12).default(0),
  most: z.number().int().min(1).max(MOST),
  /** `list` without bytes, `bytes` for a file, `whole` with bytes and layers. */
  form: z.enum(['list', 'bytes', 'whole']),
});
export type PacketsOrder = z.infer<typeof PacketsOrder>;

/** The same, of a capture of the library. */
export const PacketsRequest = PacketsOrder.extend({ sha256: z.string() });
export type PacketsRequest = z.infer<typeof PacketsRequest>;

/** One packet of a flow. Its number is that among the packets of the flow, from 1. */
export interface SeenPacket {
  readonly n: number;
  readonly us: number;
  readonly fromSource: boolean;
  /** On the wire, and captured. */
  readonly length: number;
  readonly captured: number;
  readonly payload: number;
  readonly linktype: number;
  /** What its transport header says, in a few words. */
  readonly info: string;
  /** Base64. */
  readonly data?: string;
  readonly layers?: readonly Layer[];
}

/** After the last packet: whether there are more than were asked for. */
export interface PacketsEnd {
  readonly more: boolean;
}

/** The packets of one flow out of a stored capture, in the order of the file, then how it ended. Stops reading once it has what was asked for. */
export async function* flowPackets(
  path: string,
  request: PacketsOrder,
  gone: AbortSignal,
): AsyncGenerator<SeenPacket | PacketsEnd> {
  const file = await open(path, 'r');
  try {
    yield* packetsOfFlow(new CaptureChunks(file).read(), request, gone);
  } finally {
    await file.close();
  }
}

/** The same, out of the chunks of any capture. */
export async function* packetsOfFlow(
  chunks: AsyncIterable<Buffer>,
  { flow, skip, most, form }: PacketsOrder,
  gone: AbortSignal,
): AsyncGenerator<SeenPacket | PacketsEnd> {
  const match = new FlowMatch(flow);
  const frame = new Packet();
  let found: SeenPacket[] = [];
  let seen = 0;
  const parser = new CaptureParser((buffer, offset, captured, original, us, linktype) => {
    if (us < flow.firstUs || us > flow.lastUs || seen > skip + most) return;
    decodeFrame(frame, buffer, offset, captured, original, linktype);
    const fromSource = match.side(frame, us);
    if (fromSource === null || ++seen <= skip || seen > skip + most) return;
    found.push({
      ...{ n: seen, us, fromSource, length: original, captured, payload: frame.payloadLength, linktype },
      info: infoOf(frame),
      ...(form === 'list' ? {} : { data: Buffer.from(buffer.subarray(offset, offset + captured)).toString('base64') }),
      ...(form === 'whole' ? { layers: layersOf(frame, offset, captured, linktype) } : {}),
    });
  });
  for await (const chunk of chunks) {
    if (gone.aborted) return;
    parser.feed(chunk);
    yield* found;
    found = [];
    if (seen > skip + most) break;
  }
  yield { more: seen > skip + most };
}
