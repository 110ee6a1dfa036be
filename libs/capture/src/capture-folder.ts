import { mkdirSync } from 'node:fs';
import path from 'node:path';

const UPLOAD = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SHA256 = /^[0-9a-f]{64}$/;

/** Whether a text is the SHA-256 of a file, as it names one in the library. */
export const isSha256 = (text: string): boolean => SHA256.test(text);

/**
 * Where captures lie that people gave: `<data>/captures`, shared by the process that takes them and the one that reads them. Names are made
 * here alone, of ids and hashes; what a person called a file never becomes a path.
 */
export class CaptureFolder {
  readonly root: string;

  constructor(dataDir: string) {
    this.root = path.join(dataDir, 'captures');
  }

  /** Makes the folders, readable by their owner alone. */
  create(): void {
    for (const folder of [this.incomingFolder, this.storeFolder]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  get incomingFolder(): string {
    return path.join(this.root, 'incoming');
  }

  get storeFolder(): string {
    return path.join(this.root, 'store');
  }

  /** A file that is still coming in. @throws when the id is no UUID in lower case */
  incoming(upload: string): string {
    if (!UPLOAD.test(upload)) throw new Error('not the id of an upload');
    return path.join(this.incomingFolder, upload);
  }

  /** A whole file. @throws when it is not named by a SHA-256 in lower-case hex */
  stored(sha256: string): string {
    if (!SHA256.test(sha256)) throw new Error('not a SHA-256');
    return path.join(this.storeFolder, sha256);
  }
}
