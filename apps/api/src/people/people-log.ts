import { type User, type UserCommand, userDecider, userStream } from '@wireledger/domain';
import { CommandConflict, type EventLog, handleCommand, type Position } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer } from '../access/viewer';
import type { Stamp } from '../auth/account-proposals';
import type { UserDirectory } from '../auth/user-directory';
import type { PeopleTurn } from './people-turn';

const SETTLE_MS = 5000;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Who does something to a user. */
export interface Deed {
  /** `user:<id>`, as the metadata of events names him. */
  readonly actor: string;
  /** Id of the user who acts. */
  readonly by: string;
  readonly requestId: string;
}

/** The user as he is now, and where that stands in the log. */
export interface Done {
  /** Last one of his stream. */
  readonly revision: bigint;
  readonly position: Position | 'start';
  readonly user: User;
}

/** @throws DomainError NOT_A_PERSON for tokens, UNAUTHENTICATED */
export function deedOf({ viewer, requestId }: Pick<GraphqlContext, 'viewer' | 'requestId'>): Deed {
  const known = knownViewer(viewer);
  if (known.is !== 'session') throw new DomainError('NOT_A_PERSON', 'Only people change people: sign in for that.');
  return { actor: actorOf(known), by: known.user, requestId };
}

/** Writes what is done to users, one after the other in all processes, and waits until this one knows it. */
export class PeopleLog {
  private last: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly log: EventLog,
    private readonly directory: UserDirectory,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
    /** Without one this process is alone with the log. */
    private readonly turn: PeopleTurn = (work) => work(),
  ) {}

  /**
   * In turn: what is decided by the number of administrators must have been folded before the next decision.
   * `stamp`: of a proposal that the event makes true. @throws DomainError of the user's decider, BUSY, STALE
   */
  tell(
    id: string,
    command: UserCommand | (() => UserCommand),
    deed: Omit<Deed, 'by'>,
    stamp: Partial<Stamp> = {},
  ): Promise<Done> {
    return this.inTurn(() => this.write(id, typeof command === 'function' ? command() : command, deed, stamp));
  }

  /** Does something that is decided by what people may do, after all that was asked for before. It must not wait for {@link tell}. */
  inTurn<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.last.then(() => this.turn(async () => work()));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  private async write(
    id: string,
    command: UserCommand,
    { actor, requestId }: Omit<Deed, 'by'>,
    stamp: Partial<Stamp>,
  ): Promise<Done> {
    if (!UUID.test(id)) throw new DomainError('USER_UNKNOWN', 'There is no such user.');
    const at = this.clock() * 1000;
    const context = { actor, correlationId: requestId, causationId: requestId, at, ...stamp };
    try {
      const { state, revision, position } = await handleCommand(
        this.log,
        userDecider,
        userStream(id),
        command,
        context,
      );
      if (!state) throw new DomainError('USER_UNKNOWN', 'There is no such user.');
      if (!(await this.directory.reached(id, revision, SETTLE_MS)))
        throw new DomainError('STALE', 'It is done, but not known everywhere yet. Load the list again in a moment.');
      return { revision, position, user: state };
    } catch (error) {
      if (error instanceof CommandConflict)
        throw new DomainError('BUSY', 'Others keep changing this user. Try again in a moment.');
      throw error;
    }
  }
}
