import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type ReportFormat } from '@wireledger/events';
import { REPORT_TYPES } from '@wireledger/read-models';
import type { Response } from 'express';

/** A finished report, and its bytes. */
export interface OpenReport {
  readonly fileName: string;
  readonly format: ReportFormat;
  readonly bytes: number;
  readonly pieces: AsyncGenerator<Buffer>;
}

/** Sends the whole file, as an attachment under a name that the server made. */
export async function sendReport({ fileName, format, bytes, pieces }: OpenReport, response: Response): Promise<void> {
  response.setHeader('Content-Type', REPORT_TYPES[format]);
  response.setHeader('Content-Disposition', `attachment; filename="${fileName}"`);
  response.setHeader('Content-Length', String(bytes));
  response.setHeader('Cache-Control', 'no-store');
  // A client that goes away, or a reader who may read no more, ends the connection: nobody takes a part for the whole.
  await pipeline(Readable.from(pieces), response).catch(() => response.destroy());
}
