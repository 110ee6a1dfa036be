import {
  type EvidenceRecord,
  MAX_EVIDENCE_BYTES,
  RuleCaseDropped,
  RuleCaseKept,
  type RuleCaseResult,
  type RuleExpectation,
  type RuleTally,
} from '@wireledger/events';
import type { EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';

/** Test cases of one rule. */
export const MAX_RULE_CASES = 50;
const [MAX_NAME, MAX_REASON] = [200, 500];

/** A test case without its records, which stay in the log. */
export interface RuleCase {
  readonly id: string;
  readonly name: string;
  readonly expects: RuleExpectation;
  /** The alert whose evidence they are; null when they came from elsewhere. */
  readonly alert: string | null;
  readonly scope: { readonly sensor: string; readonly timeline: string };
  /** How many. */
  readonly records: number;
  readonly by: string;
  /** Wall clock, µs. */
  readonly at: number;
}

export type RuleCaseCommand =
  | {
      readonly type: 'keepCase';
      /** UUID of the new case. */
      readonly case: string;
      readonly name: string;
      readonly expects: RuleExpectation;
      readonly alert: string | null;
      readonly scope: RuleCase['scope'];
      readonly records: readonly EvidenceRecord[];
    }
  | { readonly type: 'dropCase'; readonly case: string; readonly reason: string };

type Of<Type> = RuleCaseCommand & { readonly type: Type };
type CaseEvent = EventOf<typeof RuleCaseKept | typeof RuleCaseDropped>;

interface Act {
  readonly by: string;
  readonly at: number;
  readonly command: string;
}

/** @throws DomainError RULE_CASES, RULE_CASE_KEPT, RULE_CASE_TOO_BIG, TEXT_NEEDED, TEXT_INVALID */
export function keepCase(rule: string, cases: readonly RuleCase[], command: Of<'keepCase'>, act: Act): CaseEvent {
  const { case: id, expects, alert, scope, records } = command;
  if (cases.length >= MAX_RULE_CASES)
    throw new DomainError('RULE_CASES', `A rule has ${MAX_RULE_CASES} test cases at most. Take one out first.`);
  if (cases.some((one) => one.id === id || (alert !== null && one.alert === alert && one.expects === expects)))
    throw new DomainError('RULE_CASE_KEPT', 'This is a test case of the rule already.');
  if (Buffer.byteLength(JSON.stringify(records)) > MAX_EVIDENCE_BYTES)
    throw new DomainError(
      'RULE_CASE_TOO_BIG',
      `The records of a test case have ${MAX_EVIDENCE_BYTES / 1024} KiB at most. Take fewer.`,
    );
  const name = said('The name', command.name, MAX_NAME);
  return RuleCaseKept.create({ rule, case: id, ...act, name, expects, alert, scope, records: [...records] });
}

/** @throws DomainError RULE_CASE_UNKNOWN, TEXT_NEEDED, TEXT_INVALID */
export function dropCase(
  rule: string,
  cases: readonly RuleCase[],
  { case: id, reason }: Of<'dropCase'>,
  act: Act,
): CaseEvent {
  if (!cases.some((one) => one.id === id))
    throw new DomainError('RULE_CASE_UNKNOWN', 'There is no such test case. Load the rule again.');
  return RuleCaseDropped.create({ rule, case: id, ...act, reason: said('The reason', reason, MAX_REASON) });
}

/** @throws DomainError RULE_UNTESTED when the results are not those of the cases that there are */
export function assertTried(cases: readonly RuleCase[], results: readonly RuleCaseResult[]): void {
  const tried = new Set(results.map((result) => result.case));
  if (cases.length === 0) throw new DomainError('RULE_UNTESTED', 'The rule has no test case. Keep one from an alert.');
  if (tried.size !== cases.length || results.length !== cases.length || !cases.every(({ id }) => tried.has(id)))
    throw new DomainError('RULE_UNTESTED', 'Not every test case was tried on this version. Test it again.');
}

/** How many cases had which outcome. */
export const tallyOf = (results: readonly RuleCaseResult[]): RuleTally => {
  const of = (outcome: RuleCaseResult['outcome']) => results.filter((one) => one.outcome === outcome).length;
  return { passed: of('passed'), failed: of('failed'), unfit: of('unfit') };
};

/** What a published version says of its tests. @throws DomainError RULE_TESTS_FAILED when one failed and nobody says why that is right */
export function assertMet(
  results: readonly RuleCaseResult[],
  despite: string | null,
  cases: readonly RuleCase[],
): { readonly tests: RuleTally; readonly reason: string | null } {
  const tests = tallyOf(results);
  if (tests.failed === 0) return { tests, reason: null };
  if (despite === null || despite.trim() === '')
    throw new DomainError(
      'RULE_TESTS_FAILED',
      `${tests.failed} of ${results.length} test cases failed: ${namesOf(results, cases)}. Mend the rule, or say why it is to be published all the same.`,
      { failed: tests.failed },
    );
  return { tests, reason: said('The reason', despite, MAX_REASON) };
}

/** Cases that are named where some failed. */
const NAMED = 5;

function namesOf(results: readonly RuleCaseResult[], cases: readonly RuleCase[]): string {
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const names = failed.slice(0, NAMED).map((one) => cases.find(({ id }) => id === one.case)?.name ?? one.case);
  const more = failed.length - names.length;
  return `${names.map((name) => `“${name}”`).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Folds an event of a rule into its cases. */
export function casesAfter(
  cases: readonly RuleCase[],
  event: CaseEvent | { readonly type: string },
): readonly RuleCase[] {
  if (isKept(event)) {
    const { case: id, name, expects, alert, scope, records, by, at } = event.data;
    return [...cases, { id, name, expects, alert, scope, records: records.length, by, at }];
  }
  return isDropped(event) ? cases.filter(({ id }) => id !== event.data.case) : cases;
}

const isKept = (event: { readonly type: string }): event is EventOf<typeof RuleCaseKept> =>
  event.type === RuleCaseKept.type;
const isDropped = (event: { readonly type: string }): event is EventOf<typeof RuleCaseDropped> =>
  event.type === RuleCaseDropped.type;
