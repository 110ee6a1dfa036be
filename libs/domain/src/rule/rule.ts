import {
  type RuleCaseDropped,
  type RuleCaseKept,
  type RuleCaseResult,
  RuleDisabled,
  type RuleDefinition,
  RuleDrafted,
  RulePublished,
  RuleTested,
} from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';
import { DomainError } from '@wireledger/kernel';

import { said } from '../alert/said';
import {
  assertMet,
  assertTried,
  casesAfter,
  dropCase,
  keepCase,
  type RuleCase,
  type RuleCaseCommand,
} from './rule-case';

export type RuleEvent = EventOf<
  | typeof RuleDrafted
  | typeof RuleTested
  | typeof RulePublished
  | typeof RuleDisabled
  | typeof RuleCaseKept
  | typeof RuleCaseDropped
>;

/** A version that was run over the test cases. */
export interface RuleTest {
  readonly version: number;
  readonly by: string;
  readonly at: number;
  readonly results: readonly RuleCaseResult[];
}

export interface Rule {
  readonly id: string;
  /** Every version that was written, 1 first. */
  readonly versions: readonly RuleDefinition[];
  /** The version that judges, null when none does. */
  readonly published: number | null;
  /** It judged once and was taken out. */
  readonly disabled: boolean;
  /** Kept records with what the rule must do with them, oldest first. */
  readonly cases: readonly RuleCase[];
  /** The newest run over them; null before the first. */
  readonly tested: RuleTest | null;
  /** Number of changes; what a person saw when he decided. */
  readonly revision: number;
  readonly last: { readonly type: RuleEvent['type']; readonly by: string; readonly at: number };
  /** Idempotency keys of the newest changes. */
  readonly commands: readonly string[];
}

/** Who acts, when (wall clock, µs), and under which idempotency key (UUID). */
interface Acting {
  readonly by: string;
  readonly at: number;
  readonly command: string;
}

export type RuleCommand =
  /** A rule that comes with the product: written once, left alone when it is there. */
  | ({
      readonly type: 'ship';
      readonly rule: string;
      readonly definition: RuleDefinition;
      readonly publish: boolean;
    } & Acting)
  | ({
      readonly type: 'draft';
      readonly rule: string;
      readonly definition: RuleDefinition;
      readonly seen: number;
    } & Acting)
  | ({
      readonly type: 'test';
      readonly version: number;
      readonly results: readonly RuleCaseResult[];
      readonly seen: number;
    } & Acting)
  | ({
      readonly type: 'publish';
      readonly version: number;
      /** What became of every test case; may be left out where the rule has none. */
      readonly results?: readonly RuleCaseResult[];
      /** Why it is published though a case failed. */
      readonly despite?: string | null;
      readonly seen: number;
    } & Acting)
  | (RuleCaseCommand & { readonly seen: number } & Acting)
  | ({ readonly type: 'disable'; readonly reason: string; readonly seen: number } & Acting);

export const MAX_RULE_VERSIONS = 1000;
const REMEMBERED_KEYS = 100;
const MAX_REASON = 500;

function decide(rule: Rule | null, command: RuleCommand): readonly RuleEvent[] {
  const { by, at } = command;
  const act = { by, at, command: command.command };
  if (command.type === 'ship') {
    if (rule) return [];
    const { rule: id, definition, publish } = command;
    const drafted = RuleDrafted.create({ rule: id, version: 1, ...act, definition });
    return publish
      ? [drafted, RulePublished.create({ rule: id, version: 1, ...act, tests: null, reason: null })]
      : [drafted];
  }
  if (rule?.commands.includes(command.command)) return [];
  if (command.type === 'draft') {
    assertSeen(rule, command.seen);
    return draft(rule, command, act);
  }
  if (!rule) throw new DomainError('RULE_UNKNOWN', 'There is no such rule.');
  assertSeen(rule, command.seen);
  if (command.type === 'keepCase') return [keepCase(rule.id, rule.cases, command, act)];
  if (command.type === 'dropCase') return [dropCase(rule.id, rule.cases, command, act)];
  if (command.type === 'test') return [tested(rule, command, act)];
  if (command.type === 'publish') return publish(rule, command, act);
  const { published } = rule;
  if (published === null) return [];
  const reason = said('The reason', command.reason, MAX_REASON);
  return [RuleDisabled.create({ rule: rule.id, version: published, ...act, reason })];
}

function assertVersion(rule: Rule, version: number): void {
  if (!rule.versions[version - 1])
    throw new DomainError(
      'RULE_VERSION_UNKNOWN',
      `Rule ${rule.id} has versions 1 to ${rule.versions.length}, not ${version}.`,
    );
}

function tested(
  rule: Rule,
  { version, results }: { version: number; results: readonly RuleCaseResult[] },
  act: Acting,
) {
  assertVersion(rule, version);
  assertTried(rule.cases, results);
  return RuleTested.create({ rule: rule.id, version, ...act, results: [...results] });
}

function publish(rule: Rule, command: RuleCommand & { type: 'publish' }, act: Acting): readonly RuleEvent[] {
  const { version, results = [], despite = null } = command;
  assertVersion(rule, version);
  if (rule.published === version) return [];
  const published = { rule: rule.id, version, ...act };
  if (rule.cases.length === 0) return [RulePublished.create({ ...published, tests: null, reason: null })];
  const run = tested(rule, { version, results }, act);
  return [run, RulePublished.create({ ...published, ...assertMet(results, despite, rule.cases) })];
}

function draft(
  rule: Rule | null,
  { rule: id, definition }: RuleCommand & { type: 'draft' },
  act: Acting,
): readonly RuleEvent[] {
  const versions = rule?.versions ?? [];
  const latest = versions.at(-1);
  if (latest && canonical(latest) === canonical(definition)) return [];
  if (versions.length >= MAX_RULE_VERSIONS)
    throw new DomainError('RULE_VERSIONS', `Rule ${id} has ${MAX_RULE_VERSIONS} versions. Write a new rule instead.`);
  return [RuleDrafted.create({ rule: id, version: versions.length + 1, ...act, definition })];
}

/** @throws DomainError RULE_CONFLICT with the other's act */
function assertSeen(rule: Rule | null, seen: number): void {
  const revision = rule?.revision ?? 0;
  if (seen === revision) return;
  const { type = '', by, at } = rule?.last ?? {};
  const action = type.slice('domain.Rule'.length).toLowerCase();
  throw new DomainError(
    'RULE_CONFLICT',
    'Somebody else changed this rule first. Look at the change, then decide again.',
    {
      version: revision,
      ...(rule ? { by, action, at } : {}),
    },
  );
}

/** Text that is equal for equal definitions, whatever the order of their keys. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

/** What changes which version judges. */
const JUDGING: ReadonlySet<string> = new Set(['domain.RulePublished', 'domain.RuleDisabled']);
const FRESH = { cases: [], tested: null, commands: [] } as const;

function evolve(rule: Rule | null, event: RuleEvent): Rule | null {
  const { rule: id, by, at, command } = event.data;
  const before = rule ?? { id, versions: [], published: null, disabled: false, revision: 0, ...FRESH };
  if (!rule && event.type !== 'domain.RuleDrafted') return null;
  return {
    ...before,
    versions: event.type === 'domain.RuleDrafted' ? [...before.versions, event.data.definition] : before.versions,
    published: publishedAfter(before.published, event),
    disabled: JUDGING.has(event.type) ? event.type === 'domain.RuleDisabled' : before.disabled,
    cases: casesAfter(before.cases, event),
    tested: testedAfter(before.tested, event),
    revision: before.revision + 1,
    last: { type: event.type, by, at },
    commands: [...before.commands.filter((key) => key !== command), command].slice(-REMEMBERED_KEYS),
  };
}

function publishedAfter(published: number | null, { type, data }: RuleEvent): number | null {
  if (type === 'domain.RulePublished') return data.version;
  return type === 'domain.RuleDisabled' ? null : published;
}

function testedAfter(before: RuleTest | null, { type, data }: RuleEvent): RuleTest | null {
  if (type !== 'domain.RuleTested') return before;
  const { version, by, at, results } = data;
  return { version, by, at, results };
}

/** A rule: a detector with parameters, in versions; stream `rule-<id>`. */
export const ruleDecider: Decider<Rule | null, RuleCommand, RuleEvent> = { initial: null, decide, evolve };
export const ruleStream = (id: string): string => `rule-${id}`;
