import type { RecordedEvent } from '@wireledger/event-sourcing';

import { RULE_SETS } from '../rules';
import { PublishedRules, type UnfitRule } from './published-rules';

const [first, second] = RULE_SETS.recommended;
if (!first || !second) throw new Error('no rules');
const definitionOf = ({ title: name, detector, parameters, cooldownS, ...rest }: typeof first) => ({
  ...{ name, detector: detector.id, parameters, cooldownS, description: '', severity: 'low', ...rest },
});

let revision = 0n;
const said = (type: string, data: Record<string, unknown>) =>
  ({ type, data, meta: { sv: 1 }, revision: revision++ }) as unknown as RecordedEvent;
const drafted = (rule: string, definition: object, version = 1) =>
  said('domain.RuleDrafted', { rule, version, definition, by: 'user:1', reason: '' });
const published = (rule: string, version = 1) =>
  said('domain.RulePublished', { rule, version, by: 'user:1', reason: '' });

function folded(...events: readonly RecordedEvent[]) {
  const unfit: UnfitRule[] = [];
  const rules = new PublishedRules((one) => unfit.push(one));
  for (const event of events) rules.apply(event);
  return { rules, unfit };
}

it('makes what judges once, and anew when a rule has changed', () => {
  const { rules } = folded(drafted('b', definitionOf(first)), published('b'));
  const before = rules.runnable();
  expect(before.map(({ id, version }) => [id, version])).toEqual([['b', 1]]);
  expect(rules.runnable()).toBe(before);
  rules.apply(drafted('a', definitionOf(second)));
  expect(rules.runnable().map(({ id }) => id)).toEqual(['b']);
  expect(rules.apply(published('a'))).toBe(true);
  expect(rules.runnable().map(({ id }) => id)).toEqual(['a', 'b']);
  const heir = new PublishedRules(() => undefined);
  expect(heir.runnable()).toEqual([]);
  heir.load(JSON.parse(JSON.stringify(rules.save())));
  expect(heir.runnable()).toEqual(rules.runnable());
});

it('tells of a rule that cannot run once, not at every page', () => {
  const { rules, unfit } = folded(drafted('a', { ...definitionOf(first), detector: 'gone' }), published('a'));
  expect([rules.runnable(), rules.runnable()]).toEqual([[], []]);
  expect(unfit).toEqual([{ rule: 'a', version: 1, reason: 'there is no detector gone' }]);
});
