import type { CaptureChunks, CaptureParser } from '@wireledger/capture';

/** What reading a file came to, its packing included: why it is no capture at all (a sentence's end), else what is to be told of it. */
export function captureEnd(
  chunks: CaptureChunks,
  parser: CaptureParser,
): { readonly error: string | null; readonly truncated: boolean; readonly warnings: readonly string[] } {
  const { error, truncated, warnings } = parser.end();
  const { damage } = chunks;
  if (damage !== null && chunks.unpackedBytes === 0)
    return {
      error: `begins like ${chunks.packing}, but nothing of it can be unpacked.`,
      truncated: false,
      warnings: [],
    };
  if (error !== null) return { error, truncated: false, warnings: [] };
  return { error: null, truncated: truncated || damage !== null, warnings: [...(damage ? [damage] : []), ...warnings] };
}
