import type { Rule } from '@wireledger/detectors';
import { PublishedRules, type UnfitRule } from '@wireledger/detectors/published';
import type { EventLog, Position } from '@wireledger/event-sourcing';
import { RULE_EVENTS } from '@wireledger/events';

const TYPES = RULE_EVENTS.map(({ type }) => type);
const PAGE = 200;

/** The rules that judge now, by the log. @throws what the log throws */
export async function publishedRules(
  log: Pick<EventLog, 'readAll'>,
  onUnfit: (unfit: UnfitRule) => void,
): Promise<readonly Rule[]> {
  const rules = new PublishedRules(onUnfit);
  for (let after: Position | 'start' = 'start'; ;) {
    const page = await log.readAll({ after, filter: { types: TYPES }, limit: PAGE });
    for (const event of page.events) rules.apply(event);
    if (page.end) return rules.runnable();
    after = page.next;
  }
}
