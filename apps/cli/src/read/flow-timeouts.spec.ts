import { parseTimeouts, TIMEOUTS_USAGE } from './flow-timeouts';

describe('--timeouts', () => {
  it('names seconds by kind of flow', () => {
    expect(parseTimeouts('tcp=320,syn=5')).toEqual({ tcp: 320, unansweredSyn: 5 });
    expect(parseTimeouts(TIMEOUTS_USAGE)).toEqual({ tcp: 300, unansweredSyn: 30, udp: 60, icmp: 30 });
  });

  it.each([undefined, '', 'tcp', 'tcp=0', 'tcp=321', 'tcp=1.5', 'sctp=3', 'tcp=3=4', 'tcp=3,', '__proto__=3'])(
    'refuses %s, saying what to give',
    (text) => {
      expect(() => parseTimeouts(text)).toThrow(/^--timeouts .* 1 to 320 seconds/);
    },
  );
});
