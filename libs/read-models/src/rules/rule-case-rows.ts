import type { RuleEvent } from '@wireledger/domain';
import type { ClientBase } from 'pg';

import { storable } from '../sql/storable';

/** Writes a test case that was kept, and ends one that was taken out. */
export async function writeCase(client: ClientBase, position: string, { type, data }: RuleEvent): Promise<void> {
  if (type === 'domain.RuleCaseKept') {
    const { rule, case: id, name, expects, alert, records, by, at } = data;
    await client.query(
      `INSERT INTO rm.rule_case (rule, id, valid_from, name, expects, alert, records, by, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [rule, id, position, storable(name), expects, alert, records.length, by, at],
    );
  }
  if (type === 'domain.RuleCaseDropped')
    await client.query('UPDATE rm.rule_case SET valid_to = $3 WHERE rule = $1 AND id = $2 AND valid_to IS NULL', [
      ...[data.rule, data.case, position],
    ]);
}
