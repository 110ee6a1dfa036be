import {
  addressesOf,
  clockOf,
  delay,
  dutyOf,
  minuteOf,
  saidOf,
  standInLines,
  standInsOf,
  startsFor,
  stateOf,
} from './notify-words';

describe('words of notifications', () => {
  it('says delays', () => {
    expect([0, 90, 900, 7200, 9000].map(delay)).toEqual([
      'at once',
      'after 90 s',
      'after 15 min',
      'after 2 h',
      'after 2.5 h',
    ]);
  });

  it('reads and writes times of day', () => {
    expect([0, 61, 1439].map(clockOf)).toEqual(['00:00', '01:01', '23:59']);
    expect(['00:00', '23:59', '24:00', '1:00', ''].map(minuteOf)).toEqual([0, 1439, null, null, null]);
  });

  it('reads addresses however they are divided', () => {
    expect(addressesOf(' a@example.org,\nb@example.org;c@example.org ')).toEqual([
      ...['a@example.org', 'b@example.org', 'c@example.org'],
    ]);
  });

  it('says what a policy starts for, and how a message stands', () => {
    const policy = { least: 'high', onEscalation: true, late: false, sensors: [] } as never;
    expect(startsFor(policy)).toBe('alerts from high on, what a person escalates; all sensors');
    expect(stateOf({ state: 'waiting', attempts: 2 })).toEqual({ word: 'To be tried again', look: 'caution' });
    expect(stateOf({ state: 'failed', attempts: 6 }).look).toBe('fail');
    expect(saidOf({ state: 'dropped', said: 'handled' })).toBe('somebody had taken the alert on');
  });

  it('reads and writes stand-ins, and says who is on duty', () => {
    const text = '2026-12-24 to 2026-12-26 ada@example.org\n2027-01-01 ben@example.org';
    const standIns = standInsOf(`\n ${text}\n\n`);
    expect(standIns).toEqual([
      { from: '2026-12-24', to: '2026-12-26', recipient: 'ada@example.org' },
      { from: '2027-01-01', to: '2027-01-01', recipient: 'ben@example.org' },
    ]);
    expect(standInLines(standIns ?? [])).toBe(text);
    expect(standInsOf('')).toEqual([]);
    expect(['24.12.2026 ada@example.org', '2026-12-24 ada', '2026-12-24 to ada@example.org'].map(standInsOf)).toEqual([
      null,
      null,
      null,
    ]);
    const rota = { onDuty: 'ada@example.org', next: 'ben@example.org', nextOn: '2026-12-07' } as never;
    expect(dutyOf(rota)).toBe('on duty ada@example.org; from 2026-12-07 on ben@example.org');
  });
});
