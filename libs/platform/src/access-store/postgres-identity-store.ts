import { type EntityManager, LessThanOrEqual, Not } from 'typeorm';

import { IdentityEntity, ProviderFlowEntity } from './identity-entities';
import { type IdentityStore, type LinkedIdentity, MOST_FLOWS, type ProviderFlow } from './identity-store';

type Run = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

/** {@link IdentityStore} on schema `access`. */
export class PostgresIdentityStore implements IdentityStore {
  constructor(private readonly run: Run) {}

  async ownerOf(issuer: string, subject: string): Promise<string | null> {
    return (await this.run((manager) => manager.findOneBy(IdentityEntity, { issuer, subject })))?.user ?? null;
  }

  identityOf(user: string): Promise<LinkedIdentity | null> {
    return this.run((manager) => manager.findOneBy(IdentityEntity, { user }));
  }

  link(identity: LinkedIdentity): Promise<boolean> {
    const { issuer, subject, user } = identity;
    return this.run((outer) =>
      outer.transaction(async (manager) => {
        // The primary key lets one of several users have it: who comes second waits here, and finds it taken.
        await manager.delete(IdentityEntity, { user, subject: Not(subject) });
        await manager.delete(IdentityEntity, { user, issuer: Not(issuer) });
        await manager.createQueryBuilder().insert().into(IdentityEntity).values(identity).orIgnore().execute();
        return manager.existsBy(IdentityEntity, { issuer, subject, user });
      }),
    );
  }

  async unlink(user: string): Promise<void> {
    await this.run((manager) => manager.delete(IdentityEntity, { user }));
  }

  putFlow(flow: ProviderFlow): Promise<boolean> {
    return this.run(async (manager) => {
      await this.sweepWith(manager, flow.startedAt);
      // Some callers at once may each find one place: the bound is of memory, not of people.
      if ((await manager.count(ProviderFlowEntity)) >= MOST_FLOWS) return false;
      await manager.insert(ProviderFlowEntity, flow);
      return true;
    });
  }

  /** Under a lock, so that the row goes to one of several callers. */
  async takeFlow(hash: string, now: number): Promise<ProviderFlow | null> {
    return this.run((outer) =>
      outer.transaction(async (manager) => {
        const lock = { mode: 'pessimistic_write' } as const;
        const flow = await manager.findOne(ProviderFlowEntity, { where: { hash }, lock });
        if (!flow) return null;
        await manager.delete(ProviderFlowEntity, { hash });
        return flow.expiresAt > now ? flow : null;
      }),
    );
  }

  /** Ways that are over. Answers how many went. */
  sweep(now: number): Promise<number> {
    return this.run((manager) => this.sweepWith(manager, now));
  }

  private async sweepWith(manager: EntityManager, now: number): Promise<number> {
    const { affected } = await manager.delete(ProviderFlowEntity, { expiresAt: LessThanOrEqual(now) });
    return affected ?? 0;
  }
}
