import { type CaptureEnd, readCaptureFile } from '@wireledger/capture';
import { decodeFrame, FrameKind, IpProto, Packet } from '@wireledger/decoders';
import { CollectingPipeline, type PipelineOptions } from '@wireledger/flows';
import { formatIpv4, formatIpv6 } from '@wireledger/kernel';

/** Sends the UDP datagrams of a capture file through a collector: exports are known by their content, on any port. @throws UnreadableCapture */
export function runExports(file: string, options: PipelineOptions): { pipeline: CollectingPipeline; end: CaptureEnd } {
  const pipeline = new CollectingPipeline(options);
  const frame = new Packet();
  const end = readCaptureFile(file, (buffer, offset, captured, original, timeUs, linktype) => {
    decodeFrame(frame, buffer, offset, captured, original, linktype);
    if (frame.kind !== FrameKind.IP || frame.proto !== IpProto.UDP || frame.fragment) return;
    const sender = frame.version === 4 ? formatIpv4(buffer, frame.src) : formatIpv6(buffer, frame.src);
    pipeline.exportDatagram(buffer, frame.payload, frame.payloadEnd, sender, timeUs);
  });
  pipeline.finish();
  return { pipeline, end };
}
