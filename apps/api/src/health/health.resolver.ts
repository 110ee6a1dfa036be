import { can } from '@wireledger/access';
import { Context, Query, Resolver } from '@nestjs/graphql';

import { Allow } from '../access/allow';
import type { GraphqlContext } from '../access/request';
import { subjectOf } from '../access/viewer';
import { Health } from '../schema/health';
import { SystemHealth } from './system-health';

@Resolver()
export class HealthResolver {
  constructor(private readonly health: SystemHealth) {}

  @Query(() => Health, { name: 'health' })
  @Allow('health.read', { limited: true })
  async read(@Context() { viewer }: GraphqlContext): Promise<Health> {
    const health = await this.health.read();
    const whole = viewer !== null && can(subjectOf(viewer), 'health.read') === 'allow';
    return whole ? health : { ...health, logHead: null, projections: [] };
  }
}
