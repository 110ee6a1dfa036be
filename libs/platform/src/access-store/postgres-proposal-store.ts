import { type EntityManager, IsNull, LessThan } from 'typeorm';

import { AccountEntity, InvitationEntity } from './access-entities';
import { AccountProposalEntity } from './proposal-entities';
import type { AccountProposal, ProposalStore } from './proposal-store';

/** {@link ProposalStore} on `access.account_proposal` and `access.account`. */
export class PostgresProposalStore implements ProposalStore {
  constructor(
    private readonly run: <T>(work: (manager: EntityManager) => Promise<T>) => Promise<T>,
    /** What names are compared by. */
    private readonly keyOf: (name: string) => string,
  ) {}

  createAccount(name: string, proposal: AccountProposal): Promise<boolean> {
    const row = { user: proposal.user, name, nameKey: this.keyOf(name), passwordHash: null };
    return this.run((outer) =>
      outer.transaction(async (manager) => {
        const insert = manager.createQueryBuilder().insert().into(AccountEntity).values(row);
        const { raw } = await insert.orIgnore().returning('user_id').execute();
        if ((raw as unknown[]).length === 0) return false;
        await manager.insert(AccountProposalEntity, proposal);
        return true;
      }),
    );
  }

  /** Under a lock, so that the account does not go in between. */
  put(proposal: AccountProposal): Promise<boolean> {
    return this.run((outer) =>
      outer.transaction(async (manager) => {
        const lock = { mode: 'pessimistic_read' } as const;
        const account = await manager.findOne(AccountEntity, { where: { user: proposal.user }, lock });
        if (account) await manager.insert(AccountProposalEntity, proposal);
        return account !== null;
      }),
    );
  }

  of(user: string): Promise<AccountProposal[]> {
    return this.run((manager) => manager.findBy(AccountProposalEntity, { user }));
  }

  all(): Promise<AccountProposal[]> {
    return this.run((manager) => manager.find(AccountProposalEntity));
  }

  async makeGood({ user, passwordHash }: AccountProposal, revision: bigint): Promise<void> {
    if (passwordHash === null) return;
    const passwordRevision = Number(revision);
    await this.run((outer) =>
      outer.transaction(async (manager) => {
        const older = { user, passwordRevision: LessThan(passwordRevision) };
        const { affected } = await manager.update(AccountEntity, older, { passwordHash, passwordRevision });
        if (affected === 1) await manager.delete(InvitationEntity, { user });
      }),
    );
  }

  async remove(id: string): Promise<void> {
    await this.run((manager) => manager.delete(AccountProposalEntity, { id }));
  }

  async drop({ id, user }: AccountProposal, account: boolean): Promise<void> {
    await this.run((outer) =>
      outer.transaction(async (manager) => {
        await manager.delete(AccountProposalEntity, { id });
        if (account) await manager.delete(AccountEntity, { user, passwordHash: IsNull() });
      }),
    );
  }
}
