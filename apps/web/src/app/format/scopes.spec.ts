import { conditionsOf, isNarrowed, NO_SCOPE, problemOfPorts, readScope, typedScope } from './scopes';

const scope = { ip: ['10.1.0.0/16', '2001:db8::/32'], port: [53, 443], proto: [6, 200], sensor: ['edge 1'] };

describe('scopes', () => {
  it('are shown condition by condition, protocols by name', () => {
    expect(conditionsOf(scope)).toEqual([
      { field: 'ip', values: ['10.1.0.0/16', '2001:db8::/32'] },
      { field: 'port', values: ['53', '443'] },
      { field: 'proto', values: ['tcp', '200'] },
      { field: 'sensor', values: ['edge 1'] },
    ]);
    expect(conditionsOf(null)).toEqual([]);
    expect(conditionsOf({ ip: null, port: null, proto: null, sensor: ['a'] })).toEqual([
      { field: 'sensor', values: ['a'] },
    ]);
  });

  it('are read as they are typed, and typed as they were', () => {
    const typed = typedScope(scope);
    expect(typed).toEqual({ ip: '10.1.0.0/16, 2001:db8::/32', port: '53, 443', proto: 'tcp, 200', sensor: 'edge 1' });
    expect(readScope(typed)).toEqual({ ...scope, proto: ['tcp', '200'] });
    expect(readScope({ ...NO_SCOPE, ip: ' 10.0.0.1  10.0.0.2,', port: '0 65535' })).toEqual({
      ip: ['10.0.0.1', '10.0.0.2'],
      port: [0, 65_535],
    });
  });

  it('without anything are none', () => {
    expect([readScope(NO_SCOPE), readScope({ ...NO_SCOPE, ip: ' , ' })]).toEqual([null, null]);
    expect([isNarrowed(NO_SCOPE), isNarrowed({ ...NO_SCOPE, sensor: 'edge' })]).toEqual([false, true]);
  });

  it.each(['http', '65536', '-1', '5 3x', '1e3'])('refuse the port %j', (port) => {
    expect(problemOfPorts(port)).toContain('is no port');
  });

  it.each(['', '0', '53, 443', '443 65535'])('take the ports %j', (ports) => {
    expect(problemOfPorts(ports)).toBe('');
  });
});
