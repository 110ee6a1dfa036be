import { SettingChanged } from '@wireledger/events';

import { holdsDecider, holdsOf, type LegalHold, type LegalHolds, MAX_HOLDS } from './legal-holds';
import { RETENTION_DAYS, retentionDecider, type RetentionPolicy } from './retention-policy';

const keep = (days: RetentionPolicy, state = retentionDecider.initial) =>
  retentionDecider.decide(state, { type: 'keep', days });

describe('retention policy', () => {
  it('says what changed, and nothing when it is so already', () => {
    const days = { telemetry: 90, rollup: 730, sandbox: 7 };
    const [event] = keep(days);
    expect(event?.data).toEqual({ area: 'retention', before: { telemetry: 30 }, after: { telemetry: 90 } });
    expect(retentionDecider.evolve(retentionDecider.initial, event as NonNullable<typeof event>)).toEqual(days);
    expect(keep(retentionDecider.initial)).toEqual([]);
  });

  it.each([
    ['telemetry', 29],
    ['telemetry', 731],
    ['rollup', 29],
    ['rollup', 731],
    ['sandbox', 6],
    ['sandbox', 30.5],
    ['telemetry', Number.NaN],
  ] as const)('refuses %s for %d days, and is not told so by an event', (streamClass, days) => {
    const { least, most } = RETENTION_DAYS[streamClass];
    expect(() => keep({ ...retentionDecider.initial, [streamClass]: days })).toThrow(`${least} to ${most}`);
    const event = SettingChanged.create({ area: 'retention', before: {}, after: { [streamClass]: days || null } });
    expect(retentionDecider.evolve(retentionDecider.initial, event)).toEqual(retentionDecider.initial);
  });

  it('does not drop rollups before what they are made of', () =>
    expect(() => keep({ telemetry: 100, rollup: 99, sandbox: 7 })).toThrow('at least as long'));
});

const ID = '11111111-1111-4111-8111-111111111111';
const said = { reason: ' a case ', by: 'user:ada', at: 5 };
const DAY = 86_400_000_000;
const BEGIN = Date.parse('2026-11-20') * 1000;
const hold: LegalHold = { ...said, hold: ID, from: BEGIN, to: BEGIN + DAY, sensor: null, host: null };
const standing = (...list: LegalHold[]): LegalHolds => ({ standing: list });

describe('legal holds', () => {
  it('stand until they are lifted', () => {
    const [set] = holdsDecider.decide(holdsDecider.initial, { type: 'set', ...hold });
    expect(set?.data).toEqual({ ...hold, reason: 'a case' });
    const held = holdsDecider.evolve(holdsDecider.initial, set as NonNullable<typeof set>);
    expect(held.standing).toHaveLength(1);
    const [lifted] = holdsDecider.decide(held, { type: 'lift', hold: ID, ...said });
    expect(lifted?.data).toMatchObject({ hold: ID, reason: 'a case', by: 'user:ada' });
    expect(holdsDecider.evolve(held, lifted as NonNullable<typeof lifted>)).toEqual(standing());
  });

  it('refuses an empty range, no reason, an unknown one, and too many', () => {
    const set = (changes: Partial<LegalHold>, state = standing()) =>
      holdsDecider.decide(state, { type: 'set', ...hold, ...changes });
    expect(() => set({ to: BEGIN })).toThrow('later than');
    expect(() => set({ reason: '  ' })).toThrow('say why');
    expect(() => set({}, standing(...Array.from({ length: MAX_HOLDS }, () => hold)))).toThrow('lift one');
    expect(() => holdsDecider.decide(standing(), { type: 'lift', hold: ID, ...said })).toThrow('no such hold');
  });

  const range = { least: 0, greatest: 1, fromDay: '2026-11-20', toDay: '2026-11-20', sensors: ['edge'] };
  it.each([
    ['the day of recording', {}, {}, true],
    ['the day before', {}, { fromDay: '2026-11-19', toDay: '2026-11-19' }, false],
    [
      'packet time, recorded much later',
      {},
      { fromDay: '2026-12-19', toDay: '2026-12-19', least: BEGIN, greatest: BEGIN + 5 },
      true,
    ],
    [
      'packet time that ends where it begins',
      {},
      { fromDay: '2026-12-19', toDay: '2026-12-19', least: 1, greatest: BEGIN },
      true,
    ],
    [
      'packet time right behind it',
      {},
      { fromDay: '2026-12-19', toDay: '2026-12-19', least: BEGIN + DAY, greatest: BEGIN + DAY },
      false,
    ],
    ['its sensor', { sensor: 'edge' }, {}, true],
    ['another sensor', { sensor: 'far' }, {}, false],
    ['a sensor, and nobody knows whose', { sensor: 'far' }, { sensors: null }, true],
  ] as const)('%s', (_name, changes, about, held) =>
    expect(holdsOf(standing({ ...hold, ...changes }), { ...range, ...about }).length > 0).toBe(held),
  );
});
