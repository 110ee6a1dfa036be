import { DOCUMENTS } from './documents';
import { RECOMMENDED } from './recommended';
import type { Rule } from './rule';

/** Sets of rules that come with the product. */
export const RULE_SETS = { recommended: RECOMMENDED, documents: DOCUMENTS } as const satisfies Record<
  string,
  readonly Rule[]
>;
export type RuleSetName = keyof typeof RULE_SETS;
