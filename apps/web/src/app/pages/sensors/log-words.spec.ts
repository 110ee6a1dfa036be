import { logRow } from './log-words';

const UTC = 'utc' as never;
const NOW = Date.parse('2026-11-21T10:00:00Z');
const LOGS = {
  ...{ source: 's', sensor: 'logs', files: 1, lines: 12_345, behind: 0, newest: null, problems: [] },
  ...{ places: [{ kind: 'zeek', path: '/logs' }], unused: [], rejected: [] },
};

describe('a collector of logs', () => {
  it('that has read nothing yet', () => {
    expect(logRow(LOGS, UTC, NOW)).toMatchObject({
      ...{ places: ['zeek /logs'], lines: '12,345', behind: 'nothing', newest: 'none yet' },
      ...{ unused: { count: '0', why: '' }, rejected: { count: '0', why: '' } },
    });
  });

  it('tells what came of its lines, how much is to be read, and how far it is', () => {
    const rejected = ['no time', 'too long', 'wrong number of fields', 'no JSON', 'else'].map((reason, i) => ({
      ...{ reason, lines: 10 - i },
    }));
    const row = logRow({ ...LOGS, rejected, behind: 2000, newest: '2026-11-21T09:59:58Z' }, UTC, NOW);
    expect(row.rejected).toEqual({
      count: '40',
      why: '10 no time, 9 too long, 8 wrong number of fields, 2 more kinds',
    });
    expect(row.behind.replace(/\s/u, ' ')).toBe('2.0 kB');
    expect(row.newest).toContain('09:59:58');
  });
});
