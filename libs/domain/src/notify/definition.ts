import type { Decider, DomainEvent } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import type { Acted } from './acted';

/** Something that people define, change and remove as a whole. */
export interface Defined<Definition> {
  readonly id: string;
  readonly definition: Definition;
  readonly removed: boolean;
  /** Number of changes; what a person saw when he decided. */
  readonly revision: number;
  readonly last: { readonly by: string; readonly at: number };
  /** Idempotency keys of the newest changes. */
  readonly commands: readonly string[];
}

export type DefinitionCommand<Definition> =
  | ({ readonly type: 'define'; readonly id: string; readonly definition: Definition; readonly seen: number } & Acted)
  | ({ readonly type: 'remove'; readonly seen: number } & Acted);

/** The events of one kind of thing, and how it is called. */
export interface DefinitionKind<Definition, Event extends DomainEvent> {
  /** `channel`, `policy`: in messages, and in codes in capitals. */
  readonly what: string;
  defined(id: string, act: Acted, definition: Definition): Event;
  removed(id: string, act: Acted): Event;
  /** What an event says; `definition` null = it is gone. */
  read(event: Event): { readonly id: string; readonly act: Acted; readonly definition: Definition | null };
  /** @throws DomainError when no such thing can be */
  check(definition: Definition): void;
}

const REMEMBERED_KEYS = 100;

/** Decides on things that are defined as a whole. Refusals: `<WHAT>_UNKNOWN`, `<WHAT>_CONFLICT` with the other's act. */
export function definitionDecider<Definition, Event extends DomainEvent>(
  kind: DefinitionKind<Definition, Event>,
): Decider<Defined<Definition> | null, DefinitionCommand<Definition>, Event> {
  const code = kind.what.toUpperCase();
  return {
    initial: null,
    decide(before, command) {
      const { by, at } = command;
      const act = { by, at, command: command.command };
      if (before?.commands.includes(act.command)) return [];
      if (command.type === 'remove' && !before) throw unknown(kind.what);
      if ((before?.revision ?? 0) !== command.seen) throw conflict(kind.what, before);
      if (command.type === 'remove') return before && !before.removed ? [kind.removed(before.id, act)] : [];
      if (before?.removed)
        throw new DomainError(`${code}_UNKNOWN`, `This ${kind.what} was removed. Make a new one instead.`);
      kind.check(command.definition);
      if (before && JSON.stringify(before.definition) === JSON.stringify(command.definition)) return [];
      return [kind.defined(command.id, act, command.definition)];
    },
    evolve(before, event) {
      const { id, act, definition } = kind.read(event);
      if (!before && definition === null) return null;
      return {
        id,
        definition: definition ?? (before as Defined<Definition>).definition,
        removed: definition === null,
        revision: (before?.revision ?? 0) + 1,
        last: { by: act.by, at: act.at },
        commands: [...(before?.commands ?? []), act.command].slice(-REMEMBERED_KEYS),
      };
    },
  };
}

const unknown = (what: string) => new DomainError(`${what.toUpperCase()}_UNKNOWN`, `There is no such ${what}.`);

function conflict<Definition>(what: string, before: Defined<Definition> | null): DomainError {
  const { revision = 0, last } = before ?? {};
  return new DomainError(
    `${what.toUpperCase()}_CONFLICT`,
    `Somebody else changed this ${what} first. Look at the change, then decide again.`,
    { version: revision, ...(last ? { by: last.by, at: last.at } : {}) },
  );
}
