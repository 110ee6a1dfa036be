import { EventStoreDbLog } from './event-store-db-log';
import { InvalidStoreAddress, storeAddress } from './store-address';

describe('address of the event store', () => {
  it('keeps user, hosts and options, and adds how long to look for a node', () => {
    const address = storeAddress('esdb+discover://ops:p%40ss@one:2113,two:2114?tls=true&gossipTimeout=9');
    expect(address.credentials).toEqual({ username: 'ops', password: 'p@ss' });
    expect(address.url).toBe(
      'esdb+discover://ops:p%40ss@one:2113,two:2114?tls=true&gossipTimeout=9&maxDiscoverAttempts=10&discoveryInterval=200',
    );
  });

  it('can be shown without its password', () => {
    expect(storeAddress('esdb://ops:secret@host:2113/').name).toBe('esdb://host:2113');
  });

  it('takes the newer name of the product', () => {
    expect(storeAddress('kurrentdb+discover://host:2113?tls=false').url).toMatch(
      /^esdb\+discover:\/\/host:2113\?tls=false&/,
    );
  });

  it('always has credentials, also when none are sent', () => {
    expect(storeAddress('esdb://host:2113?tls=false').credentials).toEqual({ username: 'none', password: 'none' });
  });

  it.each([
    ['', 'must look like'],
    ['http://host:2113', 'must look like'],
    ['esdb://', 'must look like'],
    ['esdb://host:2113', 'needs a user'],
    ['esdb://host:2113?tls=true', 'needs a user'],
    ['esdb://host:2113?tls=false&throwOnAppendFailure=false', 'throwOnAppendFailure'],
  ])('refuses %j and says what to change', (url, message) => {
    expect(() => storeAddress(url)).toThrow(InvalidStoreAddress);
    expect(() => storeAddress(url)).toThrow(message);
  });

  it.each(['esdb://host:port?tls=false', 'esdb://host:2113?tls=false&nodePreference=nobody'])(
    'what the client cannot parse (%s) is refused when the log is opened, without the password',
    async (url) => {
      const secret = url.replace('esdb://', 'esdb://ops:secret@');
      const refusal = await EventStoreDbLog.open({ url: secret }).catch((error: unknown) => error);
      expect(refusal).toBeInstanceOf(InvalidStoreAddress);
      expect((refusal as Error).message).not.toContain('secret');
    },
  );
});
