import { FACTOR_ROLES } from '@wireledger/access';
import { SECURITY_BOUNDS, SECURITY_NUMBERS, valuesOf } from '@wireledger/domain';
import { formatTime } from '@wireledger/kernel';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { knownViewer } from '../access/viewer';
import { PublicAddress } from '../control/public-address';
import { RestClock } from '../rest/facade';
import { ChangeSecurityArgs, Security, type SecurityTransport, type TransportKind } from '../schema/security';
import { SecurityDesk } from './security-desk';
import { SecurityPolicy } from './security-policy';
import { Transport } from './transport';

@Resolver()
export class SecurityResolver {
  constructor(
    private readonly desk: SecurityDesk,
    private readonly policy: SecurityPolicy,
    private readonly transport: Transport,
    private readonly address: PublicAddress,
    private readonly clock: RestClock,
  ) {}

  @Query(() => Security, { description: 'How people get in and how long they stay, and how the console is reached.' })
  @Allow('users.read')
  security(@Context() context: GraphqlContext): Promise<Security> {
    return this.shown(context);
  }

  @Mutation(() => Security, {
    description:
      'Changes what is given, at once and for everybody; the rest stays. Refused with `SECURITY_CONFLICT`, the values that are there now (`values`, `version`) and who changed them (`by`, `at`) when another version was seen.',
  })
  @Allow('security.write')
  async changeSecurity(@Args() asked: ChangeSecurityArgs, @Context() context: GraphqlContext): Promise<Security> {
    const { seen, reason: _reason, ...values } = asked;
    const given = Object.entries(values).filter(([, value]) => value !== null && value !== undefined);
    await this.desk.change(seen, Object.fromEntries(given), context);
    return this.shown(context);
  }

  private async shown({ viewer, door }: GraphqlContext): Promise<Security> {
    const [changed, startedAt] = await Promise.all([this.desk.changed(), this.desk.sessionStart(knownViewer(viewer))]);
    const { now } = this.policy;
    return {
      ...valuesOf(now),
      version: now.version,
      changedByName: changed?.by ?? null,
      changedAt: changed && formatTime(changed.at),
      bounds: SECURITY_NUMBERS.map((field) => ({ field, ...SECURITY_BOUNDS[field] })),
      factorAlways: FACTOR_ROLES,
      ownOrigin: new URL(this.address.url).origin,
      sessionStartedAt: startedAt === null ? null : formatTime(startedAt * 1000),
      transport: this.reached(door?.secure ?? false),
    };
  }

  private reached(secure: boolean): SecurityTransport {
    const { kind, proxies, minVersion } = this.transport;
    const served = this.transport.served(this.clock.now());
    return {
      kind: kind.toUpperCase() as TransportKind,
      ...{ proxies, minVersion, hsts: secure },
      certificate: served && { ...served, notAfter: formatTime(served.notAfter * 1000) },
    };
  }
}
