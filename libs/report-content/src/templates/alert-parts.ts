import { SEVERITIES } from '@wireledger/events';

import { table } from '../blocks';
import type { ReportPart, ReportSource } from '../report-source';

const TOP_RULES = 15;

/** Alerts whose time overlaps the range, by severity: the counts of the inbox's tabs. */
export const alertsBySeverity: ReportPart = async (source) => {
  const { range } = source;
  const gravest = [...SEVERITIES].reverse();
  const counts = await Promise.all(
    gravest.map((severity) => source.ask('alertCounts', { where: { range, severity: [severity] } })),
  );
  const rows = gravest.map((severity, i) => {
    const { all = 0, inbox = 0, closed = 0, escalated = 0 } = counts[i] ?? {};
    return [severity, all, inbox, closed, escalated];
  });
  const total = (at: number): number => rows.reduce((sum, row) => sum + Number(row[at]), 0);
  return {
    heading: 'Alerts',
    blocks: [
      {
        kind: 'figures',
        items: [
          { label: 'Alerts', value: total(1), unit: 'count' },
          { label: 'Open', value: total(2), unit: 'count' },
          { label: 'Closed', value: total(3), unit: 'count' },
          { label: 'Escalated', value: total(4), unit: 'count' },
        ],
      },
      table(
        [
          ['Severity', 'text'],
          ['Alerts', 'number'],
          ['Open', 'number'],
          ['Closed', 'number'],
          ['Escalated', 'number'],
        ],
        rows,
      ),
    ],
  };
};

async function hitsOfRules(source: ReportSource) {
  const [hits, rules] = await Promise.all([source.ask('ruleHits', { range: source.range }), source.ask('rules', {})]);
  const known = new Map(rules.map((rule) => [rule.id, rule]));
  return hits
    .map((hit) => ({ ...hit, of: known.get(hit.rule) ?? null }))
    .sort((a, b) => b.total - a.total || (a.rule < b.rule ? -1 : 1));
}

/** Rules by alerts, and what people made of them. */
export const topRules: ReportPart = async (source) => {
  const hits = await hitsOfRules(source);
  const rows = hits
    .slice(0, TOP_RULES)
    .map(({ rule, of, total, truePositives, falsePositives }) => [
      ...[of?.name ?? rule, of?.severity ?? null, total, truePositives, falsePositives],
    ]);
  return {
    heading: 'Rules that fired most',
    blocks: [
      table(
        [
          ['Rule', 'text'],
          ['Severity', 'text'],
          ['Alerts', 'number'],
          ['True', 'number'],
          ['False or benign', 'number'],
        ],
        rows,
        hits.length,
      ),
    ],
  };
};

/** What people decided of alerts. */
export const verdicts: ReportPart = async (source) => {
  const hits = await hitsOfRules(source);
  const sum = (of: (hit: (typeof hits)[number]) => number): number => hits.reduce((all, hit) => all + of(hit), 0);
  const [total, right, wrong] = [
    sum((hit) => hit.total),
    sum((hit) => hit.truePositives),
    sum((hit) => hit.falsePositives),
  ];
  return {
    heading: 'Verdicts',
    blocks: [
      {
        kind: 'figures',
        items: [
          { label: 'True positive', value: right, unit: 'count' },
          { label: 'False positive or benign', value: wrong, unit: 'count' },
          { label: 'Without a verdict', value: total - right - wrong, unit: 'count' },
          {
            label: 'Right, of those with a verdict',
            value: right + wrong === 0 ? null : Math.round((right / (right + wrong)) * 1000) / 10,
            unit: 'percent',
          },
        ],
      },
    ],
  };
};

/** Published rules and alerts by ATT&CK technique, of rules that name one. */
export const techniques: ReportPart = async (source) => {
  const [hits, rules] = await Promise.all([hitsOfRules(source), source.ask('rules', {})]);
  const alerts = new Map<string, number>();
  for (const { of, total } of hits)
    if (of?.technique) alerts.set(of.technique, (alerts.get(of.technique) ?? 0) + total);
  const covered = new Map<string, number>();
  for (const { technique, state } of rules)
    if (technique) covered.set(technique, (covered.get(technique) ?? 0) + (state === 'published' ? 1 : 0));
  const rows = [...covered].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, on]) => [id, on, alerts.get(id) ?? 0]);
  return {
    heading: 'Techniques',
    blocks: [
      table(
        [
          ['ATT&CK technique', 'text'],
          ['Rules that are on', 'number'],
          ['Alerts', 'number'],
        ],
        rows,
      ),
    ],
  };
};

/** How long it takes until somebody acts on an alert, and until it is closed. */
export const times: ReportPart = async (source) => {
  const { alerts, touched, closed } = await source.ask('alertTimes', { range: source.range });
  return {
    heading: 'Times',
    blocks: [
      {
        kind: 'figures',
        items: [
          { label: 'Mean time to acknowledge', value: touched.meanSeconds, unit: 'seconds' },
          { label: 'Median time to acknowledge', value: touched.medianSeconds, unit: 'seconds' },
          { label: 'Somebody acted on', value: touched.alerts, unit: 'count', note: `of ${alerts} alerts` },
          { label: 'Mean time to close', value: closed.meanSeconds, unit: 'seconds' },
          { label: 'Median time to close', value: closed.medianSeconds, unit: 'seconds' },
          { label: 'Closed', value: closed.alerts, unit: 'count', note: `of ${alerts} alerts` },
        ],
      },
    ],
  };
};
