import { DomainError } from '@wireledger/kernel';

import { InvalidConfig } from '../config/config';

const KNOWN_CAUSES: Readonly<Record<string, string>> = {
  EADDRINUSE: 'the port is taken. Stop what uses it, or set PORT to another one.',
  EACCES: 'no permission. Check who owns the file or folder, or choose a port of 1024 or above.',
  ENOSPC: 'the disk is full. Free some space and start again.',
  ECONNREFUSED: 'nobody listens there. Is the system running?',
  ENOENT: 'no such file or folder.',
};

/** One line for a person: cause and, where known, mend; no stack. */
export function describeError(error: unknown): string {
  if (error instanceof DomainError || error instanceof InvalidConfig) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const known = code === undefined ? undefined : KNOWN_CAUSES[code];
  return known ? `${error.message}: ${known}` : error.message || error.name;
}
