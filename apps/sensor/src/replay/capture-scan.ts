import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { CaptureParser } from '@wireledger/capture';

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
 * Reads a capture file once without decoding it: proves that it is one before anything is recorded, and takes its hash so that
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
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    let sizeBytes = 0;
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) break;
      sizeBytes += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      hash.update(chunk);
      parser.feed(chunk);
    }
    const { error, warnings } = parser.end();
    if (error) throw new Error(`${path} ${error}`);
    return { sha256: hash.digest('hex'), sizeBytes, packets, firstUs, lastUs, warnings };
  } finally {
    await file.close();
  }
}
