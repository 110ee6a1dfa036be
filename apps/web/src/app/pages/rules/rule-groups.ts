import type { RuleFields } from '../../graphql/generated/operations';

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
