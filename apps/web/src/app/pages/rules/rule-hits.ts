import { computed, inject, type Signal } from '@angular/core';
import { query } from '../../core/api/query';
import { RangeState } from '../../core/range-state';
import { Session } from '../../core/session/session';
import { type RuleFields, RuleHits, type RuleHitsResult } from '../../graphql/generated/operations';
import { verdictOf } from './rule-groups';

type Hits = RuleHitsResult['ruleHits'][number];

/** How often rules fired in the range of the page, and what people made of the alerts of the shown one. To be called while a component is made. */
export function ruleHits(rule: () => RuleFields | undefined): {
  readonly of: (rule: RuleFields) => Hits | undefined;
  /** '' while nobody has said. */
  readonly verdict: Signal<string>;
} {
  const [session, range] = [inject(Session), inject(RangeState)];
  const fired = query(
    RuleHits,
    () => (session.can('alerts.read') ? { range: range.input() } : undefined),
    (result) => new Map(result.ruleHits.map((hits) => [hits.rule, hits])),
  );
  const of = ({ id }: RuleFields) => fired.value()?.get(id);
  const verdict = computed(() => {
    const shown = rule();
    return verdictOf(shown && of(shown));
  });
  return { of, verdict };
}
