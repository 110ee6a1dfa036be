import { WrongUsage } from '../access/host-door';
import { parseSensorArgs } from './sensor-args';

const said = (line: string) => parseSensorArgs(line.split(' ').filter(Boolean));

describe('wireledger sensor', () => {
  it('takes what each of its commands takes', () => {
    expect(said('enrol edge-1 --minutes 5')).toEqual({ does: 'enrol', name: 'edge-1', minutes: 5 });
    expect(said('list --json')).toEqual({ does: 'list', json: true });
    expect(said('revoke edge-1 --reason sold')).toEqual({ does: 'revoke', name: 'edge-1', reason: 'sold' });
    expect(said('join --to https://a:3000 --code wl_e_x --ca ca.pem')).toEqual({
      ...{ does: 'join', to: 'https://a:3000', code: 'wl_e_x', ca: 'ca.pem' },
    });
    expect(said('run')).toEqual({ does: 'run' });
    expect(said('--help')).toEqual({ does: 'help' });
  });

  it.each([
    '',
    'sell edge-1',
    'enrol',
    'enrol a b',
    'enrol a --minutes 0',
    'enrol a --reason x',
    'revoke a',
    'list a',
    'join --to https://a',
    'join --code wl_e_x',
    'run edge-1',
    'run --colour red',
  ])('refuses %j', (line) => expect(() => said(line)).toThrow(WrongUsage));
});
