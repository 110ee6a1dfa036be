import type { EvidenceRecord } from '@wireledger/events';

import { DETECTORS } from '../detectors';
import { rule, type Rule } from '../rules/rule';
import { malformedRecord, tryCase } from './rule-case';

const T0 = 1_780_002_000_000_000;
const lookup = (n: number, record: EvidenceRecord['record'] = {}): EvidenceRecord => ({
  ...{ event: '11111111-1111-4111-8111-111111111111', n, position: '00000042', hash: 'a'.repeat(64), kind: 'dns' },
  record: { at: T0 + 2_000_000, time: T0 + n, client: '10.0.0.1', server: '10.0.0.53', proto: 17, ...record },
});

function lookups(threshold: number, more: object = {}): Rule {
  const detector = DETECTORS.find(({ id }) => id === 'generic');
  if (!detector) throw new Error('there is no detector generic');
  const parameters = {
    kind: 'dns',
    measure: 'lookups',
    by: ['src.ip'],
    windowS: 60,
    threshold,
    severity: 'high',
    ...more,
  };
  return rule({ id: 'own-lookups', version: 2, title: 'Lookups', detector, parameters: parameters as never });
}
const kept = (expects: 'alert' | 'silence', records = [0, 1, 2].map((n) => lookup(n))) => ({
  ...{ case: '22222222-2222-4222-8222-222222222222', expects, records },
  scope: { sensor: 'edge-1', timeline: 'live' },
});
const tried = (of: Rule, ...given: Parameters<typeof kept>) => {
  const { outcome, raised } = tryCase(of, kept(...given));
  return [outcome, raised];
};

it('a version passes when it does what is expected of it', () => {
  expect(tried(lookups(3), 'alert')).toEqual(['passed', 1]);
  expect(tried(lookups(4), 'alert')).toEqual(['failed', 0]);
  expect(tried(lookups(3), 'silence')).toEqual(['failed', 1]);
  expect(tried(lookups(4), 'silence')).toEqual(['passed', 0]);
});

it('a version that rests on more than records is not tried', () => {
  expect(tried(lookups(3, { compare: 'times', baseline: 3 }), 'silence')).toEqual(['unfit', 0]);
});

it('what no sensor would have written is known: columns that there are not, and values of another type', () => {
  expect(malformedRecord(lookup(0, { answers: [['A', 60, '192.0.2.1']], name: 'x.example' }))).toBeNull();
  expect(malformedRecord(lookup(0, { port: 53 }))).toMatch(/kind dns have no column port/);
  for (const [column, value] of [
    ['client', 7],
    ['time', 'noon'],
    ['time', null],
    ['answers', 'none'],
    ['answers', { A: 1 }],
  ] as const)
    expect(malformedRecord(lookup(0, { [column]: value }))).toContain(`column ${column} of kind dns`);
});
