import path from 'node:path';

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

  it('takes logs by what they are, and the address that they do not say', () => {
    const logs = ['--zeek', '/opt/zeek/logs', '--eve=/var/log/eve.json', '--server', '[2001:db8::1]:443', '--detach'];
    expect(parseCollectArgs(logs)).toEqual({
      ...{ does: 'follow', detach: true, json: false },
      request: {
        places: [
          { kind: 'zeek', path: '/opt/zeek/logs' },
          { kind: 'eve', path: '/var/log/eve.json' },
        ],
        ...{ server: '2001:db8::1', serverPort: 443 },
      },
    });
    expect(parseCollectArgs(['--queries', 'q.log', '--server', '192.0.2.1'])).toMatchObject({
      request: { places: [{ kind: 'queries', path: path.resolve('q.log') }], server: '192.0.2.1' },
    });
  });

  it.each([
    [[]],
    [['--netflow', '0']],
    [['--sflow', '65536']],
    [['--netflow', '1', '--list']],
    [['--port', '1']],
    [['--zeek', 'a', '--netflow', '1']],
    [['--zeek', 'a', '--host', '::']],
    [['--sflow', '1', '--server', '::1']],
  ])('refuses %j', (argv) => {
    expect(() => parseCollectArgs(argv)).toThrow();
  });
});
