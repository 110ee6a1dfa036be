export { DetectorHost, type HostCounters, type HostOptions } from './host/detector-host';
export { shareOf, type Share } from './host/rule-runner';
export type { AlertChange } from './host/alert-change';
export type { DetectorBatch } from './records/cursors';
export { RULE_SETS, type RuleSetName } from './rules';
export { rule, severityOf, type Rule } from './rules/rule';
export { DETECTORS } from './detectors';
export { SEVERITIES, type About, type AlertKind, type AnyDetector, type Description, type Severity } from './detector';
