import {
  AlertAcknowledged,
  AlertAssigned,
  AlertClosed,
  AlertEscalated,
  AlertNoted,
  AlertReopened,
  AlertReverted,
  AlertSnoozed,
} from './alert-acts';
import { AlertEvidenceKept, AlertRaised, AlertRecurred } from './alert-facts';
import { RuleCaseDropped, RuleCaseKept, RuleDisabled, RuleDrafted, RulePublished, RuleTested } from './rule-events';
import { SuppressionDefined, SuppressionEnded } from './suppression-events';

export * from './alert-acts';
export * from './alert-facts';
export * from './rule-events';
export * from './suppression-events';
export { type Parameters, ruleId, SEVERITIES, type Severity } from './parts';

/** What happens to alerts, in the order of their life. */
export const ALERT_EVENTS = [
  ...[AlertRaised, AlertEvidenceKept, AlertRecurred],
  ...[AlertAcknowledged, AlertAssigned, AlertNoted, AlertSnoozed, AlertEscalated],
  ...[AlertClosed, AlertReopened, AlertReverted],
] as const;

/** What happens to rules. */
export const RULE_EVENTS = [
  ...[RuleDrafted, RuleTested, RulePublished, RuleDisabled],
  ...[RuleCaseKept, RuleCaseDropped],
] as const;

/** What happens to suppressions. */
export const SUPPRESSION_EVENTS = [SuppressionDefined, SuppressionEnded] as const;

/** What rules find, and what people make of it. */
export const DETECTION_EVENTS = [...ALERT_EVENTS, ...RULE_EVENTS, ...SUPPRESSION_EVENTS] as const;
