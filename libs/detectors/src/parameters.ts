import { FILTER_LIMITS, parseFilter } from '@wireledger/filter';
import { z } from 'zod';
import { SEVERITIES } from './detector';

/** Parts of parameter schemas that detectors share. */
export const severity = z.enum(SEVERITIES);
export const windowS = z.number().positive().max(86_400).describe('sliding window, seconds of packet time');
export const threshold = (what: string, most = 1_000_000) => z.number().int().min(1).max(most).describe(what);

/** `format` of a parameter that is an expression of the filter language about flows; '' is every flow. */
export const FLOW_FILTER = 'flow-filter';

export const flowFilter = (what: string) =>
  z
    .string()
    .max(FILTER_LIMITS.characters)
    .superRefine((text, context) => {
      const parsed = text.trim() === '' ? null : parseFilter(text, 'flow');
      if (parsed && !parsed.ok)
        context.addIssue({
          code: 'custom',
          message: `not understood at character ${parsed.problem.start + 1}: ${parsed.problem.message}`,
        });
    })
    .meta({ description: what, format: FLOW_FILTER });
