import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Response } from 'express';
import { DomainError } from '@wireledger/kernel';
import type { ExportShape, ExportStore } from '@wireledger/read-models';

import type { Proof } from '../access/step-up';
import { actorOf, type Viewer } from '../access/viewer';
import type { AccessJournal } from '../auth/access-journal';
import type { Authenticator } from '../auth/authenticator';

/** Longest purpose that the journal keeps. */
const MAX_PURPOSE = 500;

/** A finished file, and its text. */
export interface OpenFile {
  readonly file: ExportShape;
  readonly pieces: AsyncGenerator<string>;
}

/** Where finished files leave: that one was taken is a fact before its first byte does, and it breaks off when its taker may act no more. */
export class FileDoor {
  constructor(
    private readonly store: Pick<ExportStore, 'get' | 'pieces'>,
    private readonly journal: AccessJournal,
    private readonly authenticator: Pick<Authenticator, 'isCurrent'>,
  ) {}

  /** @throws DomainError NOT_FOUND when it is not the viewer's, not finished, or expired */
  async open(
    viewer: Viewer,
    id: string,
    { requestId, proof }: { readonly requestId: string; readonly proof?: Proof | null },
  ): Promise<OpenFile> {
    const owner = actorOf(viewer);
    const file = await this.store.get(owner, id);
    if (file.state !== 'done')
      throw new DomainError('NOT_FOUND', `This export is ${file.state}: there is no file. Wait until it is done.`);
    const purpose = proof ? `download: ${proof.reason}`.slice(0, MAX_PURPOSE) : 'download';
    await this.journal.accessed(owner, `export ${file.id}`, purpose, requestId);
    return { file, pieces: this.whileCurrent(viewer, this.store.pieces(owner, file.id)) };
  }

  /** The pieces as long as the viewer may act. @throws DomainError UNAUTHENTICATED once he may not: the download breaks off */
  private async *whileCurrent(viewer: Viewer, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
    for await (const piece of pieces) {
      if (!this.authenticator.isCurrent(viewer)) throw new DomainError('UNAUTHENTICATED', 'Sign in again.');
      yield piece;
    }
  }
}

const TYPES: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
};

/** Sends the whole file, as an attachment under a name that the server made. */
export async function sendFile({ file, pieces }: OpenFile, response: Response): Promise<void> {
  response.setHeader('Content-Type', TYPES[file.format] ?? 'application/octet-stream');
  response.setHeader('Content-Disposition', `attachment; filename="${file.fileName}"`);
  response.setHeader('Content-Length', String(file.bytes));
  response.setHeader('Cache-Control', 'no-store');
  // A client that goes away, or a file that is removed meanwhile, ends the connection: nobody takes a part for the whole.
  await pipeline(Readable.from(pieces), response).catch(() => response.destroy());
}
