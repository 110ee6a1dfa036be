import { open } from 'node:fs/promises';
import { CaptureChunks, CaptureParser } from '@wireledger/capture';
import { decodeFrame, IpProto, Packet } from '@wireledger/decoders';
import { z } from 'zod';

import { FlowMatch, FlowTuple } from './flow-match';
import { flagWords, type Layer, layersOf } from './packet-layers';

/** Packets of one answer at most: a list is short, a file may be long. */
const MOST = 1_000_000;

export const PacketsRequest = z.object({
  sha256: z.string(),
  flow: FlowTuple,
  /** Packets of the flow to leave out at the beginning. */
  skip: z.number().int().min(0).max(1e12).default(0),
  most: z.number().int().min(1).max(MOST),
  /** `list` without bytes, `bytes` for a file, `whole` with bytes and layers. */
  form: z.enum(['list', 'bytes', 'whole']),
});
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
  { flow, skip, most, form }: PacketsRequest,
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
  const file = await open(path, 'r');
  try {
    for await (const chunk of new CaptureChunks(file).read()) {
      if (gone.aborted) return;
      parser.feed(chunk);
      yield* found;
      found = [];
      if (seen > skip + most) break;
    }
  } finally {
    await file.close();
  }
  yield { more: seen > skip + most };
}

function infoOf({ proto, tcpFlags, seq, ack, srcPort, dstPort, fragment, fragmentOffset }: Packet): string {
  if (fragment && fragmentOffset > 0) return `fragment from byte ${fragmentOffset}`;
  if (proto === IpProto.TCP) return `${flagWords(tcpFlags)} seq ${seq >>> 0} ack ${ack >>> 0}`;
  if (proto === IpProto.ICMP || proto === IpProto.ICMPV6) return `type ${srcPort} code ${dstPort}`;
  return '';
}
