import { parseIp } from '@wireledger/kernel';
import { z } from 'zod';
import type { Contribution, Detector, Severity } from '../../detector';
import type { AlertChange } from '../../host/alert-change';
import { severity, threshold } from '../../parameters';
import { confidenceOf, decayed, threatLevelOf } from '../../score/evidence-score';
import { LATE_US } from '../../state/sliding-window';
import { MAX_EVIDENCE } from '../../state/tally';
import { count, span } from '../../words';
import { type Piece, RECORDS_EACH, ScoreState, type Sum } from './score-state';

const parameters = z.strictObject({
  score: z.number().positive().max(1000).describe('score, at least'),
  rules: threshold('different rules whose alerts are part of it, at least', 100),
  halfLifeS: z.number().positive().max(2_592_000).describe('half of an alert’s points are left after so long, seconds'),
  windowS: z.number().positive().max(2_592_000).describe('older alerts do not count any more, seconds'),
  severity,
});
type Parameters = z.infer<typeof parameters>;

interface Heard extends Contribution {
  readonly piece: Piece;
}

/** Who an alert speaks of: its source, or where there are many the one target. Null: nobody that has an address. */
export const accusedBy = ({ src, dst }: Pick<AlertChange, 'src' | 'dst'>): string | null => {
  const host = src ?? dst;
  return host !== null && parseIp(host) !== null ? host : null;
};

/** A host about which much has been said, by different rules. */
export const hostScore: Detector<Parameters, Heard, ScoreState> = {
  id: 'host-score',
  version: 1,
  kind: 'host_score',
  reads: [],
  parameters,
  measure: { name: 'score', unit: 'points' },
  about: {
    title: 'Host score',
    counts:
      'Alerts of other rules that name one host as their source, or as their target where there are many sources, each at the time of its last record. An alert that grows counts once, as grave and as sure as it has become. Alerts of this detector count nothing.',
    algorithm:
      'Each alert gives threat level × confidence. Threat level: info 0, low 0.2, medium 0.5, high 0.8, critical 1. Confidence: 0.5 at the rule’s threshold, 1 at ten times the threshold, in between by the logarithm. Points fade by the half-life. Fires when the sum reaches the setting at the moment of any alert, and alerts of enough different rules are part of it; the numbers behind the alert name each rule and its points.',
    source:
      'Slips’ evidence accumulation (sum of threat level × confidence of a source in a window, alert at a setting); its evidences are single observations, ours are whole episodes, so that the setting is lower.',
    limits:
      'It knows what other rules know: no alert, no score. Verdicts of people come later and do not change it; the score on page Hosts leaves out what was closed as harmless or is suppressed. At most 200 alerts of a host are remembered.',
    lookAlikes:
      'A vulnerability scanner or a monitoring host with many duties: suppress its alerts by source, or raise the setting.',
  },
  read: () => null,
  hears(change) {
    const host = accusedBy(change);
    if (host === null || change.kind === 'host_score') return null;
    const { id: alert, rule, last: time, first, value, threshold: least, severity: grave, evidence } = change;
    const points = threatLevelOf(grave) * confidenceOf(value, least);
    if (points === 0) return null;
    const refs = evidence.slice(0, RECORDS_EACH);
    return { key: host, time, ref: refs[0] ?? '', piece: { alert, rule, time, first, points, refs } };
  },
  begin: () => new ScoreState(),
  judge(state, { piece }, p): Severity | null {
    const sum = state.highest(state.put(piece), p);
    if (sum.score < p.score || rulesOf(sum).size < p.rules) return null;
    if (!state.episode || !state.found || sum.score > state.found.score) state.found = sum;
    for (const { alert } of sum.pieces) state.episode?.add(alert);
    return p.severity;
  },
  opened(state) {
    state.episode = new Set(state.found?.pieces.map(({ alert }) => alert));
  },
  closed(state) {
    state.episode = null;
  },
  grown: ({ episode }) => episode?.size ?? 0,
  describe({ found }, host, p) {
    const sum = found ?? { score: 0, at: 0, pieces: [] };
    const rules = rulesOf(sum, p);
    const evidence = [...new Set(sum.pieces.flatMap(({ refs }) => refs))].slice(0, MAX_EVIDENCE);
    const first = Math.min(sum.at, ...sum.pieces.map((piece) => piece.first));
    const told = [...rules].map(([rule, points]) => `${rule} ${rounded(points)}`).join(', ');
    return {
      ...{ value: rounded(sum.score), threshold: p.score, src: host, dst: null, dport: null },
      baseline: Object.fromEntries([...rules].map(([rule, points]) => [rule, rounded(points)])),
      ...{ sources: [host], targets: [], evidence, first, last: sum.at },
      summary: `${host} has a score of ${rounded(sum.score)} by ${count(sum.pieces.length)} alerts of ${count(rules.size)} rules within ${span(sum.at - first)}: ${told}; the threshold is ${p.score}.`,
    };
  },
  restsOn: () => 'the alerts of other rules',
  windowUs: (p) => p.windowS * 1e6,
  keepUs: (p) => p.windowS * 1e6 + LATE_US,
  sizeOf: ({ pieces }) => pieces.reduce((sum, { refs }) => sum + 1 + refs.length, 0),
  save: (state) => state.save(),
  load: (json) => ScoreState.load(json),
};

const rounded = (points: number): number => Math.round(points * 100) / 100;

/** Points of each rule in a sum, the highest first. */
function rulesOf({ pieces, at }: Sum, fading?: Parameters): ReadonlyMap<string, number> {
  const rules = new Map<string, number>();
  for (const { rule, points, time } of pieces)
    rules.set(rule, (rules.get(rule) ?? 0) + decayed(points, at - time, fading?.halfLifeS, fading?.windowS));
  return new Map([...rules].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)));
}
