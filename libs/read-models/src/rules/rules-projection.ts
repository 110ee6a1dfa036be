import type { RuleEvent } from '@wireledger/domain';
import type { RecordedEvent } from '@wireledger/event-sourcing';
import { LIST_EVENTS, RULE_EVENTS } from '@wireledger/events';
import type { ClientBase } from 'pg';

import { writeList } from '../lists/list-rows';
import { ERASURES, FORGET_RULE_ACTS, forgetPerson, isErasure } from '../personal/forget-person';
import type { Projection } from '../projection';
import { storable } from '../sql/storable';
import { storableJson } from '../sql/storable-json';

interface RuleRow {
  readonly latest: number;
  readonly published: number | null;
  readonly disabled: boolean;
  readonly revision: number;
}

const LISTS = new Set<string>(LIST_EVENTS.map(({ type }) => type));

/** Events of rules and lists → `rule_draft`, `list_version` and the row versions of `rule`, `list` and `list_entry`. */
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
      await writeVersion(client, recorded.position, event);
    }
  }

  async clear(client: ClientBase): Promise<void> {
    await client.query('TRUNCATE rm.rule_draft, rm.rule, rm.list, rm.list_version, rm.list_entry');
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

async function writeVersion(client: ClientBase, position: string, { type, data }: RuleEvent): Promise<void> {
  const { rows } = await client.query<RuleRow>(
    'UPDATE rm.rule SET valid_to = $2 WHERE rule = $1 AND valid_to IS NULL RETURNING latest, published, disabled, revision',
    [data.rule, position],
  );
  const before = rows[0] ?? { latest: 0, published: null, disabled: false, revision: 0 };
  const drafted = type === 'domain.RuleDrafted';
  const published = drafted ? before.published : type === 'domain.RulePublished' ? data.version : null;
  const disabled = type === 'domain.RuleDisabled' || (drafted && before.disabled);
  await client.query(
    `INSERT INTO rm.rule (rule, valid_from, latest, published, disabled, revision, action, by, at, reason)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      ...[data.rule, position, drafted ? data.version : before.latest, published, disabled],
      ...[before.revision + 1, type.slice('domain.Rule'.length).toLowerCase(), data.by, data.at],
      type === 'domain.RuleDisabled' ? storable(data.reason) : null,
    ],
  );
}
