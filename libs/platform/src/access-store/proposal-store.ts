/**
 * A change of an account that is good once the log says so: `id` is that of the event which says it. Account and log are two places, so whoever dies
 * between the two leaves a proposal, and whoever finds it asks the log what became of it. Times are ms since 1970 UTC.
 */
export interface AccountProposal {
  readonly id: string;
  readonly user: string;
  /** argon2id, PHC string, for the account; null: it gets none, and what is proposed is the account itself. */
  readonly passwordHash: string | null;
  readonly madeAt: number;
}

/** Proposals of accounts and passwords. */
export interface ProposalStore {
  /** Keeps the name for an account without a password, together with its proposal. False when the name is taken; then neither is kept. */
  createAccount(name: string, proposal: AccountProposal): Promise<boolean>;
  /** For an account that is there. False when it is not; then nothing is kept. */
  put(proposal: AccountProposal): Promise<boolean>;
  of(user: string): Promise<AccountProposal[]>;
  all(): Promise<AccountProposal[]>;
  /**
   * The proposed password is the account's, and a link of its owner is used up; `revision`: place of the event in his stream. Changes nothing when an event
   * at this place or behind it did so before, nor when there is no password in it. The proposal stays.
   */
  makeGood(proposal: AccountProposal, revision: bigint): Promise<void>;
  /** Nothing is left to be done for it. */
  remove(id: string): Promise<void>;
  /** It came to nothing. `account`: neither did the account, so that its name is free, unless it has a password. */
  drop(proposal: AccountProposal, account: boolean): Promise<void>;
}
