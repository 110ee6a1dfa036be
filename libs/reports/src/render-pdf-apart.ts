import path from 'node:path';
import { Worker } from 'node:worker_threads';

import type { ReportDocument } from './document';

/** A page of a report takes well under a MiB; what needs more than this is no report. */
const MOST_MIB = 768;

/** Where the thread's code is, and how Node is to read it. */
export interface ThreadCode {
  readonly file: string;
  readonly execArgv?: readonly string[];
}
const BUILT: ThreadCode = { file: path.join(__dirname, 'pdf-thread.js') };

/**
 * `renderPdf` in a thread of its own: laying out a long report takes seconds of processor time, in which whoever asks goes on with other work. The bytes are the
 * same. Rejects with the signal's reason when it aborts, and the thread ends; with the thread's error when it fails or needs too much memory.
 */
export function renderPdfApart(document: ReportDocument, signal: AbortSignal, threadCode = BUILT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { file, execArgv = [] } = threadCode;
    const thread = new Worker(file, {
      ...{ workerData: document, execArgv: [...execArgv], name: 'pdf' },
      resourceLimits: { maxOldGenerationSizeMb: MOST_MIB },
    });
    const over = (tell: () => void) => {
      signal.removeEventListener('abort', leave);
      tell();
      void thread.terminate();
    };
    const leave = () => over(() => reject(signal.reason as Error));
    signal.addEventListener('abort', leave, { once: true });
    thread.once('message', ({ buffer, byteOffset, byteLength }: Uint8Array) =>
      over(() => resolve(Buffer.from(buffer, byteOffset, byteLength))),
    );
    thread.once('error', (error: Error) => over(() => reject(error)));
    thread.once('exit', (code) => over(() => reject(new Error(`the thread that makes PDFs ended with ${code}`))));
  });
}
