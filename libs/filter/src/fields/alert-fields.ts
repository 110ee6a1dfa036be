import { SEVERITY_NAMES } from '../literals/severities';
import type { AlertColumn } from './columns';
import type { Field } from './field';

type Told = Pick<Field, 'label' | 'description' | 'example'> & Partial<Field>;

const field = (name: string, type: Field['type'], columns: readonly AlertColumn[], told: Told): Field => ({
  ...{ name, type, columns, kinds: ['alert'], cardinality: 'some', masking: 'public', index: 'none' },
  ...{ caseCounts: false, values: [], ...told },
});

/** Fields that alerts alone have. */
export const ALERT_FIELDS: readonly Field[] = [
  field('alert.rule', 'text', ['alertRule'], {
    label: 'the rule',
    description: 'Id of the rule that raised the alert.',
    example: 'alert.rule ~ port-scan*',
    masking: 'internal',
  }),
  field('alert.kind', 'text', ['alertKind'], {
    label: 'the kind of the alert',
    description: 'What was found, as detectors name it.',
    example: 'alert.kind = port_scan_vertical',
  }),
  field('alert.severity', 'severity', ['alertSeverity'], {
    label: 'the severity',
    description: `Severity of the alert so far: ${SEVERITY_NAMES.join(', ')}.`,
    example: 'alert.severity >= high',
    cardinality: 'few',
  }),
  field('alert.status', 'text', ['alertStatus'], {
    label: 'the status of the alert',
    description: 'What people made of it: open, acknowledged or closed.',
    example: 'alert.status = acknowledged',
    cardinality: 'few',
    values: ['open', 'acknowledged', 'closed'],
  }),
  field('threat.list', 'text', ['threatList'], {
    label: 'the list',
    description: 'Name of the list whose entry fitted; alerts of list matches have one, others do not.',
    example: 'threat.list ~ *tor*',
    masking: 'internal',
  }),
  field('threat.indicator', 'text', ['threatIndicator'], {
    label: 'the entry of the list',
    description: 'Entry that fitted: an address, a prefix, a name or a fingerprint.',
    example: 'threat.indicator = malware.example',
    masking: 'answer',
  }),
];
