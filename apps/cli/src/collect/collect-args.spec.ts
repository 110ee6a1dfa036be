import { parseCollectArgs } from './collect-args';

describe('wireledger collect', () => {
  it('takes ports of both kinds, and whom it listens to', () => {
    expect(
      parseCollectArgs(['--netflow', '2055,4739', '--sflow=6343', '--host', '0.0.0.0', '--allow', '192.0.2.0/24']),
    ).toEqual({
      does: 'start',
      request: { ports: [2055, 4739, 6343], allow: ['192.0.2.0/24'], host: '0.0.0.0' },
      detach: false,
      json: false,
    });
    expect(parseCollectArgs(['--list'])).toEqual({ does: 'list', json: false });
    expect(parseCollectArgs(['--stop', 'x'])).toEqual({ does: 'stop', source: 'x' });
  });

  it.each([[[]], [['--netflow', '0']], [['--sflow', '65536']], [['--netflow', '1', '--list']], [['--port', '1']]])(
    'refuses %j',
    (argv) => {
      expect(() => parseCollectArgs(argv)).toThrow();
    },
  );
});
