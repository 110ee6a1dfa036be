import {
  AlertEvidenceKept,
  AlertRaised,
  AlertRecurred,
  type EvidenceRecord,
  type RuleDefinition,
} from '@wireledger/events';

import type { Acting } from '../alert';

export const ALERT = '7b1f2c3d-4e5f-5a6b-8c7d-9e0f1a2b3c4d';
export const ANN = 'user:0e9d8c7b-6a59-4847-b635-241302f1e0d9';
export const BEN = 'user:1e9d8c7b-6a59-4847-b635-241302f1e0d9';
/** Packet time of the alert, µs. */
export const SEEN_AT = 1_731_535_600_000_000;
/** Wall clock of the first act, µs. */
export const NOW = SEEN_AT + 60_000_000;

/** A UUID that ends in a number: an idempotency key, an event id. */
export const key = (n: number): string => `3c2b1a09-f8e7-4d6c-b5a4-${n.toString(16).padStart(12, '0')}`;

/** Ann acts, having seen `seen` acts. */
export const acting = (seen: number, more: Partial<Acting> = {}): Acting => ({
  by: ANN,
  at: NOW + seen * 1_000_000,
  command: key(seen + 1),
  seen,
  ...more,
});

type Raised = Parameters<typeof AlertRaised.create>[0];

/** Facts of an alert about a scan. */
export const raised = (more: Partial<Raised> = {}): Raised => ({
  alert: ALERT,
  rule: { id: 'recommended.port-scan-vertical', version: 1, name: 'Port scan, vertical' },
  detector: { name: 'port-scan-vertical', version: 1 },
  parameters: { ports: 25, windowS: 60 },
  kind: 'port_scan_vertical',
  technique: 'T1046',
  scope: { sensor: 'edge-1', timeline: 'live' },
  entity: '203.0.113.9',
  src: '203.0.113.9',
  dst: '192.0.2.64',
  dport: null,
  severity: 'medium',
  first: SEEN_AT - 30_000_000,
  last: SEEN_AT,
  sources: 1,
  targets: 1,
  measure: { name: 'distinct ports', unit: 'in 60 s', value: 25, threshold: 25 },
  summary: '203.0.113.9 tried 25 ports of 192.0.2.64 within 60 s; the rule allows 24.',
  at: SEEN_AT,
  window: { from: SEEN_AT - 60_000_000, to: SEEN_AT },
  baseline: {},
  late: false,
  ...more,
});

type Recurred = Parameters<typeof AlertRecurred.create>[0];

/** The scan went on to growth step `step`. */
export const recurred = (step: number, more: Partial<Recurred> = {}): Recurred => {
  const { alert, severity, first, sources, targets, summary } = raised();
  const measure = { name: 'distinct ports', unit: 'in 60 s', value: step * 25, threshold: 25 };
  return {
    alert,
    severity,
    first,
    sources,
    targets,
    summary,
    measure,
    step,
    findings: step,
    last: SEEN_AT + step,
    ...more,
  };
};

/** A counted flow record. */
export const evidenceRecord = (n: number, more: Partial<EvidenceRecord> = {}): EvidenceRecord => ({
  event: key(900),
  n,
  position: '0000000000000000042',
  hash: 'ab'.repeat(32),
  kind: 'flow',
  record: { src: '203.0.113.9', dst: '192.0.2.64', dstPort: 1000 + n, proto: 6, first: SEEN_AT, state: 'REJ' },
  ...more,
});

type Kept = Parameters<typeof AlertEvidenceKept.create>[0];

export const kept = (records: number, more: Partial<Kept> = {}): Kept => ({
  alert: ALERT,
  step: 0,
  records: Array.from({ length: records }, (_, n) => evidenceRecord(n)),
  left: 0,
  ...more,
});

/** What a version of a rule says. */
export const definition = (more: Partial<RuleDefinition> = {}): RuleDefinition => ({
  name: 'Port scan, vertical',
  set: 'recommended',
  detector: 'port-scan-vertical',
  kind: 'port_scan_vertical',
  severity: 'medium',
  technique: 'T1046',
  parameters: { ports: 25, windowS: 60 },
  cooldownS: 3600,
  description: 'Many ports of one host, from one source.',
  ...more,
});
