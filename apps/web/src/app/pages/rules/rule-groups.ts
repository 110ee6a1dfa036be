import { formatCount } from '../../format/numbers';
import type { RuleFields, RuleHitsResult } from '../../graphql/generated/operations';

const SETS: Readonly<Record<string, string>> = {
  recommended: 'Recommended',
  documents: 'From the requirement documents',
  own: 'Own',
};

/** Rules of one set. */
export interface RuleGroup {
  readonly set: string;
  readonly label: string;
  readonly rules: readonly RuleFields[];
}

const inSet = ({ set }: RuleFields, wanted: string): boolean => set === wanted || (wanted === 'own' && !(set in SETS));

/** Rules by the set that they came with; those of a set that is not known here are one's own. Empty groups are left out. */
export const groupsOf = (rules: readonly RuleFields[]): readonly RuleGroup[] =>
  Object.entries(SETS)
    .map(([set, label]) => ({ set, label, rules: rules.filter((rule) => inSet(rule, set)) }))
    .filter((group) => group.rules.length > 0);

/** How often a rule fired in the range, and how that was judged; '' while it is not known. */
export function verdictOf(hits: RuleHitsResult['ruleHits'][number] | undefined): string {
  if (!hits) return '';
  const judged = hits.truePositives + hits.falsePositives;
  const fired = `${formatCount(hits.total)} ${hits.total === 1 ? 'alert' : 'alerts'} in this range`;
  return judged === 0 ? fired : `${fired}, ${formatCount(hits.truePositives)} of ${formatCount(judged)} judged true`;
}

const STATES: Readonly<Record<string, string>> = { published: 'Live', draft: 'Draft', disabled: 'Off' };

/** What state a rule is in, in a word. */
export const stateOf = ({ state }: Pick<RuleFields, 'state'>): string => STATES[state] ?? state;
