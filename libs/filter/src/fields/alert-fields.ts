import type { Field } from './field';

const field = (name: string, what: string, example: string, masking: Field['masking'] = 'public'): Field => ({
  ...{ name, type: 'text', kinds: ['alert'], label: `the ${what}`, description: `The ${what}.`, example },
  ...{ cardinality: 'some', masking, index: 'none', caseCounts: false, values: [], columns: [] },
});

/** Fields that alerts have: known, so that asking traffic for them is told apart from a slip of the pen. */
export const ALERT_FIELDS: readonly Field[] = [
  field('alert.rule', 'rule of the alert', 'alert.rule = port-scan', 'internal'),
  field('alert.severity', 'severity of the alert', 'alert.severity = critical'),
  field('alert.status', 'status of the alert', 'alert.status = open'),
];
