import type { RuleEvent } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { LIST_EVENTS, RULE_EVENTS, type RuleCaseResult } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { writeList } from '../lists/list-rows';
import { ERASURES, FORGET_RULE_ACTS, forgetPerson, isErasure } from '../personal/forget-person';
import type { Projection } from '../projection';
import { storable } from '../sql/storable';
import { storableJson } from '../sql/storable-json';
import { writeCase } from './rule-case-rows';

interface RuleRow {
  readonly latest: number;
  readonly published: number | null;
  readonly disabled: boolean;
  readonly revision: number;
  readonly cases: number;
  readonly tested: TestedRow | null;
}

/** The newest run over the test cases, as `rule.tested` holds it. */
export interface TestedRow {
  readonly version: number;
  readonly by: string;
  readonly at: number;
  readonly results: readonly RuleCaseResult[];
}

const LISTS = new Set<string>(LIST_EVENTS.map(({ type }) => type));

/** Events of rules and lists → `rule_draft`, `rule_case`, `list_version` and the row versions of `rule`, `list` and `list_entry`. */
export class RulesProjection implements Projection {
  readonly name = 'rules';
  readonly version = 1;
  readonly types = [...[...RULE_EVENTS, ...LIST_EVENTS].map(({ type }) => type), ...ERASURES];

  async apply(client: ClientBase, events: readonly RecordedEvent[]): Promise<void> {
    for (const recorded of events) {
      if (isErasure(recorded)) {
        await forgetPerson(client, recorded, FORGET_RULE_ACTS);
        continue;
      }
      if (LISTS.has(recorded.type)) {
        await writeList(client, recorded);
        continue;
      }
      const event = { type: recorded.type, version: recorded.meta.sv, data: recorded.data } as unknown as RuleEvent;
      if (event.type === 'domain.RuleDrafted') await insertDraft(client, recorded.position, event);
      await writeCase(client, recorded.position, event);
      await writeVersion(client, recorded.position, event);
    }
  }

  async clear(client: ClientBase): Promise<void> {
    await client.query('TRUNCATE rm.rule_draft, rm.rule_case, rm.rule, rm.list, rm.list_version, rm.list_entry');
  }
}

async function insertDraft(
  client: ClientBase,
  position: string,
  { data }: RuleEvent & { type: 'domain.RuleDrafted' },
): Promise<void> {
  const { rule, version, by, at, definition } = data;
  await client.query(
    'INSERT INTO rm.rule_draft (rule, version, position, drafted_by, drafted_at, definition) VALUES ($1, $2, $3, $4, $5, $6)',
    [rule, version, position, by, at, JSON.stringify(storableJson(definition))],
  );
}

async function writeVersion(client: ClientBase, position: string, event: RuleEvent): Promise<void> {
  const { type, data } = event;
  const { rows } = await client.query<RuleRow>(
    `UPDATE rm.rule SET valid_to = $2 WHERE rule = $1 AND valid_to IS NULL
     RETURNING latest, published, disabled, revision, cases, tested`,
    [data.rule, position],
  );
  const before = rows[0] ?? { latest: 0, published: null, disabled: false, revision: 0, cases: 0, tested: null };
  const tested = testedAfter(before.tested, event);
  await client.query(
    `INSERT INTO rm.rule (rule, valid_from, latest, published, disabled, revision, action, by, at, reason, about, cases, tested)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[data.rule, position, type === 'domain.RuleDrafted' ? data.version : before.latest],
      ...[publishedAfter(before.published, event), disabledAfter(before.disabled, event)],
      ...[before.revision + 1, actionOf(event), data.by, data.at, reasonOf(event)],
      ...['version' in data ? data.version : null, before.cases + (CASES[type] ?? 0)],
      tested && JSON.stringify(storableJson(tested)),
    ],
  );
}

/** How many cases more an event leaves. */
const CASES: Readonly<Record<string, number>> = { 'domain.RuleCaseKept': 1, 'domain.RuleCaseDropped': -1 };

/** `drafted`, `published`, `caseKept` … */
const actionOf = ({ type }: RuleEvent): string => {
  const name = type.slice('domain.Rule'.length);
  return name.charAt(0).toLowerCase() + name.slice(1);
};

function publishedAfter(before: number | null, { type, data }: RuleEvent): number | null {
  if (type === 'domain.RulePublished') return data.version;
  return type === 'domain.RuleDisabled' ? null : before;
}

function disabledAfter(before: boolean, { type }: RuleEvent): boolean {
  if (type === 'domain.RulePublished') return false;
  return type === 'domain.RuleDisabled' || before;
}

function testedAfter(before: TestedRow | null, { type, data }: RuleEvent): TestedRow | null {
  if (type !== 'domain.RuleTested') return before;
  const { version, by, at, results } = data;
  return { version, by, at, results };
}

const reasonOf = ({ data }: RuleEvent): string | null =>
  'reason' in data && data.reason !== null ? storable(data.reason) : null;
