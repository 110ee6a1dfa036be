import { reportDecider, type OrderedReport, type ReportCommand, type ReportEvent, reportName } from '.';

const [ID, KEY] = ['5b0c6c1e-2a47-4a83-9d1f-0e6a7b8c9d10', '3c2b1a09-f8e7-4d6c-b5a4-938271605f4e'];
const act = { by: 'user:ada', at: 1, command: KEY };
const order = { template: 'executive', name: 'Week', from: 0, to: 86_400_000_000, zone: 'UTC', format: 'pdf' } as const;
const ordering: ReportCommand = { type: 'order', id: ID, order, schedule: null, turn: null, shared: false, ...act };
const FILE = { masked: true, bytes: 1, fileHash: 'ab'.repeat(32), contentHash: 'cd'.repeat(32) };

function after(...commands: readonly ReportCommand[]): { state: OrderedReport | null; events: readonly ReportEvent[] } {
  let state: OrderedReport | null = null;
  let events: readonly ReportEvent[] = [];
  for (const command of commands) {
    events = reportDecider.decide(state, command);
    for (const event of events) state = reportDecider.evolve(state, event);
  }
  return { state, events };
}

describe('a report', () => {
  it('is ordered once, made, shared and removed', () => {
    expect(after(ordering, ordering).events).toEqual([]);
    expect(after(ordering, { type: 'generated', at: 2, files: [FILE] }).state?.standing).toBe('done');
    expect(after(ordering, { type: 'share', shared: true, ...act }).state?.shared).toBe(true);
    expect(after(ordering, { type: 'remove', ...act }).state?.standing).toBe('removed');
  });

  it('is made once more when it failed, and only then', () => {
    const failed: ReportCommand = { type: 'failed', at: 2, why: 'permission changed' };
    expect(after(ordering, failed, { type: 'retry', ...act }).state?.standing).toBe('ordered');
    expect(() => after(ordering, { type: 'retry', ...act })).toThrow(
      expect.objectContaining({ code: 'REPORT_NOT_FAILED' }),
    );
  });

  it('that was given up or removed is not offered by a worker that was late', () => {
    const made: ReportCommand = { type: 'generated', at: 3, files: [FILE] };
    expect(after(ordering, { type: 'failed', at: 2, why: 'x' }, made).events).toEqual([]);
    expect(after(ordering, { type: 'remove', ...act }, made).events).toEqual([]);
  });

  it('A-58 of another is like none', () => {
    const other = { ...act, by: 'user:eve' };
    for (const type of ['retry', 'remove'] as const)
      expect(() => after(ordering, { type, ...other })).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => after({ type: 'share', shared: true, ...other })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
  });

  it.each([
    ['its end before its beginning', { from: 2, to: 1 }],
    ['a range that is too long', { to: 367 * 86_400_000_000 }],
    ['no such zone', { zone: 'Mars/Base' }],
    ['an offset in the place of a zone', { zone: '+01:00' }],
    ['no such template', { template: 'secrets' }],
  ])('is not ordered with %s', (_what, wrong) => {
    expect(() => after({ ...ordering, order: { ...order, ...wrong } })).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
  });

  it.each(['a\r\nBcc: eve@example.org', 'a\nb', 'a\u2028b', 'a\u202eb', 'a\0b', '', ' ', 'x'.repeat(101)])(
    'A-34 takes no name of more than one line, or with something hidden: %j',
    (name) => {
      expect(() => reportName(name)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
    },
  );
});
