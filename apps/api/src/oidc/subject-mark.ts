import { createHash } from 'node:crypto';

/** Tells identities apart without naming them: what the log keeps of `iss` and `sub`. 16 hex digits. */
export const subjectMark = (issuer: string, subject: string): string =>
  createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 16);
