import { randomUUID } from 'node:crypto';
import { userStream } from '@wireledger/domain';
import {
  AppendTooLate,
  CommandConflict,
  type CommandContext,
  type EventLog,
  StreamNotFound,
} from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';
import type { AccessStore, AccountProposal, Logger } from '@wireledger/platform';

import type { Sessions } from './sessions';
import type { UserDirectory } from './user-directory';

/** An event that makes a proposal true is not begun later than this after the proposal … */
const BEGIN_WITHIN_MS = 15_000;
/** … so that after this it is there, or never will be. */
export const PATIENCE_MS = 120_000;
const PAGE = 500;

/** What the event of a proposal is written with: its id, and until when. */
export type Stamp = Pick<CommandContext, 'idOf' | 'beginBy'>;

interface Deps {
  readonly store: Pick<AccessStore, 'accountByName' | 'proposals' | 'removeInvited'>;
  readonly log: Pick<EventLog, 'readStream'>;
  readonly directory: Pick<UserDirectory, 'user'>;
  readonly sessions: Pick<Sessions, 'endBegunBefore'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Writes the event; `revision`: where it stands in the stream of the user. */
type Write<T> = (stamp: Stamp) => Promise<T>;
interface Written {
  readonly revision: bigint;
}

/**
 * Accounts and their events are never half done. First the change is proposed beside the account, then its event is written under the id of the proposal,
 * then the proposal is made good. Whoever finds one that was left (at the start and now and then, at a sign-in, when a name is wanted) asks the log: is the
 * event there, it is made good, else it is dropped once nobody can be writing it any more. Until then what was before holds.
 */
export class AccountProposals {
  constructor(private readonly deps: Deps) {}

  /** Whether nobody has the name, once what was left half done is settled. */
  async isFree(name: string): Promise<boolean> {
    const { store, directory } = this.deps;
    const holder = await store.accountByName(name);
    if (!holder) return true;
    await this.settle(holder.user);
    // Whoever withdrew the invitation died before the name was free.
    if (directory.user(holder.user)?.standing === 'withdrawn') await store.removeInvited(holder.user);
    return (await store.accountByName(name)) === null;
  }

  /** Makes an account, with a password or without one. @throws DomainError NAME_TAKEN, BUSY, and what `write` throws */
  async create<T extends Written>(
    { user, name }: { readonly user: string; readonly name: string },
    passwordHash: string | null,
    write: Write<T>,
  ): Promise<T> {
    const proposal = this.proposal(user, passwordHash);
    if (!(await this.deps.store.proposals.createAccount(name, proposal)))
      throw new DomainError('NAME_TAKEN', 'This name is taken. Choose another one.');
    return this.carryOut(proposal, write, () => Promise.resolve());
  }

  /**
   * Sets the password of an account. `after`: ends sessions, once the password is another one.
   * @throws DomainError USER_UNKNOWN, BUSY, and what `write` throws
   */
  async change<T extends Written>(
    user: string,
    passwordHash: string,
    write: Write<T>,
    after: () => Promise<void> = () => Promise.resolve(),
  ): Promise<T> {
    const proposal = this.proposal(user, passwordHash);
    if (!(await this.deps.store.proposals.put(proposal)))
      throw new DomainError('USER_UNKNOWN', 'There is no such user.');
    return this.carryOut(proposal, write, after);
  }

  /** Settles what was left of a user. Answers whether there was anything. */
  async settle(user: string): Promise<boolean> {
    const found = await this.deps.store.proposals.of(user);
    for (const proposal of found) await this.settleOne(proposal, this.isOver(proposal));
    return found.length > 0;
  }

  /** Settles what was left of anybody. One failure does not hold the others up. */
  async settleAll(): Promise<void> {
    const { store, logger } = this.deps;
    const failed = (err: unknown) => logger.warn({ err }, 'a change of an account could not be settled; tried again');
    for (const proposal of await store.proposals.all().catch((error: unknown) => (failed(error), [])))
      await this.settleOne(proposal, this.isOver(proposal)).catch(failed);
  }

  private proposal(user: string, passwordHash: string | null): AccountProposal {
    return { id: randomUUID(), user, passwordHash, madeAt: this.deps.clock() };
  }

  private isOver({ madeAt }: AccountProposal): boolean {
    return this.deps.clock() - madeAt >= PATIENCE_MS;
  }

  private async carryOut<T extends Written>(
    proposal: AccountProposal,
    write: Write<T>,
    after: () => Promise<void>,
  ): Promise<T> {
    const { proposals } = this.deps.store;
    const written = await write({ idOf: () => proposal.id, beginBy: performance.now() + BEGIN_WITHIN_MS }).catch(
      async (error: unknown) => {
        // Refused, or written and not known here yet: either way nobody is writing it. Of anything else nobody knows.
        const isTooLate = error instanceof AppendTooLate;
        if (isTooLate || error instanceof DomainError || error instanceof CommandConflict)
          await this.settleOne(proposal, true);
        throw isTooLate
          ? new DomainError('BUSY', 'Very much is being written right now. Try again in a moment.')
          : error;
      },
    );
    await proposals.makeGood(proposal, written.revision);
    await after();
    await proposals.remove(proposal.id);
    return written;
  }

  /** `over`: nobody is at it any more. Until then its maker ends sessions and clears it away. */
  private async settleOne(proposal: AccountProposal, over: boolean): Promise<void> {
    const { proposals } = this.deps.store;
    const { exists, revision } = await this.found(proposal);
    if (revision === null) {
      if (over) await proposals.drop(proposal, !exists);
      return;
    }
    await proposals.makeGood(proposal, revision);
    if (!over) return;
    const { id, user, passwordHash, madeAt } = proposal;
    if (passwordHash !== null) await this.deps.sessions.endBegunBefore(user, madeAt, 'password', id);
    await proposals.remove(id);
  }

  /** Whether the log knows the user at all, and where the event of the proposal stands; null = it is not there. */
  private async found({ id, user }: AccountProposal): Promise<{ exists: boolean; revision: bigint | null }> {
    let after: bigint | undefined;
    try {
      for (;;) {
        const stream = userStream(user);
        const { events, end } = await this.deps.log.readStream({
          stream,
          ...(after === undefined ? {} : { after }),
          limit: PAGE,
        });
        const event = events.find((one) => one.id === id);
        if (event) return { exists: true, revision: event.revision };
        after = events.at(-1)?.revision;
        if (end || after === undefined) return { exists: true, revision: null };
      }
    } catch (error) {
      if (error instanceof StreamNotFound) return { exists: false, revision: null };
      throw error;
    }
  }
}
