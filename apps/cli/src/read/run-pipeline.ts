import path from 'node:path';
import { readCaptureFile, type CaptureEnd } from '@wireledger/capture';
import { Pipeline, type PipelineOptions } from '@wireledger/flows';
import { uuidV5 } from '@wireledger/kernel/hashing';

/** Imports cut batches each minute of packet time (design decision 4). */
export const CUT_S = 60;
/** Names the sources of ids that are not in any log: the same file name gives the same ids. */
const READ_SOURCES = '6f0f2f1e-6b1c-5d52-9a51-0f7b2b3f6c1d';

/** Source id of a file that is read without a log. */
export const sourceOf = (file: string): string => uuidV5(READ_SOURCES, path.basename(file));

/** Sends a capture file through a pipeline of its own. @throws UnreadableCapture */
export function runPipeline(file: string, options: PipelineOptions): { pipeline: Pipeline; end: CaptureEnd } {
  const pipeline = new Pipeline(options);
  const end = readCaptureFile(
    file,
    (buffer, offset, captured, original, timeUs, linktype, iface) =>
      pipeline.packet(buffer, offset, captured, original, timeUs, linktype, iface),
    { runs: (run) => pipeline.records(run), input: () => pipeline.input() },
  );
  pipeline.finish();
  return { pipeline, end };
}

/** What a person should know about a file that was read: cut short, not decoded, ended early. */
export function warningsOf(pipeline: Pipeline, end: CaptureEnd): string[] {
  const { undecoded, evicted } = pipeline.counters;
  const warnings = [...end.warnings];
  if (undecoded > 0) warnings.push(`${undecoded} packets have a link type that is not decoded; they are only counted`);
  if (evicted > 0) warnings.push(`${evicted} flows were ended early for want of room`);
  return warnings;
}
