import { parentPort, workerData } from 'node:worker_threads';

import type { ReportDocument } from './document';
import { renderPdf } from './render-pdf';

/** The thread of `renderPdfApart`: one document comes with it, one file goes back. What fails ends the thread, which tells why. */
void renderPdf(workerData as ReportDocument).then((pdf) => parentPort?.postMessage(pdf));
