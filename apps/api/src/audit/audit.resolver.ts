import { Args, Context, Query, Resolver } from '@nestjs/graphql';
import { can } from '@wireledger/access';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer, subjectOf } from '../access/viewer';
import { QueryGateway } from '../queries/query-gateway';
import { AuditActArgs, AuditArgs, AuditDetail, AuditPage } from '../schema/audit';
import { PartyNames } from './party-names';

/** Whose acts are seen: all, or the viewer's own. */
function ownOf(context: GraphqlContext): { readonly own?: string } {
  const viewer = knownViewer(context.viewer);
  return can(subjectOf(viewer), 'audit.read') === 'allow' ? {} : { own: actorOf(viewer) };
}

@Resolver()
export class AuditResolver {
  constructor(
    private readonly gateway: QueryGateway,
    private readonly names: PartyNames,
  ) {}

  @Query(() => AuditPage, {
    description: 'What was done and refused, newest first; to whoever may read his own alone, his.',
  })
  @Allow('audit.read', { own: true })
  async audit(@Args() { where, ...args }: AuditArgs, @Context() context: GraphqlContext): Promise<AuditPage> {
    const { origin, ...conditions } = where ?? {};
    const asked = { ...args, where: { ...conditions, ip: origin ?? null }, ...ownOf(context) };
    const page = await this.gateway.run('audit', asked, context);
    return { ...page, rows: page.rows.map((act) => this.names.act(act)) };
  }

  @Query(() => AuditDetail, { nullable: true })
  @Allow('audit.read', { own: true })
  async auditAct(@Args() args: AuditActArgs, @Context() context: GraphqlContext): Promise<AuditDetail | null> {
    const detail = await this.gateway.run('auditAct', { ...args, ...ownOf(context) }, context);
    if (!detail) return null;
    const chain = detail.chain.map((event) => this.names.event(event));
    return { ...detail, act: this.names.act(detail.act), chain };
  }
}
