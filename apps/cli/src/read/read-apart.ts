import path from 'node:path';
import type { Worker } from 'node:worker_threads';
import { compiledCore } from '@wireledger/flows';

import type { ReadOut } from './run-read';

/** Characters of a file's output that wait to be written at most, give or take one piece; then its thread stands still. */
const MOST_WAITING = 16_777_216;

/** What a thread is started with. */
export interface ThreadTask {
  /** The arguments of `read`, as they were given. */
  readonly argv: readonly string[];
  /** Characters by number of the file (Int32) that were posted and are not written yet. */
  readonly waiting: SharedArrayBuffer;
  /** With more of a file waiting its thread stands still. */
  readonly most: number;
  /** The flow table's core, for all threads the same. */
  readonly core: object;
}

/** What a thread says of a file, by its number among the arguments: something to write, or the exit code of it alone. */
export type Said =
  | { readonly file: number; readonly to: 'stdout' | 'stderr'; readonly text: string }
  | { readonly file: number; readonly to: 'end'; readonly code: number };

/** Where the thread's code is, and how Node is to read it. */
export interface ThreadCode {
  readonly file: string;
  readonly execArgv?: readonly string[];
}
const BUILT: ThreadCode = { file: path.join(__dirname, 'read-thread.js') };

/** How much there is to read, and by how many threads. */
export interface Shared {
  readonly files: number;
  readonly workers: number;
  /** Instead of `MOST_WAITING`. */
  readonly most?: number;
}

/**
 * Reads several files in as many threads at once. What is written is what one thread would write, file after file in their order: what comes before its
 * turn waits in memory, at most `MOST_WAITING` characters a file. Resolves with the greatest exit code; rejects with the error of a thread that failed.
 */
export async function readApart(
  argv: readonly string[],
  { files, workers, most = MOST_WAITING }: Shared,
  out: ReadOut,
  threadCode = BUILT,
): Promise<number> {
  const waiting = new SharedArrayBuffer(files * Int32Array.BYTES_PER_ELEMENT);
  const order = new WrittenInOrder(files, out, new Int32Array(waiting));
  const workerData: ThreadTask = { argv, waiting, most, core: compiledCore() };
  let next = 0;
  const threads: Worker[] = [];
  const run = () =>
    new Promise<void>((resolve, reject) => {
      const thread = new (process.getBuiltinModule('node:worker_threads').Worker)(threadCode.file, {
        workerData,
        execArgv: [...(threadCode.execArgv ?? [])],
        name: 'read',
      });
      threads.push(thread);
      // Files are begun in their order, so that the one whose turn it is never waits for a thread.
      const more = () => thread.postMessage(next < files ? next++ : null);
      thread.on('message', (said: Said) => {
        order.take(said);
        if (said.to === 'end') more();
      });
      thread.once('error', reject);
      thread.once('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`a reading thread ended with ${code}`)),
      );
      more();
    });
  try {
    await Promise.all(Array.from({ length: Math.min(workers, files) }, run));
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
  return order.code;
}

/** Writes what is said of the file whose turn it is, and keeps what is said of later ones. */
class WrittenInOrder {
  /** The greatest so far. */
  code = 0;
  private turn = 0;
  private readonly kept: Said[][];

  constructor(
    files: number,
    private readonly out: ReadOut,
    private readonly waiting: Int32Array<SharedArrayBuffer>,
  ) {
    this.kept = Array.from({ length: files }, () => []);
  }

  take(said: Said): void {
    if (said.file !== this.turn) {
      this.kept[said.file]?.push(said);
      return;
    }
    this.write(said);
    while (this.turn > said.file && this.turn < this.kept.length) {
      const { turn } = this;
      const due = this.kept[turn] as Said[];
      this.kept[turn] = [];
      for (const held of due) this.write(held);
      if (this.turn === turn) return;
    }
  }

  private write(said: Said): void {
    if (said.to === 'end') {
      this.code = Math.max(this.code, said.code);
      this.turn++;
      return;
    }
    this.out[said.to].write(said.text);
    Atomics.sub(this.waiting, said.file, said.text.length);
    Atomics.notify(this.waiting, said.file);
  }
}
