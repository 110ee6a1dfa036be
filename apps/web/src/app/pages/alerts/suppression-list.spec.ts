import { suppressedWords } from './suppression-list';

const NOTHING = { rule: null, entity: null, sensor: null, src: null, dst: null };
const ROW = {
  ...{ id: 'x', until: null, reason: 'r', revision: 1, changedByName: 'mara', changedAt: '2026-11-21T08:00:00Z' },
  alerts: 0,
};

it('says what is kept out, part by part', () => {
  expect(suppressedWords({ ...ROW, ...NOTHING, rule: 'recommended.scan', entity: '10.1.2.3' })).toBe(
    'recommended.scan · 10.1.2.3',
  );
  expect(suppressedWords({ ...ROW, ...NOTHING, src: '10.0.0.0/8', dst: '192.0.2.1/32', sensor: 'edge' })).toBe(
    'from 10.0.0.0/8 · to 192.0.2.1/32 · on edge',
  );
});
