import {
  IndicatorAdded,
  IndicatorRemoved,
  type ListContent,
  ListDefined,
  type ListDefinition,
  ListImported,
  type ListOrigin,
  ListPaused,
  ListResumed,
  ListReverted,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';
import type { Acted } from '../notify/acted';
import { isRefusal, readIndicator } from './indicator';

export type ListEvent = EventOf<
  | typeof ListDefined
  | typeof ListImported
  | typeof ListReverted
  | typeof ListPaused
  | typeof ListResumed
  | typeof IndicatorAdded
  | typeof IndicatorRemoved
>;

/** Entries that were read from one file. */
export interface ListVersion {
  readonly number: number;
  readonly content: ListContent;
  readonly origin: ListOrigin;
}

/** An entry by hand: matches what happened before `until` (µs), null = always. */
export interface HandEntry {
  readonly value: string;
  readonly until: number | null;
  readonly reason: string;
  readonly by: string;
  readonly at: number;
}

/** A list of indicators; stream `list-<id>`. */
export interface IndicatorList {
  readonly id: string;
  readonly definition: ListDefinition;
  /** 1 first. */
  readonly versions: readonly ListVersion[];
  /** Number of the version in force, null before the first import. */
  readonly inForce: number | null;
  readonly paused: boolean;
  readonly entries: readonly HandEntry[];
  /** Number of changes; what a person saw when he decided. */
  readonly revision: number;
  readonly last: { readonly by: string; readonly at: number };
  readonly commands: readonly string[];
}

export type ListCommand = Acted &
  (
    | { readonly type: 'define'; readonly id: string; readonly definition: ListDefinition; readonly seen: number }
    | {
        readonly type: 'import';
        readonly content: ListContent;
        readonly origin: ListOrigin;
        readonly accepted: string | null;
        readonly seen: number;
      }
    | { readonly type: 'rollBack'; readonly number: number; readonly reason: string; readonly seen: number }
    | { readonly type: 'pause'; readonly reason: string; readonly seen: number }
    | { readonly type: 'resume'; readonly seen: number }
    /** `until` µs; null = until it is removed. */
    | { readonly type: 'add'; readonly value: string; readonly until: number | null; readonly reason: string }
    | { readonly type: 'remove'; readonly value: string; readonly reason: string }
  );

/** Bounds of one list. */
export const LIST_BOUNDS = { versions: 500, handEntries: 1000 } as const;
const MAX_REASON = 500;
const REMEMBERED_KEYS = 100;

function decide(list: IndicatorList | null, command: ListCommand): readonly ListEvent[] {
  const act = { by: command.by, at: command.at, command: command.command };
  if (list?.commands.includes(act.command)) return [];
  if (command.type === 'define') return define(list, command, act);
  if (!list) throw new DomainError('LIST_UNKNOWN', 'There is no such list. Load the lists again.');
  if ('seen' in command) assertSeen(list, command.seen);
  const own = { list: list.id, ...act };
  switch (command.type) {
    case 'import': {
      const { content, origin } = command;
      if (newest(list)?.content.sha256 === content.sha256) return [];
      if (list.versions.length >= LIST_BOUNDS.versions)
        throw new DomainError('LIMIT_EXCEEDED', `A list has ${LIST_BOUNDS.versions} versions at most. Make a new one.`);
      const accepted = command.accepted === null ? null : reason(command.accepted);
      return [ListImported.create({ ...own, number: list.versions.length + 1, content, origin, accepted })];
    }
    case 'rollBack': {
      const { number } = command;
      if (!list.versions[number - 1])
        throw new DomainError('LIST_VERSION_UNKNOWN', `This list has versions 1 to ${list.versions.length}.`);
      if (list.inForce === number) return [];
      return [ListReverted.create({ ...own, number, reason: reason(command.reason) })];
    }
    case 'pause':
      return list.paused ? [] : [ListPaused.create({ ...own, reason: reason(command.reason) })];
    case 'resume':
      return list.paused ? [ListResumed.create(own)] : [];
    case 'add':
      return add(list, command, own);
    case 'remove': {
      if (!list.entries.some(({ value }) => value === command.value))
        throw new DomainError('NOT_FOUND', 'There is no such entry by hand. Load the list again.');
      return [IndicatorRemoved.create({ ...own, value: command.value, reason: reason(command.reason) })];
    }
  }
}

function define(
  list: IndicatorList | null,
  { id, definition, seen }: ListCommand & { type: 'define' },
  act: Acted,
): readonly ListEvent[] {
  assertSeen(list, seen);
  const before = list?.definition;
  if (before && (before.kind !== definition.kind || before.action !== definition.action))
    throw new DomainError(
      'BAD_USER_INPUT',
      'A list keeps its kind and what it is for: its entries were checked for these. Make a new list instead.',
    );
  said('The name', definition.name, 100);
  if (before && JSON.stringify(before) === JSON.stringify(definition)) return [];
  return [ListDefined.create({ list: id, ...act, definition })];
}

function add(
  list: IndicatorList,
  { value, until, reason: why }: ListCommand & { type: 'add' },
  own: Acted & { readonly list: string },
): readonly ListEvent[] {
  const read = readIndicator(value, list.definition);
  if (read === 'other')
    throw new DomainError('BAD_USER_INPUT', `This is no entry of a list of ${list.definition.kind}.`);
  if (isRefusal(read)) throw new DomainError('BAD_USER_INPUT', `Not taken: ${read.problem}. Mend: ${read.mend}.`);
  const known = list.entries.find((entry) => entry.value === read.text);
  if (!known && list.entries.length >= LIST_BOUNDS.handEntries)
    throw new DomainError(
      'LIMIT_EXCEEDED',
      `A list has ${LIST_BOUNDS.handEntries} entries by hand at most. Import a file with the others.`,
    );
  return [IndicatorAdded.create({ ...own, value: read.text, until, reason: reason(why) })];
}

const reason = (text: string): string => said('The reason', text, MAX_REASON);
const newest = ({ versions, inForce }: IndicatorList): ListVersion | undefined =>
  inForce === null ? undefined : versions[inForce - 1];

/** @throws DomainError LIST_CONFLICT with the other's act */
function assertSeen(list: IndicatorList | null, seen: number): void {
  if ((list?.revision ?? 0) === seen) return;
  throw new DomainError(
    'LIST_CONFLICT',
    'Somebody else changed this list first. Look at the change, then decide again.',
    { version: list?.revision ?? 0, ...(list ? { by: list.last.by, at: list.last.at } : {}) },
  );
}

function evolve(list: IndicatorList | null, event: ListEvent): IndicatorList | null {
  const { list: id, by, at, command } = event.data;
  if (!list && event.type !== 'domain.ListDefined') return null;
  const before = list ?? { versions: [], inForce: null, paused: false, entries: [], revision: 0, commands: [] };
  return {
    ...before,
    ...(changed(before, event) as Pick<IndicatorList, 'definition'>),
    id,
    revision: before.revision + 1,
    last: { by, at },
    commands: [...before.commands, command].slice(-REMEMBERED_KEYS),
  };
}

function changed(list: Pick<IndicatorList, 'versions' | 'entries'>, { type, data }: ListEvent): Partial<IndicatorList> {
  switch (type) {
    case 'domain.ListDefined':
      return { definition: data.definition };
    case 'domain.ListImported': {
      const { number, content, origin } = data;
      return { versions: [...list.versions, { number, content, origin }], inForce: number };
    }
    case 'domain.ListReverted':
      return { inForce: data.number };
    case 'domain.ListPaused':
      return { paused: true };
    case 'domain.ListResumed':
      return { paused: false };
    case 'domain.IndicatorAdded': {
      const { value, until, reason, by, at } = data;
      return { entries: [...others(list.entries, value), { value, until, reason, by, at }] };
    }
    case 'domain.IndicatorRemoved':
      return { entries: others(list.entries, data.value) };
  }
}

const others = (entries: readonly HandEntry[], removed: string) => entries.filter(({ value }) => value !== removed);

/** Makes lists, takes versions into force and back, adds and removes entries by hand. */
export const listDecider: Decider<IndicatorList | null, ListCommand, ListEvent> = { initial: null, decide, evolve };
export const listStream = (id: string): string => `list-${id}`;
