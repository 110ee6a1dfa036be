import { DETECTORS } from '@wireledger/detectors';
import { type Rule as RuleState, tallyOf } from '@wireledger/domain';
import { formatTime } from '@wireledger/kernel';
import { namedTexts, type RuleDetailShape } from '@wireledger/read-models';

import type { RuleCase } from '../schema/rule-cases';
import type { Detector, Rule, RuleDetail } from '../schema/rules';
import type { WithNames } from '../alerts/with-names';
import { detectorFields } from './detector-fields';

/** What the decider holds, as the read models have it a moment later. @throws Error of a rule without versions; there is none */
export function shownRule(
  { id, versions, published, disabled, revision, last, cases, tested }: RuleState,
  named: Pick<WithNames, 'rule'>,
): Rule {
  const version = published ?? versions.length;
  const definition = versions[version - 1];
  if (!definition) throw new Error(`rule ${id} has no version ${version}`);
  const { name, set, kind, detector, severity, technique, description, parameters, cooldownS } = definition;
  return named.rule({
    ...{ id, name, set, kind, detector, severity, technique, description, version, revision },
    ...{ parameters: namedTexts(parameters), cooldownSeconds: cooldownS, latestVersion: versions.length },
    state: published !== null ? 'published' : disabled ? 'disabled' : 'draft',
    changedBy: last.by,
    changedAt: formatTime(last.at),
    cases: cases.length,
    tested: tested && { version: tested.version, ...tallyOf(tested.results), at: formatTime(tested.at) },
  });
}

/** With the names of people. */
export const shownDetail = (
  { rule, versions, changes, cases }: RuleDetailShape,
  named: Pick<WithNames, 'rule'>,
  nameOf: (actor: string) => string,
): RuleDetail => ({
  rule: named.rule(rule),
  versions: versions.map(({ writtenBy, ...version }) => ({ ...version, writtenByName: nameOf(writtenBy) })),
  changes: changes.map(({ by, ...change }) => ({ ...change, byName: nameOf(by) })),
  cases: cases.map(({ keptBy, ...one }) => ({ ...(one as Omit<RuleCase, 'keptByName'>), keptByName: nameOf(keptBy) })),
});

/** Every detector there is, by title. */
export const shownDetectors = (): Detector[] =>
  DETECTORS.map((detector) => {
    const { title, counts, algorithm, source, limits, lookAlikes } = detector.about;
    const about = { title, counts, algorithm, source, limits, lookAlikes };
    return { id: detector.id, kind: detector.kind, ...about, reads: detector.reads, fields: detectorFields(detector) };
  }).sort((a, b) => a.title.localeCompare(b.title, 'en'));
