import { DomainError } from '@wireledger/kernel';
import type { IncomingMessage } from 'node:http';

/** The whole body of a request as it came. @throws DomainError TOO_LARGE as soon as it is */
export async function readBytes(request: IncomingMessage, most: number): Promise<Buffer> {
  const tooLarge = () => new DomainError('TOO_LARGE', `A batch is at most ${most} bytes as it is sent.`);
  if (Number(request.headers['content-length'] ?? 0) > most) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > most) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
