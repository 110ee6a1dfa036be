import { parseCaptureArgs } from './capture-args';

describe('arguments of capture', () => {
  it('interfaces one by one or in one list, and what else was said', () => {
    expect(parseCaptureArgs(['--iface', 'eth0,eth1', '--iface', 'lo', '--bpf', 'port 53', '--snaplen', '128'])).toEqual(
      {
        does: 'start',
        request: { interfaces: ['eth0', 'eth1', 'lo'], promiscuous: true, bpf: 'port 53', snaplen: 128 },
        ...{ detach: false, json: false },
      },
    );
    expect(parseCaptureArgs(['--iface', 'any', '--no-promiscuous', '--sensor', 'edge', '--detach', '--json'])).toEqual({
      does: 'start',
      request: { interfaces: ['any'], promiscuous: false, sensor: 'edge' },
      ...{ detach: true, json: true },
    });
    expect(parseCaptureArgs(['--iface', 'lo', '--filter', 'port = 53'])).toMatchObject({
      request: { interfaces: ['lo'], filter: 'port = 53' },
    });
  });

  it('list and stop', () => {
    expect(parseCaptureArgs(['--list'])).toEqual({ does: 'list', json: false });
    expect(parseCaptureArgs(['--stop', 'abc'])).toEqual({ does: 'stop', source: 'abc' });
  });

  it.each([
    [[], 'one of --iface'],
    [['--list', '--iface', 'lo'], 'one of --iface'],
    [['--iface', ','], 'one of --iface'],
    [['--iface', 'lo', '--snaplen', 'all'], '--snaplen all'],
    [['--ifaces', 'lo'], 'ifaces'],
    [['lo'], 'lo'],
  ])('%j is wrong', (argv, words) => expect(() => parseCaptureArgs(argv)).toThrow(words));
});
