import { parseReplayArgs } from './replay-args';

describe('arguments of replay', () => {
  it('into the history, as fast as possible, unless something else is said', () => {
    expect(parseReplayArgs(['/tmp/a.pcap'])).toEqual({
      requests: [
        { file: '/tmp/a.pcap', sensor: 'replay', speed: 'max', timestamps: 'original', fromS: 0, maxGapS: 60 },
      ],
      ...{ wait: false, json: false, sandbox: false },
    });
  });

  it('apart from it, at a speed of the sandbox', () => {
    const { requests, sandbox } = parseReplayArgs(['/tmp/a.pcap', '--sandbox', '--speed', '0.1']);
    expect([sandbox, requests[0]?.speed]).toEqual([true, 0.1]);
    for (const speed of ['0.05', '1001'])
      expect(() => parseReplayArgs(['a', '--sandbox', '--speed', speed])).toThrow('from 0.1 to 1000');
  });

  it.each(['--wait', '--sensor=x', '--from=3s', '--timestamps=now', '--max-gap=1s', '--timeouts=tcp=3'])(
    'refuses %s in a sandbox',
    (option) => expect(() => parseReplayArgs(['a', '--sandbox', option])).toThrow('leave it out with --sandbox'),
  );
});
