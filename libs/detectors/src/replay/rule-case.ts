import type { JsonValue } from '@wireledger/event-sourcing';
import { type EvidenceRecord, KIND_DEFINITIONS, type RuleCaseResult, type RuleExpectation } from '@wireledger/events';

import type { Rule } from '../rules/rule';
import { raisedBy } from './replay-alert';

/** Kept records, where they came from, and what a rule must do with them. */
export interface CaseRecords {
  readonly case: string;
  readonly expects: RuleExpectation;
  readonly scope: { readonly sensor: string; readonly timeline: string };
  readonly records: readonly EvidenceRecord[];
}

/**
 * Runs a rule over the records of a test case and nothing else, by the host that judges live. A rule that rests on more than records (lists, locations,
 * earlier windows) cannot be tried so: `unfit`; nor can records that came from a file and that no sensor would have written.
 */
export function tryCase(rule: Rule, { case: id, expects, scope, records }: CaseRecords): RuleCaseResult {
  const rests = rule.detector.restsOn?.(rule.parameters) ?? null;
  if (rests !== null) return { case: id, outcome: 'unfit', raised: 0 };
  const raised = raisedOn(rule, { scope, records });
  if (raised === null) return { case: id, outcome: 'unfit', raised: 0 };
  return { case: id, outcome: raised > 0 === (expects === 'alert') ? 'passed' : 'failed', raised };
}

function raisedOn(rule: Rule, { scope, records }: Pick<CaseRecords, 'scope' | 'records'>): number | null {
  try {
    return raisedBy({ rule, scope }, records).length;
  } catch (error) {
    // Detectors count on the shapes that sensors write inside lists (answers, host names).
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const FITS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  text: (value) => typeof value === 'string',
  json: (value) => Array.isArray(value),
};
const isNumber = (value: JsonValue): boolean => typeof value === 'number' && Number.isFinite(value);

/** Why a record that somebody gives cannot be judged, or null: each of its columns is one of its kind and holds what that column holds. */
export function malformedRecord({ kind, record }: Pick<EvidenceRecord, 'kind' | 'record'>): string | null {
  const columns = new Map(KIND_DEFINITIONS[kind].columns);
  for (const [name, value] of Object.entries(record)) {
    const holds = columns.get(name);
    if (holds === undefined) return `records of kind ${kind} have no column ${name.slice(0, 60)}`;
    if (!(FITS[holds] ?? isNumber)(value)) return `column ${name} of kind ${kind} holds another type of value`;
  }
  return null;
}
