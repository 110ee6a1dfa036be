import { asksForKept, asksForPlaces, FILTER_LIMITS, type FilterKind, parseFilter } from '@wireledger/filter';
import { z } from 'zod';
import { SEVERITIES } from './detector';

/** Parts of parameter schemas that detectors share. */
export const severity = z.enum(SEVERITIES);
export const windowS = z.number().positive().max(86_400).describe('sliding window, seconds of packet time');
export const threshold = (what: string, most = 1_000_000) => z.number().int().min(1).max(most).describe(what);

/** `format` of a parameter that is an expression of the filter language; '' is every record. */
export const RECORD_FILTER = 'record-filter';

/** An expression about records of the kind that the parameter `kindBy` names; whoever has it must ask `filterProblem` with that kind. */
export const recordFilter = (what: string, kindBy: string) =>
  z.string().max(FILTER_LIMITS.characters).meta({ description: what, format: RECORD_FILTER, kindBy });

/** What is wrong with an expression about records of a kind, and where; null when nothing is. */
export function filterProblem(text: string, kind: FilterKind): string | null {
  if (text.trim() === '') return null;
  const parsed = parseFilter(text, kind);
  if (!parsed.ok) return `not understood at character ${parsed.problem.start + 1}: ${parsed.problem.message}`;
  if (asksForKept(parsed.expression))
    return 'rules do not ask whether a capture is kept: that changes whenever somebody gives one or deletes it';
  // Data sets are replaced at any time, and what a rule says must be the same whenever it is asked.
  return asksForPlaces(parsed.expression)
    ? 'rules do not ask where addresses are: that is told by files that are replaced. A rule about countries is one of detector region'
    : null;
}

/** Parameters of detectors of new things. */
export const learnDays = z
  .number()
  .min(0)
  .max(90)
  .describe('the network is watched for so many days before anything in it is new');
export const knownDays = z.number().positive().max(366).describe('a thing is forgotten after so many days without it');
