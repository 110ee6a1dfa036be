import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { CaptureChunks, CaptureParser } from '@wireledger/capture';

import { captureEnd } from './capture-end';

export interface CaptureScan {
  readonly sha256: string;
  readonly sizeBytes: number;
  readonly packets: number;
  /** Times as recorded, µs; 0 when there is no packet. */
  readonly firstUs: number;
  readonly lastUs: number;
  readonly warnings: readonly string[];
}

/**
 * Reads a capture file, packed or not, once without decoding it: proves that it is one before anything is recorded, and takes its hash so that
 * a resume notices another file under the same name. @throws with cause and mend
 */
export async function scanCapture(path: string): Promise<CaptureScan> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new Error(
      error.code === 'ENOENT'
        ? `there is no file ${path}. Check the path.`
        : `cannot open ${path} (${error.code}). Give the sensor's user the right to read it.`,
    );
  });
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new Error(`${path} is a folder. Name a capture file in it.`);
    const hash = createHash('sha256');
    let packets = 0;
    let firstUs = 0;
    let lastUs = 0;
    const parser = new CaptureParser((_buffer, _offset, _captured, _original, us) => {
      if (packets++ === 0) firstUs = us;
      lastUs = Math.max(lastUs, us);
    });
    const chunks = new CaptureChunks(file, { onStored: (bytes) => void hash.update(bytes) });
    await eachChunk(chunks, (chunk) => parser.feed(chunk)).catch((error: Error) => {
      throw new Error(`${path} ${error.message}`, { cause: error });
    });
    const { error, warnings } = captureEnd(chunks, parser);
    if (error) throw new Error(`${path} ${error}`);
    return { sha256: hash.digest('hex'), sizeBytes: chunks.bytesRead, packets, firstUs, lastUs, warnings };
  } finally {
    await file.close();
  }
}

async function eachChunk(chunks: CaptureChunks, take: (chunk: Buffer) => void): Promise<void> {
  for await (const chunk of chunks.read()) take(chunk);
}
