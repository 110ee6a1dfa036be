import { type EntityManager, LessThan } from 'typeorm';

import { ChallengeEntity, FactorEntity, RecoveryCodeEntity, StepUpEntity } from './factor-entities';
import type { Challenge, FactorStore, StepUp, StoredCode, StoredFactor } from './factor-store';

/** Runs work on the database, and tells of failures without the values of a statement. */
export type Run = <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>;

/** {@link FactorStore} on schema `access`. */
export class PostgresFactorStore implements FactorStore {
  constructor(private readonly run: Run) {}

  factorOf(user: string): Promise<StoredFactor | null> {
    return this.run((manager) => manager.findOneBy(FactorEntity, { user }));
  }

  putFactor(factor: StoredFactor, codes: readonly StoredCode[], replace: boolean): Promise<boolean> {
    return this.run((outer) =>
      outer.transaction(async (manager) => {
        if (replace) await manager.delete(FactorEntity, { user: factor.user });
        const { raw } = await manager
          .createQueryBuilder()
          .insert()
          .into(FactorEntity)
          .values(factor)
          .orIgnore()
          .returning('user_id')
          .execute();
        if ((raw as unknown[]).length === 0) return false;
        await replaceCodes(manager, factor.user, codes);
        return true;
      }),
    );
  }

  async removeFactor(user: string): Promise<void> {
    await this.run((outer) =>
      outer.transaction(async (manager) => {
        await manager.delete(FactorEntity, { user });
        await replaceCodes(manager, user, []);
      }),
    );
  }

  /** One statement, so that of several callers the row's lock lets one find the step unused. */
  async useStep(user: string, step: number): Promise<boolean> {
    const { affected } = await this.run((manager) =>
      manager.update(FactorEntity, { user, lastStep: LessThan(step) }, { lastStep: step }),
    );
    return affected === 1;
  }

  async putCodes(user: string, codes: readonly StoredCode[]): Promise<void> {
    await this.run((outer) => outer.transaction((manager) => replaceCodes(manager, user, codes)));
  }

  codesByTag(user: string, tag: string): Promise<StoredCode[]> {
    return this.run((manager) => manager.findBy(RecoveryCodeEntity, { user, tag }));
  }

  async takeCode(id: string): Promise<boolean> {
    const { affected } = await this.run((manager) => manager.delete(RecoveryCodeEntity, { id }));
    return affected === 1;
  }

  async putChallenge(challenge: Challenge): Promise<void> {
    await this.run((manager) => manager.insert(ChallengeEntity, { ...challenge, tries: 0 }));
  }

  tryChallenge(hash: string, now: number, most: number): Promise<Challenge | null> {
    return this.run((outer) =>
      outer.transaction(async (manager) => {
        const lock = { mode: 'pessimistic_write' } as const;
        const found = await manager.findOne(ChallengeEntity, { where: { hash }, lock });
        if (!found || found.expiresAt <= now || found.tries >= most) return null;
        await manager.update(ChallengeEntity, { hash }, { tries: found.tries + 1 });
        const { tries: _tries, ...challenge } = found;
        return challenge;
      }),
    );
  }

  async endChallenge(hash: string): Promise<boolean> {
    const { affected } = await this.run((manager) => manager.delete(ChallengeEntity, { hash }));
    return affected === 1;
  }

  async putStepUp(stepUp: StepUp): Promise<void> {
    await this.run((manager) => manager.upsert(StepUpEntity, stepUp, ['session', 'permission']));
  }

  stepUpOf(session: string, permission: string): Promise<StepUp | null> {
    return this.run((manager) => manager.findOneBy(StepUpEntity, { session, permission }));
  }

  async sweep(before: number): Promise<number> {
    const { affected } = await this.run((manager) => manager.delete(ChallengeEntity, { expiresAt: LessThan(before) }));
    return affected ?? 0;
  }
}

async function replaceCodes(manager: EntityManager, user: string, codes: readonly StoredCode[]): Promise<void> {
  await manager.delete(RecoveryCodeEntity, { user });
  if (codes.length > 0) await manager.insert(RecoveryCodeEntity, [...codes]);
}
