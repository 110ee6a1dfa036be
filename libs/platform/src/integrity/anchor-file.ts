import {
  appendFileSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  truncateSync,
} from 'node:fs';
import path from 'node:path';
import type { SignedSeal } from '@wireledger/event-sourcing';

import type { Config } from '../config/config';

/** A line with 8,192 marks and its types stays far below. Lines are ASCII. */
const END_BYTES = 256 * 1024;

/**
 * Seals written down outside the database, one a line. Put it on another disk or machine, owned by somebody else: whoever can change the
 * database and this file can cut both.
 */
export class AnchorFile {
  constructor(readonly path: string) {}

  /** That of an installation: in its data folder, unless SEAL_ANCHOR_FILE names a better place. */
  static of({ sealAnchorFile, dataDir }: Pick<Config, 'sealAnchorFile' | 'dataDir'>): AnchorFile {
    return new AnchorFile(sealAnchorFile || path.join(dataDir, 'anchors', 'seals.ndjson'));
  }

  /** All lines that are seals. A file that is not there holds none. @throws when it cannot be read, or a line is no JSON */
  read(): SignedSeal[] {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
    const lines = text.split('\n');
    // A line without its end is one that was being written when the machine stopped: the seal is written again.
    return lines.slice(0, -1).map((line) => JSON.parse(line) as SignedSeal);
  }

  /** The newest seal there, read from the file's end alone; null when there is none. @throws as {@link read} */
  last(): SignedSeal | null {
    if (!existsSync(this.path)) return null;
    const { text } = this.end();
    const line = text
      .slice(0, Math.max(0, text.lastIndexOf('\n')))
      .split('\n')
      .at(-1);
    return line ? (JSON.parse(line) as SignedSeal) : null;
  }

  /** Adds seals, on disk when this returns. */
  add(seals: readonly SignedSeal[]): void {
    if (seals.length === 0) return;
    mkdirSync(path.dirname(this.path), { recursive: true, mode: 0o700 });
    this.dropHalfLine();
    appendFileSync(this.path, seals.map((seal) => `${JSON.stringify(seal)}\n`).join(''), { mode: 0o600, flush: true });
  }

  /** Where it is put aside at this time, so that a new beginning can be made. */
  asideAt(at: Date): string {
    return `${this.path}.until-${at.toISOString().replace(/[-:]|\.\d+/g, '')}`;
  }

  /** @throws when it cannot be moved, or something is there */
  moveTo(aside: string): void {
    if (existsSync(aside)) throw new Error(`${aside} is there already`);
    renameSync(this.path, aside);
  }

  private dropHalfLine(): void {
    if (!existsSync(this.path)) return;
    const { text, from } = this.end();
    const whole = from + text.lastIndexOf('\n') + 1;
    if (!text.endsWith('\n')) truncateSync(this.path, whole);
  }

  /** The file's last bytes, more than the longest line has, and where they begin. */
  private end(): { readonly text: string; readonly from: number } {
    const file = openSync(this.path, 'r');
    try {
      const { size } = fstatSync(file);
      const from = Math.max(0, size - END_BYTES);
      const bytes = Buffer.alloc(size - from);
      readSync(file, bytes, 0, bytes.length, from);
      return { text: bytes.toString('latin1'), from };
    } finally {
      closeSync(file);
    }
  }
}
