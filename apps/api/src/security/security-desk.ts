import { SECURITY_STREAM, securityDecider, type SecurityValues } from '@wireledger/domain';
import { type EventLog, handleCommand } from '@wireledger/event-sourcing';
import type { AccessStore } from '@wireledger/platform';

import type { GraphqlContext } from '../access/request';
import { actorOf, knownViewer, type Viewer } from '../access/viewer';
import type { ActorNames } from '../alerts/actor-names';
import { type LastChange, lastChange, settingConflict } from '../commands/last-change';
import type { PublicAddress } from '../control/public-address';
import { originKind } from '../http/origin';
import type { SecurityPolicy } from './security-policy';

export interface SecurityDeskDeps {
  readonly log: EventLog;
  readonly policy: SecurityPolicy;
  readonly sessions: Pick<AccessStore, 'openSessions'>;
  readonly names: Pick<ActorNames, 'of'>;
  readonly address: PublicAddress;
  /** ms since 1970 UTC. */
  readonly clock: () => number;
}

/** Where it is set how people get in and how long they stay. */
export class SecurityDesk {
  constructor(private readonly deps: SecurityDeskDeps) {}

  /** Name of whoever changed it last; null = nobody has. */
  async changed(): Promise<LastChange | null> {
    const last = await lastChange(this.deps.log, SECURITY_STREAM);
    return last && { ...last, by: this.deps.names.of(last.by) };
  }

  /**
   * What is given is changed, at once and in every process; the rest stays.
   * @throws DomainError BAD_USER_INPUT with field and bounds; SECURITY_CONFLICT with the values that are there now, their version, and who changed them; BUSY
   */
  async change(seen: number, values: Partial<SecurityValues>, context: GraphqlContext): Promise<void> {
    const { log, policy, names, clock } = this.deps;
    const actor = actorOf(knownViewer(context.viewer));
    const { requestId } = context;
    const deed = { actor, correlationId: requestId, causationId: requestId, at: clock() * 1000 };
    const command = { type: 'secure', seen, values, asking: this.needed(context) } as const;
    try {
      const { state, revision } = await handleCommand(log, securityDecider, SECURITY_STREAM, command, deed);
      policy.turn(state, revision);
    } catch (error) {
      throw await settingConflict(error, log, SECURITY_STREAM, names);
    }
  }

  /** When the session of the viewer began, ms since 1970 UTC; null for tokens. */
  async sessionStart(viewer: Viewer): Promise<number | null> {
    if (viewer.is !== 'session') return null;
    const open = await this.deps.sessions.openSessions(viewer.user);
    return open.find(({ id }) => id === viewer.session)?.createdAt ?? null;
  }

  /** Origin of the page that asks, when nothing but the settings lets it; else null. */
  private needed({ door }: GraphqlContext): string | null {
    if (door?.origin === undefined) return null;
    const without = originKind(door, { publicUrl: this.deps.address.url, further: [] });
    return without === 'own' ? null : door.origin;
  }
}
