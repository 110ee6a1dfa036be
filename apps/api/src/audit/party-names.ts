import type { AuditActShape, EventShape } from '@wireledger/read-models';

import { ActorNames } from '../alerts/actor-names';
import type { AuditAct, LogEvent } from '../schema/audit';

const OTHERS: Readonly<Record<string, string>> = { host: 'the host', nobody: 'not signed in' };

/** Names of whoever acted, beside their ids. */
export class PartyNames {
  constructor(private readonly names: ActorNames) {}

  act(act: AuditActShape): AuditAct {
    const { targetKind, target } = act;
    const person = target !== null && ['account', 'user', 'person'].includes(targetKind ?? '');
    return { ...act, actorName: this.of(act.actor), targetName: person ? this.names.user(target) : null };
  }

  event(event: EventShape): LogEvent {
    return { ...event, actorName: this.of(event.actor) };
  }

  /** `user:<id>`, `token:<id>`, `system:<process>`, `host`, `nobody` → a name. */
  of(actor: string): string {
    if (actor.startsWith('system:')) return actor.slice('system:'.length);
    return OTHERS[actor] ?? this.names.of(actor);
  }
}
