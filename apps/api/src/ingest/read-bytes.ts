import { DomainError } from '@wireledger/kernel';
import type { IncomingMessage } from 'node:http';

/**
 * The whole body of a request as it came. The rest of what is too large is passed over, so that whoever sends it gets to read the answer; the time that a
 * request may take bounds that.
 * @throws DomainError TOO_LARGE as soon as it is; the connection's error when it breaks off
 */
export function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > most) return Promise.reject(tooLarge(most));
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const over = (): void => {
      request.off('data', take).off('end', end).off('error', broken).off('close', gone);
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size <= most) return void chunks.push(chunk);
      over();
      request.resume();
      reject(tooLarge(most));
    };
    const end = (): void => {
      over();
      resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
    };
    const broken = (error: Error): void => {
      over();
      reject(error);
    };
    const gone = (): void => broken(new Error('the connection was closed before the body had come'));
    request.on('data', take).on('end', end).on('error', broken).on('close', gone);
  });
}

const tooLarge = (most: number): DomainError =>
  new DomainError('TOO_LARGE', `A batch is at most ${most} bytes as it is sent.`);
