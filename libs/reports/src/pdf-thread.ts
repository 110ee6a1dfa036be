import { parentPort, workerData } from 'node:worker_threads';

import { DomainError } from '@wireledger/kernel';

import type { ReportDocument } from './document';
import { renderPdf } from './render-pdf';

/** What comes back from the thread: the file, or why the document can be none. */
export type Rendered = Uint8Array | { readonly code: string; readonly message: string };

/**
 * The thread of `renderPdfApart`: one document comes with it, one answer goes back. A class of errors does not outlast the way between threads, so a refusal
 * goes as data; what fails otherwise ends the thread, which tells why.
 */
void renderPdf(workerData as ReportDocument)
  .catch((error: unknown): Rendered => {
    if (!(error instanceof DomainError)) throw error;
    return { code: error.code, message: error.message };
  })
  .then((answer: Rendered) => parentPort?.postMessage(answer));
