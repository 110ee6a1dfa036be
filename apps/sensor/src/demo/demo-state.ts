import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** How far the demo has come; survives restarts. */
export interface DemoState {
  readonly phase: 'new' | 'sample' | 'stream';
  /** A person switched it off. */
  readonly off: boolean;
  /** The sample's replay, or the newest stream. */
  readonly source: string | null;
}

export class DemoStateFile {
  constructor(private readonly file: string) {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  }

  read(): DemoState {
    try {
      return JSON.parse(readFileSync(this.file, 'utf8')) as DemoState;
    } catch {
      return { phase: 'new', off: false, source: null };
    }
  }

  write(state: DemoState): void {
    writeFileSync(`${this.file}.new`, JSON.stringify(state), { mode: 0o600 });
    renameSync(`${this.file}.new`, this.file);
  }
}
