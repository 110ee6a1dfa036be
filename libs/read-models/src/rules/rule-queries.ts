import type { RuleDefinition } from '@wireledger/events';

import { namedTexts } from '../alerts/alert-row';
import type { RuleShape } from '../alerts/alert-shapes';
import type { Database } from '../database';
import { validAt, viewpoint } from '../runner/viewpoint';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';

interface RuleRow {
  readonly rule: string;
  readonly latest: number;
  readonly published: number | null;
  readonly disabled: boolean;
  readonly revision: number;
  readonly by: string;
  readonly at: number;
  readonly definition: RuleDefinition;
}

/** All rules at the viewpoint, by set and name: the published version, else the newest. */
export async function rules(db: Database, args: { readonly asOf?: string | null }): Promise<RuleShape[]> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const rows = await db.rows<RuleRow>(
    `SELECT r.rule, r.latest, r.published, r.disabled, r.revision, r.by, r.at, d.definition
     FROM rm.rule r JOIN rm.rule_draft d ON d.rule = r.rule AND d.version = coalesce(r.published, r.latest)
     WHERE ${validAt(params, view, 'r')} ORDER BY d.definition->>'set', d.definition->>'name', r.rule`,
    params,
  );
  return rows.map(ruleShape);
}

const ruleShape = ({ rule, latest, published, disabled, revision, by, at, definition }: RuleRow): RuleShape => ({
  id: rule,
  name: definition.name,
  set: definition.set,
  kind: definition.kind,
  detector: definition.detector,
  severity: definition.severity,
  technique: definition.technique,
  description: definition.description,
  parameters: namedTexts(definition.parameters),
  cooldownSeconds: definition.cooldownS,
  state: published !== null ? 'published' : disabled ? 'disabled' : 'draft',
  version: published ?? latest,
  latestVersion: latest,
  revision,
  changedBy: by,
  changedAt: shownTime(at),
});
