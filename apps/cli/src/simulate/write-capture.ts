import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { CaptureWriter, fileSink, type CaptureWriterOptions } from '@wireledger/capture';
import type { Frame } from '@wireledger/simulator';

/** A file cannot be written; the message names cause and mend. */
export class CannotWrite extends Error {}

/**
 * Writes frames into a capture file. The file appears under its name only when it is whole.
 *
 * @throws CannotWrite
 */
export function writeCapture(file: string, options: CaptureWriterOptions, frames: Iterable<Frame>): void {
  writeWhole(file, (sink) => {
    const writer = new CaptureWriter(options, sink);
    for (const { bytes, timeUs } of frames) writer.write(bytes, timeUs);
    writer.end();
  });
}

/** Writes a text file, which appears under its name only when it is whole. @throws CannotWrite */
export function writeText(file: string, text: string): void {
  writeWhole(file, (sink) => sink(Buffer.from(text)));
}

function writeWhole(file: string, produce: (sink: (bytes: Uint8Array) => void) => void): void {
  const partial = `${file}.partial`;
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
      throw new CannotWrite(`${file} is a folder. Name a file in it.`);
    const fd = openSync(partial, 'w');
    try {
      produce(fileSink(fd));
    } finally {
      closeSync(fd);
    }
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error instanceof CannotWrite ? error : new CannotWrite(reason(file, error as NodeJS.ErrnoException));
  }
}

function reason(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'ENOENT' || code === 'ENOTDIR') return `the folder of ${file} does not exist. Create it first.`;
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `no permission to write ${file}. Choose another folder.`;
  if (code === 'ENOSPC' || code === 'EDQUOT')
    return `the disk is full; ${file} was not written. Free some space, or simulate fewer seconds.`;
  return `cannot write ${file}: ${message}.`;
}
