import { DestroyRef, Injectable, inject, signal } from '@angular/core';
import { ApiError, toApiError } from '../../core/api/errors';
import { Gateway } from '../../core/api/gateway';
import { Past } from '../../core/past';
import {
  AcknowledgeAlert,
  type AlertCloseReason,
  type AlertStateFields,
  AssignAlert,
  CloseAlert,
  EscalateAlert,
  MergeAlert,
  NoteAlert,
  ReopenAlert,
  SnoozeAlert,
  UndoAlertAct,
} from '../../graphql/generated/operations';

/** What a person does to alerts. */
export type Deed =
  | { readonly action: 'acknowledged'; readonly reason: string }
  | { readonly action: 'assigned'; readonly assignee: string | null }
  | { readonly action: 'noted'; readonly text: string }
  | { readonly action: 'snoozed'; readonly until: string }
  | { readonly action: 'escalated' }
  | { readonly action: 'closed'; readonly reason: AlertCloseReason }
  | { readonly action: 'reopened'; readonly reason: string }
  | { readonly action: 'merged'; readonly into: string };

/** An alert, and the version of it that the person has before him. */
export interface Target {
  readonly id: string;
  readonly version: number;
}

/** Somebody else was first: his act, and what was not applied. */
export interface Conflict {
  readonly by: string;
  readonly action: string;
  readonly deed: Deed;
  readonly target: Target;
}

/** What can be taken back for a while. */
export interface Undoable {
  readonly action: string;
  readonly acts: readonly { readonly id: string; readonly key: string }[];
  /** ms. */
  readonly until: number;
}

interface Done {
  readonly done: { readonly position: string; readonly entity: AlertStateFields };
}

export const UNDO_MS = 10_000;
/** Acts on different alerts under way at once. */
const AT_ONCE = 4;

/**
 * Acts of one person on alerts: each once, however often its key is pressed; those on one alert one after the other, each on
 * the version that the one before has made; conflicts are kept and shown, nothing is overwritten.
 */
@Injectable()
export class Triage {
  private readonly gateway = inject(Gateway);
  private readonly past = inject(Past);
  /** Newest version of an alert that this person's own acts have made. */
  private readonly versions = new Map<string, number>();
  private readonly queues = new Map<string, Promise<unknown>>();
  private readonly running = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  readonly conflicts = signal<ReadonlyMap<string, Conflict>>(new Map());
  readonly undoable = signal<Undoable | undefined>(undefined);
  readonly error = signal<ApiError | undefined>(undefined);
  /** Greatest position that an act has reached: what lists must have folded. */
  readonly position = signal<string | null>(null);
  /** Counted up when acts are over, whether they went well or not. */
  readonly finished = signal(0);

  constructor() {
    inject(DestroyRef).onDestroy(() => clearTimeout(this.timer));
  }

  /** Does it to all targets. The same deed on an alert where it is under way is left out. */
  async act(targets: readonly Target[], deed: Deed): Promise<void> {
    const fresh = targets.filter(({ id }) => !this.running.has(`${id} ${deed.action}`));
    if (fresh.length === 0) return;
    if (this.past.on()) {
      this.error.set(new ApiError('FORBIDDEN', 'You are looking at the past. Return to now to act on alerts.'));
      return;
    }
    this.error.set(undefined);
    const acts: { id: string; key: string }[] = [];
    const waiting = [...fresh];
    const work = async (): Promise<void> => {
      for (let target = waiting.shift(); target; target = waiting.shift()) {
        const key = await this.once(target, deed);
        if (key) acts.push({ id: target.id, key });
      }
    };
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, fresh.length) }, work));
    if (acts.length > 0) this.offerUndo({ action: deed.action, acts, until: Date.now() + UNDO_MS });
    this.finished.update((n) => n + 1);
  }

  /** Takes the last deed back, alert by alert. */
  async undo(): Promise<void> {
    const last = this.undoable();
    if (!last) return;
    this.undoable.set(undefined);
    await Promise.all(
      last.acts.map(({ id, key: undone }) =>
        this.inTurn(id, async () => {
          const seen = this.versions.get(id) ?? 0;
          await this.send(id, UndoAlertAct, { id, seen, key: crypto.randomUUID(), undone });
        }).catch((problem: unknown) => this.error.set(toApiError(problem))),
      ),
    );
    this.finished.update((n) => n + 1);
  }

  /** Does what was not applied, on what the other has made of the alert. */
  retry(conflict: Conflict): Promise<void> {
    this.forget(conflict.target.id);
    return this.act([conflict.target], conflict.deed);
  }

  /** Something else that was done here reached this position. */
  reached(position: string): void {
    this.position.update((old) => (old === null || position > old ? position : old));
    this.finished.update((n) => n + 1);
  }

  forget(id: string): void {
    this.conflicts.update((all) => new Map([...all].filter(([other]) => other !== id)));
  }

  private async once(target: Target, deed: Deed): Promise<string | null> {
    const { id } = target;
    const name = `${id} ${deed.action}`;
    this.running.add(name);
    const key = crypto.randomUUID();
    try {
      return await this.inTurn(id, async () => {
        const seen = Math.max(target.version, this.versions.get(id) ?? 0);
        const state = await this.carryOut({ id, seen, key }, deed);
        // It was so already: nothing happened that could be taken back.
        return state.lastAct?.command === key ? key : null;
      });
    } catch (problem) {
      const error = toApiError(problem);
      const { by, action, version } = error.details;
      if (error.code === 'ALERT_CONFLICT' && by !== undefined && action !== undefined && version !== undefined)
        this.conflicts.update((all) => new Map(all).set(id, { by, action, deed, target: { id, version } }));
      else this.error.set(error);
      return null;
    } finally {
      this.running.delete(name);
    }
  }

  private carryOut(order: { id: string; seen: number; key: string }, deed: Deed): Promise<AlertStateFields> {
    const { id } = order;
    switch (deed.action) {
      case 'acknowledged':
        return this.send(id, AcknowledgeAlert, { ...order, reason: deed.reason });
      case 'assigned':
        return this.send(id, AssignAlert, { ...order, assignee: deed.assignee });
      case 'noted':
        return this.send(id, NoteAlert, { ...order, text: deed.text });
      case 'snoozed':
        return this.send(id, SnoozeAlert, { ...order, until: deed.until });
      case 'escalated':
        return this.send(id, EscalateAlert, order);
      case 'closed':
        return this.send(id, CloseAlert, { ...order, reason: deed.reason });
      case 'reopened':
        return this.send(id, ReopenAlert, { ...order, reason: deed.reason });
      case 'merged':
        return this.send(id, MergeAlert, { ...order, into: deed.into });
    }
  }

  private async send<V>(
    id: string,
    op: Parameters<typeof this.gateway.run<Done, V>>[0],
    variables: V,
  ): Promise<AlertStateFields> {
    const { done } = await this.gateway.run(op, variables);
    this.versions.set(id, done.entity.version);
    this.position.update((old) => (old === null || done.position > old ? done.position : old));
    return done.entity;
  }

  private inTurn<T>(id: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.queues.get(id) ?? Promise.resolve()).then(work, work);
    this.queues.set(
      id,
      turn.catch(() => undefined),
    );
    return turn;
  }

  private offerUndo(undoable: Undoable): void {
    clearTimeout(this.timer);
    this.undoable.set(undoable);
    this.timer = setTimeout(() => this.undoable.set(undefined), UNDO_MS);
  }
}
