import { DomainError } from '@wireledger/kernel';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import type { Logger } from '@wireledger/platform';

/** HTTP status of codes that REST routes answer with; everything else that a user caused is 400. */
export const STATUS_OF: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  SIGN_IN_REFUSED: 401,
  INGEST_UNSIGNED: 401,
  SESSION_ENDED: 401,
  FORBIDDEN: 403,
  STEP_UP_REQUIRED: 403,
  MASKED: 403,
  FOREIGN_ORIGIN: 403,
  ENROLMENT_REFUSED: 403,
  OIDC_DENIED: 403,
  OIDC_UNKNOWN: 403,
  OIDC_NOT_ALLOWED: 403,
  PROOF_NEEDED: 403,
  NOT_FOUND: 404,
  OIDC_OFF: 404,
  LINK_REFUSED: 410,
  OIDC_EXPIRED: 410,
  CHALLENGE_ENDED: 410,
  MFA_EXISTS: 409,
  IDENTITY_EXISTS: 409,
  IDENTITY_TAKEN: 409,
  NAME_TAKEN: 409,
  USER_CHANGED: 409,
  ALERT_CONFLICT: 409,
  SECURITY_CONFLICT: 409,
  REPLAY_OVER: 409,
  UPLOAD_OFFSET: 409,
  INGEST_SEQUENCE: 409,
  INGEST_CONTENT: 409,
  INGEST_NEWER: 409,
  IDEMPOTENCY_PENDING: 409,
  INGEST_GONE: 410,
  TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  CAPTURE_REFUSED: 422,
  INGEST_REFUSED: 422,
  EVENTS_INVALID: 422,
  IDEMPOTENCY_KEY_REUSED: 422,
  INGEST_BUDGET: 429,
  TOO_MANY_ATTEMPTS: 429,
  TOO_MANY_REQUESTS: 429,
  BUSY: 503,
  INTAKE_AWAY: 503,
  OIDC_UNAVAILABLE: 503,
  STALE: 503,
  TIMEOUT: 503,
  CANCELED: 503,
  SENSOR_UNREACHABLE: 503,
  AUDIT_UNAVAILABLE: 503,
};

/** Codes that say what the caller did; their text comes from our own code or from graphql-js about the caller's own document. */
const CALLERS = new Set([
  ...[
    'GRAPHQL_PARSE_FAILED',
    'GRAPHQL_VALIDATION_FAILED',
    'BAD_USER_INPUT',
    'OPERATION_RESOLUTION_FAILURE',
    'BAD_REQUEST',
  ],
  ...['LIMIT_EXCEEDED', 'TOO_MANY_REQUESTS', 'FORBIDDEN', 'UNAUTHENTICATED', 'PERSISTED_OPERATION_NOT_FOUND'],
]);

/** What was thrown inside an error of graphql-js; the error itself when nothing was. */
export const originalOf = (error: unknown): unknown => {
  let current = error;
  while (current instanceof GraphQLError && current.originalError) current = current.originalError;
  return current;
};

/** What a client sees of an error, and whether it is ours to mend. Never a stack, never a field it did not ask for. */
export function publicError(
  error: unknown,
  formatted: GraphQLFormattedError,
  requestId: string,
): GraphQLFormattedError {
  const { path, locations } = formatted;
  const place = { ...(path ? { path } : {}), ...(locations ? { locations } : {}) };
  const original = originalOf(error);
  if (original instanceof DomainError)
    return { message: original.message, ...place, extensions: { ...original.details, code: original.code, requestId } };
  const { permission, cost, limit } = formatted.extensions ?? {};
  const code = limit === true ? 'LIMIT_EXCEEDED' : formatted.extensions?.code;
  if (
    typeof code === 'string' &&
    CALLERS.has(code) &&
    (original instanceof GraphQLError || code !== 'BAD_USER_INPUT')
  ) {
    const more = { ...(permission === undefined ? {} : { permission }), ...(cost === undefined ? {} : { cost }) };
    return { message: withoutHints(formatted.message), ...place, extensions: { code, ...more, requestId } };
  }
  return {
    message: `Something went wrong on our side. The log has it under request ${requestId}.`,
    ...(path ? { path } : {}),
    extensions: { code: 'INTERNAL', requestId },
  };
}

/** graphql-js proposes names of the schema to whoever misspells one. */
const withoutHints = (message: string): string => message.replace(/ ?Did you mean [^?]*\?/g, '').slice(0, 1000);

/** Logs what is ours to mend. */
export function logFault(logger: Pick<Logger, 'error'>, error: unknown, shown: GraphQLFormattedError): void {
  if (shown.extensions?.code !== 'INTERNAL') return;
  logger.error({ err: originalOf(error), requestId: shown.extensions.requestId }, 'a request failed');
}
