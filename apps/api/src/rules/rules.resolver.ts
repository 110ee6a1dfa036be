import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { ActorNames } from '../alerts/actor-names';
import { WithNames } from '../alerts/with-names';
import { QueryGateway } from '../queries/query-gateway';
import {
  Detector,
  DisableRuleArgs,
  DraftRuleArgs,
  PublishRuleArgs,
  Rule,
  RuleArgs,
  RuleDetail,
  RuleHits,
  RuleHitsArgs,
  RuleResult,
  RulesArgs,
} from '../schema/rules';
import type { ChangedRule } from './rule-changes';
import { RuleDesk } from './rule-desk';
import { shownDetail, shownDetectors, shownRule } from './rule-shapes';

@Resolver()
export class RulesResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly desk: RuleDesk,
    private readonly named: WithNames,
    private readonly names: ActorNames,
  ) {}

  @Query(() => [Rule])
  @Allow('rules.read')
  async rules(@Args() args: RulesArgs, @Context() context: GraphqlContext): Promise<Rule[]> {
    return (await this.gateway.run('rules', args, context)).map((rule) => this.named.rule(rule));
  }

  @Query(() => RuleDetail, { nullable: true, description: 'A rule with its versions and what was done to it.' })
  @Allow('rules.read')
  async rule(@Args() args: RuleArgs, @Context() context: GraphqlContext): Promise<RuleDetail | null> {
    const found = await this.gateway.run('rule', args, context);
    return found && shownDetail(found, this.named, (actor) => this.names.of(actor));
  }

  @Query(() => [RuleHits], {
    description: 'Alerts of each rule whose deciding record lies in the range; rules without any are left out.',
  })
  @Allow('alerts.read')
  ruleHits(@Args() args: RuleHitsArgs, @Context() context: GraphqlContext) {
    return this.gateway.run('ruleHits', args, context);
  }

  @Query(() => [Detector], { description: 'What rules can be made of.' })
  @Allow('rules.read')
  detectors(): Detector[] {
    return shownDetectors();
  }

  @Mutation(() => RuleResult, { description: 'Writes a version of a rule; it judges nothing before it is published.' })
  @Allow('rules.write')
  async draftRule(@Args() args: DraftRuleArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.draft(args, args, context));
  }

  @Mutation(() => RuleResult, {
    description:
      'The version is run over the test cases of the rule and judges from here on; an older one is restored so. Where a case fails, `despite` has to say why.',
  })
  @Allow('rules.publish')
  async publishRule(@Args() args: PublishRuleArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.publish(args, args, context));
  }

  @Mutation(() => RuleResult, { description: 'No version judges any longer. What was raised stays.' })
  @Allow('rules.publish')
  async disableRule(@Args() args: DisableRuleArgs, @Context() context: GraphqlContext): Promise<RuleResult> {
    return this.shown(await this.desk.disable(args, args.reason, context));
  }

  private shown({ position, rule }: ChangedRule): RuleResult {
    return { position, entity: shownRule(rule, this.named) };
  }
}
