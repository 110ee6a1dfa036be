import { WrongUsage } from '../access/host-door';
import { parsePacketsArgs } from './packets-args';

const NOW = Date.UTC(2026, 10, 21, 8);
const parse = (...argv: string[]) => parsePacketsArgs(argv, NOW);

it('takes a filter within a time, everything that is stored unless told otherwise', () => {
  expect(parse('--filter', 'port = 53', '--reason', ' case 12 ', '--out', 'a.pcapng')).toEqual({
    ...{ does: 'take', out: 'a.pcapng' },
    request: {
      ...{ flow: null, capture: null, filter: 'port = 53', sensor: null, masked: false, reason: 'case 12' },
      ...{ from: '1970-01-01T00:00:00.000000Z', to: '2026-11-21T08:00:00.000000Z' },
    },
  });
  const times = ['--from', '2026-11-21T07:00:00Z', '--to', '2026-11-21T07:30:00Z'];
  expect(parse('--filter', '', '--sensor', 'edge', ...times, '--reason', 'x', '--out', '-')).toMatchObject({
    request: { sensor: 'edge', from: '2026-11-21T07:00:00Z', to: '2026-11-21T07:30:00Z' },
  });
});

it('takes a flow, whose times are its own', () => {
  expect(parse('--flow', 'f00d', '--masked', '--reason', 'x', '--out', '-')).toMatchObject({
    request: { flow: 'f00d', filter: '', masked: true, from: null, to: null },
  });
});

it.each([
  [['--reason', 'x', '--out', '-'], /--flow, --capture or --filter/],
  [['--filter', 'port = 1', '--out', '-'], /--reason is missing/],
  [['--filter', 'port = 1', '--reason', '  ', '--out', '-'], /--reason is missing/],
  [['--filter', 'port = 1', '--reason', 'x'], /--out is missing/],
  [['--filter', 'port = 1', '--reason', 'x', '--out', '-', '--from', 'noon'], /--from noon/],
  [['--everything'], /--everything/],
])('%j is refused with its cause', (argv, words) => {
  expect(() => parse(...argv)).toThrow(WrongUsage);
  expect(() => parse(...argv)).toThrow(words);
});

it('says what is stored', () => {
  expect(parse('--status', '--json')).toEqual({ does: 'status', json: true });
  expect(parse('--help')).toEqual({ does: 'help' });
});
