import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { Logger } from '@wireledger/platform';
import { DomainError } from '@wireledger/kernel';
import type { ErrorRequestHandler, Response } from 'express';

import { STATUS_OF } from '../graphql/format-error';
import { requestId } from './request-scope';

/** Every error of a REST route looks like this. */
interface ErrorBody {
  readonly code: string;
  readonly message: string;
  readonly requestId: string;
}

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'BAD_USER_INPUT',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  413: 'TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
};

const TEXT_OF_STATUS: Readonly<Record<number, string>> = {
  400: 'The request is malformed: its body must be JSON.',
  404: 'There is nothing at this address.',
  413: 'The body is too large.',
  415: 'Send `content-type: application/json`, UTF-8.',
};

export function sendError(response: Response, status: number, code: string, message: string): void {
  const body: ErrorBody = { code, message, requestId: requestId() };
  response.status(status).json(body);
}

function send(error: unknown, response: Response, logger: Pick<Logger, 'error'>): void {
  if (error instanceof DomainError) {
    const { retryAfterSeconds } = error.details;
    if (typeof retryAfterSeconds === 'number') response.setHeader('Retry-After', String(retryAfterSeconds));
    const body = { ...error.details, code: error.code, message: error.message, requestId: requestId() };
    response.status(STATUS_OF[error.code] ?? 400).json(body);
    return;
  }
  const status = error instanceof HttpException ? error.getStatus() : ((error as { status?: number }).status ?? 500);
  if (status < 500) {
    sendError(
      response,
      status,
      CODE_OF_STATUS[status] ?? 'BAD_REQUEST',
      TEXT_OF_STATUS[status] ?? 'The request was refused.',
    );
    return;
  }
  logger.error({ err: error, requestId: requestId() }, 'a request failed');
  const message = `Something went wrong on our side. The log has it under request ${requestId()}.`;
  sendError(response, 500, 'INTERNAL', message);
}

/** Errors of routes. Those of resolvers go on to Apollo. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(private readonly logger: Pick<Logger, 'error'>) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    if (host.getType<string>() === 'graphql') return error;
    const response = host.switchToHttp().getResponse<Response>();
    if (!response.headersSent) send(error, response, this.logger);
    return undefined;
  }
}

/** Errors before routing: malformed JSON, a body too large. */
export const errorMiddleware =
  (logger: Pick<Logger, 'error'>): ErrorRequestHandler =>
  (error, _request, response, next) => {
    if (response.headersSent) next(error);
    else send(error, response, logger);
  };
