import {
  actionOf,
  type Acting,
  type Alert,
  type AlertActCommand,
  alertDecider,
  alertStream,
  type MergeTarget,
} from '@wireledger/domain';
import { type EventLog, handleCommand, loadStream } from '@wireledger/event-sourcing';
import { DomainError, formatTime, parseTime } from '@wireledger/kernel';

import type { GraphqlContext } from '../access/request';
import { actorOf } from '../access/viewer';
import type { UserDirectory } from '../auth/user-directory';
import { shownConflict } from '../commands/shown-conflict';
import { uuidOf } from '../commands/uuid-of';
import type { AlertResult } from '../schema/alert-commands';
import type { AlertState } from '../schema/alerts';
import type { ActorNames } from './actor-names';
import type { AlertReach } from './alert-reach';

/** A command as a client sends it: which alert, on which version of it the decision rests, under which idempotency key. */
export interface AlertOrder {
  readonly id: string;
  readonly seen: number;
  readonly key: string;
}

type Without<Command> = Command extends unknown ? Omit<Command, keyof Acting> : never;
/** What is to be done, without who and when. */
export type AlertDeed = Without<AlertActCommand>;

const unknown = () => new DomainError('ALERT_UNKNOWN', 'There is no such alert.');

/** Where people act on alerts: each act becomes an event, once, or is refused with the reason. */
export class AlertDesk {
  constructor(
    private readonly log: EventLog,
    private readonly directory: Pick<UserDirectory, 'user'>,
    private readonly names: ActorNames,
    private readonly reach: AlertReach,
    /** ms since 1970 UTC. */
    private readonly clock: () => number,
  ) {}

  /** @throws DomainError of the alert's decider, BAD_USER_INPUT, ASSIGNEE_UNKNOWN, BUSY */
  async act(order: AlertOrder, deed: AlertDeed, { viewer, requestId }: GraphqlContext): Promise<AlertResult> {
    if (!viewer) throw new DomainError('UNAUTHENTICATED', 'Sign in first.');
    const id = uuidOf('id', order.id);
    if (!(await this.reach.sees(viewer.scope, id))) throw unknown();
    if (deed.type === 'assign' && deed.assignee !== null) this.assertUser(deed.assignee);
    const [by, at] = [actorOf(viewer), this.clock() * 1000];
    const command = { ...deed, by, at, command: uuidOf('key', order.key), seen: order.seen } as AlertActCommand;
    const context = { actor: by, correlationId: requestId, causationId: requestId, at };
    try {
      const { state, position } = await handleCommand(this.log, alertDecider, alertStream(id), command, context);
      if (!state) throw unknown();
      return { position, entity: this.entity(state) };
    } catch (error) {
      throw shownConflict(error, this.names);
    }
  }

  /** The alert that another one is to be merged into; one outside the viewer's scope does not exist. @throws DomainError BAD_USER_INPUT */
  async target(into: string, { viewer }: GraphqlContext): Promise<MergeTarget> {
    const id = uuidOf('into', into);
    if (!viewer || !(await this.reach.sees(viewer.scope, id))) return { id, exists: false, closed: false };
    const { state } = await loadStream(this.log, alertDecider, alertStream(id));
    return { id, exists: state !== null, closed: state?.triage.status === 'closed' };
  }

  /** A time of the API in µs. @throws DomainError BAD_USER_INPUT */
  time(text: string): number {
    const us = parseTime(text);
    if (us === null) throw new DomainError('BAD_USER_INPUT', 'Write the time as 2026-11-21T08:15:00Z.');
    return us;
  }

  private assertUser(assignee: string): void {
    const user = this.directory.user(assignee);
    if (!user || user.disabled)
      throw new DomainError('ASSIGNEE_UNKNOWN', 'There is no active user of that id to assign it to.');
  }

  private entity({ id, triage, version, last }: Alert): AlertState {
    const { status, assignee, snoozedUntil, escalated, closing } = triage;
    return {
      ...{ id, status, assignee, escalated, version },
      assigneeName: assignee && this.names.user(assignee),
      snoozedUntil: snoozedUntil === null ? null : formatTime(snoozedUntil),
      closeReason: closing?.reason ?? null,
      mergedInto: closing?.into ?? null,
      lastAct: last && {
        action: actionOf(last.type),
        by: last.by,
        byName: this.names.of(last.by),
        at: formatTime(last.at),
        command: last.command,
      },
    };
  }
}
