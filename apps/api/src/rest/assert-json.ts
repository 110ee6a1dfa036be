import { DomainError } from '@wireledger/kernel';
import type { IncomingMessage } from 'node:http';

/** A form can be sent by a page of another site, JSON cannot. @throws DomainError UNSUPPORTED_MEDIA_TYPE */
export function assertJson({ headers }: Pick<IncomingMessage, 'headers'>): void {
  if (!/^application\/json(?:\s*;|$)/i.test(headers['content-type'] ?? ''))
    throw new DomainError('UNSUPPORTED_MEDIA_TYPE', 'Send `content-type: application/json`, UTF-8.');
}
