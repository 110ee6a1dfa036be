import { type AnyDetector, DETECTORS, rule as checkedRule } from '@wireledger/detectors';
import { type RuleDefinition, ruleDefinition, ruleId } from '@wireledger/events';
import { badFilter, FILTER_KINDS, type FilterKind, parseFilter } from '@wireledger/filter';
import { DomainError, strictJson } from '@wireledger/kernel';
import { z } from 'zod';

import type { GraphqlContext } from '../access/request';
import { parsed } from '../commands/parsed';
import { detectorFields } from './detector-fields';
import type { ChangedRule, RuleChanges, RuleOrder } from './rule-changes';
import type { RuleTrials } from './rule-trials';

/** What a person says of a version; the rest follows from it. */
export interface RuleText {
  readonly name: string;
  readonly detector: string;
  /** JSON. */
  readonly parameters: string;
  readonly cooldownSeconds: number;
  readonly technique?: string | null;
  readonly description: string;
}

const MOST_PARAMETERS = 20_000;

/** Where people write rules, let them judge and take them out. */
export class RuleDesk {
  constructor(
    private readonly changes: RuleChanges,
    private readonly trials: RuleTrials,
  ) {}

  /** Writes a version, which judges nothing yet. @throws DomainError BAD_USER_INPUT, RULE_CONFLICT, RULE_VERSIONS, BUSY */
  async draft(order: RuleOrder, text: RuleText, context: GraphqlContext): Promise<ChangedRule> {
    const id = parsed(ruleId, order.id, ['id']);
    const state = await this.changes.stateOf(id);
    const definition = definitionOf(id, text, state?.versions.at(-1)?.set ?? 'own');
    return this.changes.tell(order, { type: 'draft', rule: id, definition }, context);
  }

  /**
   * Runs a version over the test cases, then lets it judge from here on; `despite` says why, where a case failed.
   * @throws DomainError RULE_UNKNOWN, RULE_VERSION_UNKNOWN, RULE_TESTS_FAILED, RULE_UNTESTED, RULE_CONFLICT, BAD_USER_INPUT, BUSY
   */
  async publish(
    order: RuleOrder,
    { version, despite = null }: { readonly version: number; readonly despite?: string | null },
    context: GraphqlContext,
  ): Promise<ChangedRule> {
    const state = await this.changes.stateOf(parsed(ruleId, order.id, ['id']));
    const definition = state?.versions[version - 1];
    // Written before its detector was changed or taken out: it would judge nothing.
    if (definition) assertRuns(order.id, definition);
    const results = state && definition ? await this.trials.results(state, version) : [];
    return this.changes.tell(order, { type: 'publish', version, results, despite }, context);
  }

  /** No version judges any longer. @throws DomainError RULE_UNKNOWN, RULE_CONFLICT, BAD_USER_INPUT, BUSY */
  disable(order: RuleOrder, reason: string, context: GraphqlContext): Promise<ChangedRule> {
    return this.changes.tell(order, { type: 'disable', reason }, context);
  }
}

function definitionOf(id: string, text: RuleText, set: string): RuleDefinition {
  const detector = DETECTORS.find((known) => known.id === text.detector);
  if (!detector)
    throw new DomainError(
      'BAD_USER_INPUT',
      `\`detector\`: there is none called ${text.detector.slice(0, 100)}. Ask for \`detectors\`.`,
    );
  const json = given(text.parameters);
  assertFilters(detector, json);
  const parameters = parsed(detector.parameters as z.ZodType<RuleDefinition['parameters']>, json, ['parameters']);
  const definition = parsed(ruleDefinition, {
    ...{ name: text.name.trim(), set, detector: detector.id, kind: detector.kind, parameters },
    ...{ severity: parameters['severity'], technique: text.technique?.trim() || null },
    ...{ cooldownS: text.cooldownSeconds, description: text.description },
  });
  assertRuns(id, definition);
  return definition;
}

/** Expressions are refused as everywhere, with place and mend, and the field that holds them. @throws DomainError BAD_FILTER */
function assertFilters(detector: AnyDetector, parameters: unknown): void {
  for (const { name, kind, kindBy } of detectorFields(detector)) {
    const text = at(parameters, name);
    if (kind !== 'filter' || typeof text !== 'string' || text.trim() === '') continue;
    const read = parseFilter(text, kindNamed(parameters, kindBy));
    if (read.ok) continue;
    const { code, message, details } = badFilter(text, read.problem);
    throw new DomainError(code, message, { ...details, field: `parameters.${name}` });
  }
}

/** What stands at a path of names with dots between them. */
const at = (values: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>(
      (inner, name) =>
        typeof inner === 'object' && inner !== null && Object.hasOwn(inner, name)
          ? (inner as Readonly<Record<string, unknown>>)[name]
          : undefined,
      values,
    );

/** Kind of records that an expression is about: the one that `kindBy` names, or else that of the rule. */
function kindNamed(parameters: unknown, kindBy: string | null): FilterKind {
  const named = [at(parameters, kindBy ?? 'kind'), at(parameters, 'kind')];
  return FILTER_KINDS.find((kind) => named[0] === kind) ?? FILTER_KINDS.find((kind) => named[1] === kind) ?? 'flow';
}

/** @throws DomainError BAD_USER_INPUT when the worker could not run it */
function assertRuns(id: string, { name: title, detector: of, parameters, cooldownS }: RuleDefinition): void {
  const detector = DETECTORS.find((known) => known.id === of);
  if (!detector)
    throw new DomainError('BAD_USER_INPUT', `Its detector ${of} is not there any more. Write a new version.`);
  try {
    checkedRule({ id, title, detector, parameters: parameters as never, cooldownS });
  } catch (error) {
    if (error instanceof z.ZodError) parsed(detector.parameters as z.ZodType, parameters, ['parameters']);
    throw new DomainError(
      'BAD_USER_INPUT',
      '`cooldownSeconds`: at least as long as the window, so that no record begins two alerts.',
    );
  }
}

/** @throws DomainError BAD_USER_INPUT */
function given(json: string): unknown {
  if (json.length > MOST_PARAMETERS)
    throw new DomainError('BAD_USER_INPUT', `\`parameters\`: at most ${MOST_PARAMETERS} characters.`);
  try {
    return strictJson(json);
  } catch (error) {
    throw new DomainError(
      'BAD_USER_INPUT',
      `\`parameters\`: ${(error as Error).message}. Write an object: {"windowS": 60, …}`,
    );
  }
}
