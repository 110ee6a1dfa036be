import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { RunHandler } from '@wireledger/decoders';
import { CaptureParser, type CaptureEnd } from './capture-parser';
import type { PacketHandler } from './packet-handler';

/** Larger reads leave the processor's second cache and cost more than they save. */
const DEFAULT_READ_BYTES = 256 * 1024;

export interface ReadCaptureOptions {
  /** Bytes a read; packets do not depend on it. */
  readonly readBytes?: number;
  /** Is given whole records of classic pcap before the handler is. */
  readonly runs?: RunHandler;
  /** Where to read to, asked before each read and whenever a view that it gave is empty because its bytes have moved; a buffer of its own when it is not given. */
  readonly input?: () => Uint8Array;
}

/** A file that cannot be read as a capture; the message names cause and mend. */
export class UnreadableCapture extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableCapture';
  }
}

/**
 * Reads a capture file from beginning to end, synchronously. A cut or damaged one is read up to the break and says so in the answer.
 * @throws UnreadableCapture when the path is missing, a folder, not permitted, empty or not a capture
 */
export function readCaptureFile(path: string, handler: PacketHandler, options: ReadCaptureOptions = {}): CaptureEnd {
  const fd = open(path);
  try {
    if (fstatSync(fd).isDirectory()) throw new UnreadableCapture(`${path} is a folder. Name a capture file in it.`);
    const parser = new CaptureParser(handler, options.runs);
    const own = options.input ? null : Buffer.allocUnsafeSlow(options.readBytes ?? DEFAULT_READ_BYTES);
    const input = options.input ?? (() => own as Uint8Array);
    while (!parser.stopped) {
      const buffer = input();
      const read = readSync(fd, buffer, 0, buffer.length, null);
      if (read === 0) break;
      parser.feed(buffer.subarray(0, read), () => input().subarray(0, read));
    }
    const end = parser.end();
    if (end.error) throw new UnreadableCapture(`${path} ${end.error}`);
    return end;
  } finally {
    closeSync(fd);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UnreadableCapture(`There is no file ${path}. Check the path.`);
    if (code === 'EACCES' || code === 'EPERM')
      throw new UnreadableCapture(`${path} may not be read by this user. Change its permissions or run as its owner.`);
    throw new UnreadableCapture(`${path} cannot be opened (${code}).`);
  }
}
