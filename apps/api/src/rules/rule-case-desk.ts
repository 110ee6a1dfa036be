import { malformedRecord } from '@wireledger/detectors/replay';
import {
  type EvidenceRecord,
  evidenceRecord,
  MAX_EVIDENCE_BYTES,
  MAX_EVIDENCE_RECORDS,
  ruleId,
} from '@wireledger/events';
import { DomainError } from '@wireledger/kernel';
import { z } from 'zod';

import type { GraphqlContext } from '../access/request';
import type { Viewer } from '../access/viewer';
import { keptAlert } from '../alerts/alert-evidence';
import type { AlertReach } from '../alerts/alert-reach';
import { parsed } from '../commands/parsed';
import { uuidOf } from '../commands/uuid-of';
import type { MaskingPolicy } from '../masking/masking-policy';
import type { KeepAlertAsCaseArgs, KeepRangeAsCaseArgs, KeepRuleCaseArgs } from '../schema/rule-cases';
import type { RecordedCases } from './recorded-case';
import type { ChangedRule, RuleChanges, RuleOrder } from './rule-changes';
import type { RuleTrials } from './rule-trials';

const name = z.string().min(1).max(100);
/** A test case as files hold it. */
const givenCase = z.strictObject({
  scope: z.strictObject({ sensor: name, timeline: name }),
  records: z.array(evidenceRecord).min(1).max(MAX_EVIDENCE_RECORDS),
});

/** Where people keep records with a rule and say what it must do with them, and try versions on them. */
export class RuleCaseDesk {
  constructor(
    private readonly changes: RuleChanges,
    private readonly trials: RuleTrials,
    private readonly reach: Pick<AlertReach, 'sees' | 'firstOf'>,
    private readonly masks: Pick<MaskingPolicy, 'masks'>,
    private readonly recorded: Pick<RecordedCases, 'of'>,
  ) {}

  /** Keeps the evidence of an alert with the rule that raised it. @throws DomainError ALERT_UNKNOWN, RULE_CASE_UNFIT, RULE_CASES, RULE_CASE_KEPT, BUSY */
  async keepAlert(args: KeepAlertAsCaseArgs, context: GraphqlContext): Promise<ChangedRule> {
    const alert = uuidOf('alert', args.alert);
    const { raised, records } = await keptAlert(this.reach, signedIn(context), alert);
    if (records.length === 0)
      throw new DomainError('RULE_CASE_UNFIT', 'No record is kept with this alert, so nothing can be tried.');
    const rule = raised.rule.id;
    const { scope } = raised;
    const deed = { type: 'keepCase', case: uuidOf('key', args.key), alert, scope, records } as const;
    return this.changes.tell(
      await this.now(rule, args.key),
      { ...deed, name: args.name, expects: args.expects },
      context,
    );
  }

  /** Keeps records that somebody gives, as an exported rule has them. @throws DomainError RULE_UNKNOWN, BAD_USER_INPUT, RULE_CONFLICT, RULE_CASES, RULE_CASE_TOO_BIG, BUSY */
  keep(args: KeepRuleCaseArgs, context: GraphqlContext): Promise<ChangedRule> {
    const { scope, records } = caseOf(args.records);
    const deed = { type: 'keepCase', case: uuidOf('key', args.key), alert: null, scope, records } as const;
    return this.changes.tell(args, { ...deed, name: args.name, expects: args.expects }, context);
  }

  /**
   * Keeps records that were recorded: of a capture of the library, or of a sensor within a time.
   * @throws DomainError FORBIDDEN to whoever sees a part of the traffic alone, RULE_UNKNOWN, BAD_USER_INPUT, BAD_FILTER, NOT_FOUND, RULE_CASE_UNFIT,
   * RULE_CASE_TOO_BIG, LIMIT_EXCEEDED, RULE_CASES, BUSY
   */
  async keepRange(args: KeepRangeAsCaseArgs, context: GraphqlContext): Promise<ChangedRule> {
    if (signedIn(context).scope !== null)
      throw new DomainError(
        'FORBIDDEN',
        'A test case of what was recorded reads all of it, and you see a part alone.',
        {
          permission: 'rules.write',
        },
      );
    const order = await this.now(parsed(ruleId, args.id, ['id']), args.key);
    if (!order.rule) throw new DomainError('RULE_UNKNOWN', 'There is no such rule.');
    const { scope, records } = await this.recorded.of(order.rule, args);
    const deed = { type: 'keepCase', case: uuidOf('key', args.key), alert: null, scope, records } as const;
    return this.changes.tell(order, { ...deed, name: args.name, expects: args.expects }, context);
  }

  /** @throws DomainError RULE_UNKNOWN, RULE_CASE_UNKNOWN, RULE_CONFLICT, BUSY */
  drop(order: RuleOrder, id: string, reason: string, context: GraphqlContext): Promise<ChangedRule> {
    return this.changes.tell(order, { type: 'dropCase', case: uuidOf('case', id), reason }, context);
  }

  /** Runs a version over every test case, and notes what became of them. @throws DomainError RULE_UNKNOWN, RULE_VERSION_UNKNOWN, RULE_UNTESTED, BUSY */
  async test(args: { readonly id: string; readonly version: number; readonly key: string }, context: GraphqlContext) {
    const order = await this.now(parsed(ruleId, args.id, ['id']), args.key);
    const { version } = args;
    const results = order.rule ? await this.trials.results(order.rule, version) : [];
    return this.changes.tell(order, { type: 'test', version, results }, context);
  }

  /** The test cases with their records, JSON, for an exported rule. @throws DomainError FORBIDDEN to whoever does not see all traffic, RULE_UNKNOWN */
  async file(given: string, context: GraphqlContext): Promise<string> {
    const viewer = signedIn(context);
    if (viewer.scope !== null || this.masks.masks(viewer))
      throw new DomainError('FORBIDDEN', 'Test cases hold traffic in clear, and you see a part of it alone.', {
        permission: 'export.data',
      });
    const rule = await this.changes.stateOf(parsed(ruleId, given, ['id']));
    if (!rule) throw new DomainError('RULE_UNKNOWN', 'There is no such rule.');
    const cases: object[] = [];
    for await (const { name: called, expects, scope, records } of this.trials.cases(rule))
      cases.push({ name: called, expects, scope, records });
    return JSON.stringify(cases);
  }

  /** An order that rests on the rule as it is now: what is added or tried contradicts nobody. */
  private async now(id: string, key: string) {
    const rule = await this.changes.stateOf(id);
    return { id, key, seen: rule?.revision ?? 0, rule };
  }
}

function signedIn({ viewer }: Pick<GraphqlContext, 'viewer'>): Viewer {
  if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
  return viewer;
}

/** @throws DomainError BAD_USER_INPUT */
function caseOf(json: string): {
  readonly scope: { sensor: string; timeline: string };
  readonly records: EvidenceRecord[];
} {
  if (json.length > MAX_EVIDENCE_BYTES + 1000)
    throw new DomainError('BAD_USER_INPUT', `\`records\`: at most ${MAX_EVIDENCE_BYTES / 1024} KiB.`);
  let given: unknown;
  try {
    given = JSON.parse(json);
  } catch {
    throw new DomainError(
      'BAD_USER_INPUT',
      '`records` is no JSON. Write {"scope": {…}, "records": […]}, as an exported rule has it.',
    );
  }
  const read = parsed(givenCase, given, ['records']);
  for (const [n, record] of read.records.entries()) {
    const wrong = malformedRecord(record);
    if (wrong) throw new DomainError('BAD_USER_INPUT', `\`records\`: record ${n + 1} cannot be judged: ${wrong}.`);
  }
  return read;
}
