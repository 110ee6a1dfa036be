import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { WithNames } from '../alerts/with-names';
import {
  KeepAlertAsCaseArgs,
  KeepRangeAsCaseArgs,
  KeepRuleCaseArgs,
  RuleCaseFileArgs,
  TestRuleArgs,
} from '../schema/rule-cases';
import { DropRuleCaseArgs, RuleResult } from '../schema/rules';
import { RuleCaseDesk } from './rule-case-desk';
import type { ChangedRule } from './rule-changes';
import { shownRule } from './rule-shapes';

@Resolver()
export class RuleCasesResolver {
  constructor(
    private readonly desk: RuleCaseDesk,
    private readonly named: WithNames,
  ) {}

  @Query(() => String, {
    description:
      'The test cases of a rule with their records, JSON: [{"name", "expects", "scope", "records"}]. Only for those who see all traffic in clear.',
  })
  @Allow('export.data')
  ruleCaseFile(@Args() { id }: RuleCaseFileArgs, @Context() context: GraphqlContext): Promise<string> {
    return this.desk.file(id, context);
  }

  @Mutation(() => RuleResult, {
    description: 'Keeps the evidence of an alert as a test case of the rule that raised it.',
  })
  @Allow('rules.write')
  async keepAlertAsCase(@Args() args: KeepAlertAsCaseArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.keepAlert(args, context));
  }

  @Mutation(() => RuleResult, { description: 'Keeps records from an exported rule as a test case.' })
  @Allow('rules.write')
  async keepRuleCase(@Args() args: KeepRuleCaseArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.keep(args, context));
  }

  @Mutation(() => RuleResult, {
    description:
      'Keeps what was recorded as a test case: of a capture of the library, or of a sensor within a time; all records that the rule reads, or those of flows that a filter lets pass. Only for those who see all traffic.',
  })
  @Allow('rules.write')
  async keepRangeAsCase(@Args() args: KeepRangeAsCaseArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.keepRange(args, context));
  }

  @Mutation(() => RuleResult, { description: 'Takes a test case out.' })
  @Allow('rules.write')
  async dropRuleCase(@Args() args: DropRuleCaseArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.drop(args, args.case, args.reason, context));
  }

  @Mutation(() => RuleResult, {
    description: 'Runs a version over every test case of its rule, and notes what became of them.',
  })
  @Allow('rules.test')
  async testRule(@Args() args: TestRuleArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.test(args, context));
  }

  private shown({ position, rule }: ChangedRule): RuleResult {
    return { position, entity: shownRule(rule, this.named) };
  }
}
