import { DomainError } from '@wireledger/kernel';

const MAX_REASON = 500;

/** Why somebody asks for leave, as it is kept. @throws DomainError REASON_NEEDED */
export function readReason(said: string): string {
  const reason = said.normalize('NFC').replace(/\s+/g, ' ').trim();
  if (reason.length < 1 || reason.length > MAX_REASON || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(reason))
    throw new DomainError(
      'REASON_NEEDED',
      `Give a reason of at most ${MAX_REASON} characters, none of them invisible.`,
    );
  return reason;
}
