import { BenchUsageError, parseSensorArgs } from './sensor-args';

describe('the options of `bench sensor`', () => {
  it('are captures by what is in them, rounds, and how to write', () => {
    const all = { captures: {}, simulated: true, systems: ['live', 'intake'], rounds: 5, json: false };
    expect(parseSensorArgs([])).toEqual(all);
    expect(parseSensorArgs(['--intake'])).toEqual({ ...all, simulated: false, systems: ['intake'] });
    expect(parseSensorArgs(['--flood', 'f.pcap', '--mixed=m.pcap', '--rounds', '1', '--json'])).toEqual({
      captures: { mixed: 'm.pcap', flood: 'f.pcap' },
      simulated: false,
      systems: [],
      rounds: 1,
      json: true,
    });
    expect(parseSensorArgs(['--help'])).toBe('help');
  });

  it.each([
    [['--rounds', '0'], /^--rounds "0": give a whole number, 1 or more\.$/],
    [['--rounds', '2.5'], /^--rounds "2\.5"/],
    [['--rounds', 'x'], /^--rounds "x"/],
    [['--dns'], /--help$/],
    [['--quick'], /--help$/],
    [['m.pcap'], /--help$/],
  ])('%j are refused, saying what to give', (argv, message) => {
    expect(() => parseSensorArgs(argv)).toThrow(BenchUsageError);
    expect(() => parseSensorArgs(argv)).toThrow(message);
  });
});
