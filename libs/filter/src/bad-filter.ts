import { DomainError } from '@wireledger/kernel';

import type { Expression } from './ast';
import type { FilterKind } from './fields/field';
import { parseFilter } from './parse';
import { type FilterProblem, mended } from './problem';

/** A problem as the user's mistake: code BAD_FILTER, with the place and the whole expression as the mend would have it. */
export const badFilter = (text: string, problem: FilterProblem): DomainError =>
  new DomainError('BAD_FILTER', `The filter is not understood at character ${problem.start + 1}: ${problem.message}`, {
    reason: problem.reason,
    position: problem.start,
    end: problem.end,
    cause: problem.message,
    suggestion: mended(text, problem),
  });

/** Reads an expression; null for one that is blank. @throws DomainError BAD_FILTER */
export function readFilter(text: string | null | undefined, kind: FilterKind): Expression | null {
  if (!text || text.trim() === '') return null;
  const parsed = parseFilter(text, kind);
  if (!parsed.ok) throw badFilter(text, parsed.problem);
  return parsed.expression;
}
