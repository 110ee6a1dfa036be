import { type Signal, signal } from '@angular/core';
import { ApiError, toApiError } from '../../core/api/errors';

/** What a sheet sends: one thing at a time, and what was wrong with it. */
export interface SheetWork {
  readonly busy: Signal<boolean>;
  /** In words for the person; '' = nothing. */
  readonly problem: Signal<string>;
  /** Code of the API's refusal; '' = none. */
  readonly code: Signal<string>;
  /** Answers undefined when it failed, or when something is under way already. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** What was wrong before is said no more. */
  forget(): void;
}

export function sheetWork(): SheetWork {
  const [busy, problem, code] = [signal(false), signal(''), signal('')];
  const forget = (): void => {
    problem.set('');
    code.set('');
  };
  return {
    busy,
    problem,
    code,
    forget,
    async run(work) {
      if (busy()) return undefined;
      busy.set(true);
      forget();
      try {
        return await work();
      } catch (error) {
        const known = error instanceof RangeError ? new ApiError('BAD_USER_INPUT', error.message) : toApiError(error);
        const { requestId, by } = known.details;
        const more = [by ? `It was ${by}.` : '', requestId && known.code === 'INTERNAL' ? `Request ${requestId}.` : ''];
        problem.set([known.message, ...more].filter((part) => part !== '').join(' '));
        code.set(known.code);
        return undefined;
      } finally {
        busy.set(false);
      }
    },
  };
}
