import path from 'node:path';
import { Worker } from 'node:worker_threads';

import { DomainError } from '@wireledger/kernel';

import type { ReportDocument } from './document';
import type { Rendered } from './pdf-thread';

/** A page of a report takes well under a MiB; what needs more than this is no report. */
const MOST_MIB = 768;
const TOO_BIG = 'This report needs more memory than a PDF may take. Order it as CSV, or of a shorter range.';

/** Where the thread's code is, and how Node is to read it. */
export interface ThreadCode {
  readonly file: string;
  readonly execArgv?: readonly string[];
  /** Memory that it may take, MiB. */
  readonly mostMib?: number;
}
const BUILT: ThreadCode = { file: path.join(__dirname, 'pdf-thread.js') };

/**
 * `renderPdf` in a thread of its own: laying out a long report takes seconds of processor time, in which whoever asks goes on with other work. The bytes are the
 * same. Rejects with the signal's reason when it aborts, and the thread ends; with a DomainError (LIMIT_EXCEEDED) when the document is too long, or needs too much
 * memory; with the thread's error when it fails otherwise.
 */
export function renderPdfApart(document: ReportDocument, signal: AbortSignal, threadCode = BUILT): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const { file, execArgv = [], mostMib = MOST_MIB } = threadCode;
    const thread = new Worker(file, {
      ...{ workerData: document, execArgv: [...execArgv], name: 'pdf' },
      resourceLimits: { maxOldGenerationSizeMb: mostMib },
    });
    const over = (tell: () => void) => {
      signal.removeEventListener('abort', leave);
      tell();
      void thread.terminate();
    };
    const leave = () => over(() => reject(signal.reason as Error));
    signal.addEventListener('abort', leave, { once: true });
    thread.once('message', (answer: Rendered) =>
      over(() => {
        if (answer instanceof Uint8Array) resolve(Buffer.from(answer.buffer, answer.byteOffset, answer.byteLength));
        else reject(new DomainError(answer.code, answer.message));
      }),
    );
    thread.once('error', (error: NodeJS.ErrnoException) =>
      over(() =>
        reject(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? new DomainError('LIMIT_EXCEEDED', TOO_BIG) : error),
      ),
    );
    thread.once('exit', (code) => over(() => reject(new Error(`the thread that makes PDFs ended with ${code}`))));
  });
}
