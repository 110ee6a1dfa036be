/** What went wrong, in the API's words. `code` is one of its error codes, or OFFLINE when no answer came. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly details: {
      readonly requestId?: string | undefined;
      /** With FORBIDDEN and STEP_UP_REQUIRED: the permission that is missing, or asks for a code. */
      readonly permission?: string | undefined;
      /** With STALE: how far behind the answer would have been. */
      readonly lagSeconds?: number | undefined;
      /** With ALERT_CONFLICT: who did what first, and the version that this made. */
      readonly by?: string | undefined;
      readonly action?: string | undefined;
      readonly version?: number | undefined;
    } = {},
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Reads one entry of `errors` of a GraphQL answer. */
export function fromGraphql(error: unknown): ApiError {
  const { message, extensions } = (error ?? {}) as { message?: unknown; extensions?: Record<string, unknown> };
  const of = extensions ?? {};
  return new ApiError(text(of['code']) ?? 'INTERNAL', text(message) ?? 'The server could not answer.', {
    requestId: text(of['requestId']),
    permission: text(of['permission']),
    by: text(of['by']),
    action: text(of['action']),
    version: typeof of['version'] === 'number' ? of['version'] : undefined,
    lagSeconds: typeof of['lagSeconds'] === 'number' ? of['lagSeconds'] : undefined,
  });
}

/** Anything thrown, as an ApiError. */
export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof TypeError) return new ApiError('OFFLINE', 'No answer from the server.');
  return new ApiError('INTERNAL', error instanceof Error ? error.message : 'Unknown error');
}
