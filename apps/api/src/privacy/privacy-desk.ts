import { maskingDecider, type MaskingMode, PRIVACY_STREAM } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer, type Viewer } from '../access/viewer';
import { settingConflict } from '../commands/last-change';
import { noteChange } from '../audit/noted-facts';
import type { ActorNames } from '../alerts/actor-names';
import type { AccessJournal } from '../auth/access-journal';
import { type MaskingPolicy, REVEAL_MS } from '../masking/masking-policy';

/** Where the masking mode is set, and where people have masked addresses shown to them for a while. */
export class PrivacyDesk {
  constructor(
    private readonly log: EventLog,
    private readonly policy: MaskingPolicy,
    private readonly journal: AccessJournal,
    private readonly names: Pick<ActorNames, 'of'>,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** `seen`: version on which the decision rests; null = whatever it is. @throws DomainError MASKING_CONFLICT with the version that there is now, and who made it; BUSY */
  async setMode(mode: MaskingMode, seen: number | null, { viewer, requestId }: GraphqlContext): Promise<void> {
    const known = knownViewer(viewer);
    const context = {
      ...{ actor: actorOf(known), correlationId: requestId, causationId: requestId },
      at: this.clock() * 1000,
    };
    const command = { type: 'mask', mode, seen } as const;
    try {
      const { state, revision } = await handleCommand(this.log, maskingDecider, PRIVACY_STREAM, command, context);
      this.policy.turn(state, revision);
    } catch (error) {
      throw await settingConflict(error, this.log, PRIVACY_STREAM, this.names);
    }
  }

  /** Shows everything to the session of whoever asks, for ten minutes. @throws DomainError NOT_A_PERSON */
  async reveal({ viewer, requestId, proof }: GraphqlContext): Promise<void> {
    const person = personOf(viewer);
    const until = this.clock() + REVEAL_MS;
    await this.tell(person, until, proof?.reason ?? 'asked for it', requestId);
  }

  /** Masks again. @throws DomainError NOT_A_PERSON */
  async hide({ viewer, requestId }: GraphqlContext): Promise<void> {
    await this.tell(personOf(viewer), 0, 'ended by its owner', requestId);
  }

  private async tell({ user, session }: Person, until: number, reason: string, requestId: string): Promise<void> {
    const before = { revealed: this.policy.leaveOf(session) !== null };
    const position = await this.journal.revealed(user, { session, until: until * 1000, reason }, requestId);
    this.policy.give(session, until, position);
    noteChange({ kind: 'privacy', before, after: { revealed: this.policy.leaveOf(session) !== null } });
  }
}

type Person = Extract<Viewer, { is: 'session' }>;

function personOf(viewer: Viewer | null): Person {
  const known = knownViewer(viewer);
  if (known.is !== 'session')
    throw new DomainError('NOT_A_PERSON', 'A token sees what it was made to see: sign in for that.');
  return known;
}
