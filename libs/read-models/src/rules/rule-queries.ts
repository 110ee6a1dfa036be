import { tallyOf } from '@wireledger/domain';
import type { RuleDefinition } from '@wireledger/events';

import { namedTexts } from '../alerts/alert-row';
import type { RuleShape, RuleTestedShape } from '../alerts/alert-shapes';
import type { Database } from '../database';
import { validAt, viewpoint } from '../runner/viewpoint';
import { Params } from '../sql/params';
import { shownTime } from '../sql/range';
import type { RuleCaseShape, RuleChangeShape, RuleDetailShape, RuleVersionShape } from './rule-shapes';
import type { TestedRow } from './rules-projection';

const SHOWN = 200;

interface RuleRow {
  readonly rule: string;
  readonly latest: number;
  readonly published: number | null;
  readonly disabled: boolean;
  readonly revision: number;
  readonly by: string;
  readonly at: number;
  readonly cases: number;
  readonly tested: TestedRow | null;
  readonly definition: RuleDefinition;
}

interface CaseRow {
  readonly id: string;
  readonly name: string;
  readonly expects: string;
  readonly alert: string | null;
  readonly records: number;
  readonly by: string;
  readonly at: number;
}

interface VersionRow {
  readonly version: number;
  readonly drafted_by: string;
  readonly drafted_at: number;
  readonly definition: RuleDefinition;
}

interface ChangeRow {
  readonly position: string;
  readonly action: string;
  readonly version: number;
  readonly by: string;
  readonly at: number;
  readonly reason: string | null;
}

const COLUMNS = `SELECT r.rule, r.latest, r.published, r.disabled, r.revision, r.by, r.at, r.cases, r.tested, d.definition
  FROM rm.rule r JOIN rm.rule_draft d ON d.rule = r.rule AND d.version = coalesce(r.published, r.latest)`;

/** All rules at the viewpoint, by set and name: the published version, else the newest. */
export async function rules(db: Database, args: { readonly asOf?: string | null }): Promise<RuleShape[]> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const rows = await db.rows<RuleRow>(
    `${COLUMNS} WHERE ${validAt(params, view, 'r')} ORDER BY d.definition->>'set', d.definition->>'name', r.rule`,
    params,
  );
  return rows.map(ruleShape);
}

/** One rule at the viewpoint with its newest versions and changes until then; null when there was none. */
export async function ruleDetail(
  db: Database,
  args: { readonly id: string; readonly asOf?: string | null },
): Promise<RuleDetailShape | null> {
  const view = await viewpoint(db, args.asOf);
  const params = new Params();
  const [row] = await db.rows<RuleRow>(
    `${COLUMNS} WHERE ${validAt(params, view, 'r')} AND r.rule = ${params.of(args.id)}`,
    params,
  );
  if (!row) return null;
  const rule = ruleShape(row);
  const ofVersions = new Params();
  const versions = await db.rows<VersionRow>(
    `SELECT version, drafted_by, drafted_at, definition FROM rm.rule_draft
     WHERE rule = ${ofVersions.of(args.id)} AND version <= ${ofVersions.of(row.latest)} ORDER BY version DESC LIMIT ${SHOWN}`,
    ofVersions,
  );
  const ofChanges = new Params();
  const changes = await db.rows<ChangeRow>(
    `SELECT valid_from AS position, action, by, at, reason,
       coalesce(about, CASE action WHEN 'drafted' THEN latest
         ELSE coalesce(published, lag(published) OVER (ORDER BY revision), latest) END) AS version
     FROM rm.rule WHERE rule = ${ofChanges.of(args.id)} AND revision <= ${ofChanges.of(row.revision)}
     ORDER BY revision DESC LIMIT ${SHOWN}`,
    ofChanges,
  );
  const ofCases = new Params();
  const cases = await db.rows<CaseRow>(
    `SELECT c.id, c.name, c.expects, c.alert, c.records, c.by, c.at FROM rm.rule_case c
     WHERE c.rule = ${ofCases.of(args.id)} AND ${validAt(ofCases, view, 'c')} ORDER BY c.valid_from, c.id`,
    ofCases,
  );
  return {
    ...{ rule, versions: versions.map(versionShape), changes: changes.map(changeShape) },
    cases: cases.map((one) => caseShape(one, row.tested)),
  };
}

const versionShape = ({ version, drafted_by, drafted_at, definition }: VersionRow): RuleVersionShape => ({
  version,
  writtenBy: drafted_by,
  writtenAt: shownTime(drafted_at),
  name: definition.name,
  severity: definition.severity,
  technique: definition.technique,
  description: definition.description,
  cooldownSeconds: definition.cooldownS,
  parameters: JSON.stringify(definition.parameters),
});

const changeShape = ({ at, ...row }: ChangeRow): RuleChangeShape => ({ ...row, at: shownTime(at) });

function caseShape({ by, at, ...row }: CaseRow, tested: TestedRow | null): RuleCaseShape {
  const result = tested?.results.find((one) => one.case === row.id);
  return {
    ...{ ...row, keptBy: by, keptAt: shownTime(at) },
    ...{ outcome: result?.outcome ?? null, raised: result?.raised ?? null },
  };
}

const testedShape = ({ version, at, results }: TestedRow): RuleTestedShape => ({
  ...{ version, at: shownTime(at) },
  ...tallyOf(results),
});

const ruleShape = ({
  rule,
  latest,
  published,
  disabled,
  revision,
  by,
  at,
  definition,
  ...row
}: RuleRow): RuleShape => ({
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
  cases: row.cases,
  tested: row.tested && testedShape(row.tested),
});
