import '@wireledger/platform/keep-compiled';
import { parentPort, workerData } from 'node:worker_threads';

import type { Said, ThreadTask } from './read-apart';
import { parseReadArgs, readOne, type ReadOut, useCompiledCore } from './run-read';

const POST_CHARACTERS = 65_536;

/**
 * A thread of `readApart`: reads the files whose numbers it is sent, one after the other, and posts what each would write. While more of a file waits to be
 * written than `most` it stands still: its turn has not come, or whoever reads the output is slow.
 */
const { argv, waiting, most, core } = workerData as ThreadTask;
useCompiledCore(core);
const args = parseReadArgs([...argv]);
const characters = new Int32Array(waiting);

function post(said: Said): void {
  if (said.to !== 'end') {
    for (let held = Atomics.load(characters, said.file); held > most; held = Atomics.load(characters, said.file))
      Atomics.wait(characters, said.file, held);
    Atomics.add(characters, said.file, said.text.length);
  }
  parentPort?.postMessage(said);
}

/** Gathers what is written in small pieces. */
class Gathered {
  private text = '';

  constructor(
    private readonly file: number,
    private readonly to: 'stdout' | 'stderr',
  ) {}

  write(text: string): void {
    this.text += text;
    if (this.text.length >= POST_CHARACTERS) this.flush();
  }

  flush(): void {
    const { file, to, text } = this;
    this.text = '';
    if (text !== '') post({ file, to, text });
  }
}

async function read(file: number): Promise<void> {
  if (args === 'help') return;
  const stdout = new Gathered(file, 'stdout');
  const stderr = new Gathered(file, 'stderr');
  const places: ReadOut['places'] = async (say) => (await import('./known-places.js')).knownPlaces(say);
  const code = await readOne(args.files[file] as string, args, { stdout, stderr, places });
  stdout.flush();
  stderr.flush();
  post({ file, to: 'end', code });
}

parentPort?.on('message', (file: number | null) => {
  if (file === null) parentPort?.close();
  else void read(file);
});
