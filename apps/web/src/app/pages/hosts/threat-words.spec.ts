import type { HostScoreRow } from '../../graphql/generated/operations';
import { formatPoints, markOf, ruleParts } from './threat-words';

const piece = (rule: string, points: number) => ({
  ...{ alert: `${rule}-${points}`, rule, title: `Rule ${rule}`, severity: 'high', last: '2026-11-21T08:00:00Z' },
  ...{ threatLevel: 0.8, confidence: 0.5, left: 1, points },
});

it('adds up what each rule says of a host, most first', () => {
  const host = { pieces: [piece('a', 0.4), piece('b', 0.5), piece('a', 0.2)] } as unknown as HostScoreRow;
  expect(ruleParts(host).map(({ title, points }) => `${title} ${formatPoints(points)}`)).toEqual([
    'Rule a 0.60',
    'Rule b 0.50',
  ]);
  expect(ruleParts({ ...host, pieces: [] })).toEqual([]);
});

it('marks levels of threat as severities', () => {
  expect((['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const).map(markOf)).toEqual(['low', 'medium', 'high', 'critical']);
});
