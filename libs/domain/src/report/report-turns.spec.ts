import { dueTurn, rangeOfTrial, rangeOfTurn, type Rhythm, turnsAfter } from './report-turns';

const us = (text: string): number => Date.parse(text) * 1000;
const shown = (time: number): string => new Date(time / 1000).toISOString().slice(0, 16);
const rhythm = (more: Partial<Rhythm>): Rhythm => ({
  ...{ rhythm: 'weekly', day: 1, at: '06:00', zone: 'Europe/Berlin', since: us('2026-01-01T00:00:00Z') },
  ...more,
});

describe('turns of a schedule', () => {
  it('are at the same time of the clock on either side of a change of clocks', () => {
    // Clocks go back in Berlin on 2026-10-25: 06:00 is 04:00 UTC before it and 05:00 after.
    expect(turnsAfter(rhythm({}), us('2026-10-13T00:00:00Z'), 3).map(shown)).toEqual([
      ...['2026-10-19T04:00', '2026-10-26T05:00', '2026-11-02T05:00'],
    ]);
  });

  it('come once where the clock shows their time twice, and an hour later where it never shows it', () => {
    const daily = rhythm({ rhythm: 'days', day: 1, at: '02:30' });
    expect(turnsAfter(daily, us('2026-10-24T12:00:00Z'), 2).map(shown)).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
    expect(turnsAfter(daily, us('2026-03-28T12:00:00Z'), 2).map(shown)).toEqual([
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ]);
  });

  it('of zones that change at other times, or by half an hour', () => {
    const lordHowe = rhythm({ rhythm: 'days', day: 1, at: '12:00', zone: 'Australia/Lord_Howe' });
    expect(turnsAfter(lordHowe, us('2026-10-03T00:00:00Z'), 3).map(shown)).toEqual([
      ...['2026-10-03T01:30', '2026-10-04T01:00', '2026-10-05T01:00'],
    ]);
  });

  it('of months without that day come on their last', () => {
    const monthly = rhythm({ rhythm: 'monthly', day: 31, zone: 'UTC', at: '00:00' });
    expect(turnsAfter(monthly, us('2028-01-01T00:00:00Z'), 4).map(shown)).toEqual([
      ...['2028-01-31T00:00', '2028-02-29T00:00', '2028-03-31T00:00', '2028-04-30T00:00'],
    ]);
  });

  it('every so many days are counted from the day since when it is so, and none comes before', () => {
    const since = us('2026-03-10T09:00:00Z');
    const tenth = rhythm({ rhythm: 'days', day: 10, at: '08:00', zone: 'UTC', since });
    expect(turnsAfter(tenth, 0, 3).map(shown)).toEqual(['2026-03-20T08:00', '2026-03-30T08:00', '2026-04-09T08:00']);
    expect(dueTurn(tenth, us('2026-03-20T07:59:00Z'))).toBeNull();
    expect(dueTurn(tenth, us('2026-03-25T00:00:00Z'))).toBe(us('2026-03-20T08:00:00Z'));
  });

  it('are about the time since the one before by the calendar: 167, 168 or 169 hours', () => {
    const hours = turnsAfter(rhythm({}), us('2026-03-20T00:00:00Z'), 3)
      .concat(turnsAfter(rhythm({}), us('2026-10-20T00:00:00Z'), 2))
      .map((turn) => rangeOfTurn(rhythm({}), turn))
      .map(({ from, to }) => (to - from) / 3_600_000_000);
    expect(hours).toEqual([168, 167, 168, 169, 168]);
  });

  it('that are tried out are about as much time as the newest one, up to now, also before the first', () => {
    const now = us('2026-03-30T12:00:00Z');
    const { from, to } = rangeOfTrial(rhythm({ since: now }), now);
    expect([to, (to - from) / 3_600_000_000]).toEqual([now, 167]);
  });

  it('are each looked at as due from their moment to the next', () => {
    const turns = turnsAfter(rhythm({ rhythm: 'days', day: 3 }), us('2026-01-02T00:00:00Z'), 60);
    for (const [i, turn] of turns.entries()) {
      expect(dueTurn(rhythm({ rhythm: 'days', day: 3 }), turn)).toBe(turn);
      const next = turns[i + 1];
      if (next !== undefined) expect(dueTurn(rhythm({ rhythm: 'days', day: 3 }), next - 1)).toBe(turn);
    }
  });
});
