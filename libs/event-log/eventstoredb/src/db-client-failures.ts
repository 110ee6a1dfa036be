import { ErrorType, isCommandError } from '@eventstore/db-client';

import { type FailureKind, StoreFailure } from './store-driver';

const KIND_OF_TYPE: Partial<Record<ErrorType, FailureKind>> = {
  [ErrorType.WRONG_EXPECTED_VERSION]: 'wrongRevision',
  [ErrorType.STREAM_NOT_FOUND]: 'streamNotFound',
  [ErrorType.STREAM_DELETED]: 'tombstoned',
  [ErrorType.MAXIMUM_APPEND_SIZE_EXCEEDED]: 'tooLarge',
  [ErrorType.ACCESS_DENIED]: 'refused',
  [ErrorType.INVALID_ARGUMENT]: 'refused',
  [ErrorType.MISSING_REQUIRED_METADATA_PROPERTY]: 'refused',
  [ErrorType.UNSUPPORTED]: 'refused',
  [ErrorType.NOT_LEADER]: 'notLeader',
};

/** gRPC status codes that another try will not change: INVALID_ARGUMENT, PERMISSION_DENIED, UNIMPLEMENTED. */
const FINAL_CODES: ReadonlySet<unknown> = new Set([3, 7, 12]);

/**
 * Everything the client throws, in one place: typed errors, raw gRPC ones (they come from discovery and the capability
 * call), plain `Error`s. What is not understood is `unavailable`: fixed ids and revisions make another try safe.
 */
export function failureOf(error: unknown): StoreFailure {
  if (error instanceof StoreFailure) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && isCommandError(error)) {
    const kind = KIND_OF_TYPE[error.type];
    if (kind) return new StoreFailure(kind, message, { cause: error });
  }
  const code = (error as { code?: unknown } | null)?.code;
  return new StoreFailure(FINAL_CODES.has(code) ? 'refused' : 'unavailable', message, { cause: error });
}
