import type { Account, InvitationLink } from './access-store';
import type { AccountProposal, ProposalStore } from './proposal-store';

const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase();

/** {@link ProposalStore} without durability, on the accounts (by the key of their names) and links of an in-memory store. */
export class InMemoryProposalStore implements ProposalStore {
  private readonly proposals = new Map<string, AccountProposal>();
  /** Of the event that set the password, by user. */
  private readonly revisions = new Map<string, bigint>();

  constructor(
    private readonly accounts: Map<string, Account>,
    private readonly links: Map<string, InvitationLink>,
  ) {}

  async createAccount(name: string, proposal: AccountProposal): Promise<boolean> {
    if (this.accounts.has(nameKey(name))) return false;
    this.accounts.set(nameKey(name), { user: proposal.user, name, passwordHash: null });
    return this.put(proposal);
  }

  async put(proposal: AccountProposal): Promise<boolean> {
    const isThere = [...this.accounts.values()].some(({ user }) => user === proposal.user);
    if (isThere) this.proposals.set(proposal.id, proposal);
    return isThere;
  }

  async of(user: string): Promise<AccountProposal[]> {
    return [...this.proposals.values()].filter((proposal) => proposal.user === user);
  }

  async all(): Promise<AccountProposal[]> {
    return [...this.proposals.values()];
  }

  async makeGood({ user, passwordHash }: AccountProposal, revision: bigint): Promise<void> {
    if (passwordHash === null || revision <= (this.revisions.get(user) ?? -1n)) return;
    this.revisions.set(user, revision);
    for (const [key, account] of this.accounts)
      if (account.user === user) this.accounts.set(key, { ...account, passwordHash });
    this.links.delete(user);
  }

  async remove(id: string): Promise<void> {
    this.proposals.delete(id);
  }

  async drop({ id, user }: AccountProposal, account: boolean): Promise<void> {
    this.proposals.delete(id);
    if (!account) return;
    for (const [key, found] of this.accounts)
      if (found.user === user && found.passwordHash === null) this.accounts.delete(key);
  }

  /** With the account of a user. */
  forget(user: string): void {
    for (const { id, user: of } of this.proposals.values()) if (of === user) this.proposals.delete(id);
  }
}
