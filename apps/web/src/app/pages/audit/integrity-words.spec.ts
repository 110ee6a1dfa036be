import { cellsOf, verdictOf } from './integrity-words';

const check = (more: object = {}) => ({
  ...{
    id: 'x',
    askedByName: 'Grace',
    askedAt: '2026-11-28T08:00:00Z',
    state: 'done',
    position: '9',
    events: 7,
    tookMs: 1500,
  },
  ...{ seals: 2, unsealed: 1, expired: 0, error: null, faults: [] },
  ...more,
});
const seals = [
  { n: 0, after: '', to: '4', count: 4, at: '2026-11-28T08:00:00Z' },
  { n: 1, after: '4', to: '8', count: 3, at: '2026-11-28T08:01:00Z' },
];
const state = (more: object = {}) => ({
  ...{ head: '9', sealHash: 'ab', key: 'k', publicKey: 'pem', lookedAt: '2026-11-28T08:01:00Z', seals },
  ...{ anchors: [{ name: 'file', seal: 1, at: null, agrees: true, error: null }], check: check(), bundle: null },
  ...more,
});
const words = (more?: object) => verdictOf(state(more), () => '08:00');
const fault = { kind: 'changed', position: '6', seal: 1, detail: '' };

it.each([
  [{}, 'good', 'History is intact', /7 events in 1\.5/],
  [{ check: check({ expired: 1200 }) }, 'good', 'History is intact', /1,200 removed by retention and accounted for/],
  [{ check: null }, 'open', 'Not verified yet', /Verify now/],
  [{ check: check({ state: 'running' }) }, 'open', 'Verifying', /7 events so far/],
  [{ check: check({ state: 'failed', error: 'no disk' }) }, 'bad', 'Could not be verified', /no disk/],
  [{ check: check({ faults: [fault] }) }, 'bad', 'History is not intact', /changed at position 6/],
  [
    { anchors: [{ name: 'file', seal: 5, at: null, agrees: false, error: null }] },
    'bad',
    'The log contradicts its anchor',
    /cut/,
  ],
] as const)('%j → %s', (more, tone, title, about) => {
  expect(words(more)).toMatchObject({ tone, title });
  expect(words(more).about).toMatch(about);
});

it('a cell a seal: verified, at fault, or newer than the check', () => {
  const states = (more: object) => cellsOf(state(more) as never).map((cell) => cell.state);
  expect(states({})).toEqual(['verified', 'verified']);
  expect(states({ check: check({ faults: [fault] }) })).toEqual(['verified', 'fault']);
  expect(states({ check: check({ position: '5' }) })).toEqual(['verified', 'sealed']);
  expect(states({ check: null })).toEqual(['sealed', 'sealed']);
});
