import { readCaptureFile, type ReadCaptureOptions } from '@wireledger/capture';
import { Pipeline, type PipelineOptions } from '@wireledger/flows';
import golden from './golden-digests.json';
import { capturePath, withCaptures } from './testing/captures';

/** `how` gives what reading is told of the pipeline: nothing = packet by packet. */
function digestOf(
  name: string,
  options: Partial<PipelineOptions> = {},
  how: (pipeline: Pipeline) => ReadCaptureOptions = () => ({}),
): string {
  const pipeline = new Pipeline({ cut: 60, digest: true, ...options });
  readCaptureFile(
    capturePath(name),
    (buffer, offset, captured, original, timeUs, linktype, iface) =>
      pipeline.packet(buffer, offset, captured, original, timeUs, linktype, iface),
    how(pipeline),
  );
  pipeline.finish();
  return pipeline.digest();
}

withCaptures(() => {
  describe.each(Object.entries(golden))('the facts of %s', (name, digest) => {
    it('are those of the record', () => expect(digestOf(name)).toBe(digest));

    it('do not depend on how the file is read', () => {
      for (const readBytes of [61, 4099, 1 << 20]) {
        expect(digestOf(name, {}, () => ({ readBytes }))).toBe(digest);
        expect(digestOf(name, {}, (pipeline) => ({ readBytes, runs: (run) => pipeline.records(run) }))).toBe(digest);
      }
      const inPlace = (pipeline: Pipeline): ReadCaptureOptions => ({
        runs: (run) => pipeline.records(run),
        input: () => pipeline.input(),
      });
      expect(digestOf(name, {}, inPlace)).toBe(digest);
    });

    it('do not depend on where batches are cut', () => {
      expect(digestOf(name, { cut: 1 })).toBe(digest);
      expect(digestOf(name, { cut: 1, maxRecords: 3, onBatch: () => undefined })).toBe(digest);
    });
  });
});
