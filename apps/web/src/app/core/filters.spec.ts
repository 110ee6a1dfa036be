import { flowWhere, isAddress, meanings, readConditions } from './filters';

const FIELDS = ['ip', 'notIp', 'port', 'proto', 'app', 'state', 'sensor'] as const;
const RANGE = { from: 'a', to: 'b' };

describe('filters', () => {
  it.each(['10.0.0.1', '192.0.2.0/24', '2001:db8::1', '::1', 'fe80::/10', 'addr-abcdefghij234567abcd'])(
    'takes %p for an address',
    (text) => {
      expect(isAddress(text)).toBe(true);
    },
  );
  it.each([
    '10.0.0.256',
    '10.0.0',
    '192.0.2.0/33',
    ':::',
    ':443',
    'example.com',
    '1:2',
    'addr-short',
    'addr-abcdefghij234567abc1',
  ])('does not take %p for one', (text) => {
    expect(isAddress(text)).toBe(false);
  });

  it('reads what is typed', () => {
    expect(meanings('10.0.0.1', FIELDS, [])).toEqual([
      { field: 'ip', value: '10.0.0.1' },
      { field: 'notIp', value: '10.0.0.1' },
    ]);
    expect(meanings(':443', FIELDS, [])).toEqual([{ field: 'port', value: '443' }]);
    expect(meanings('udp', FIELDS, [])).toEqual([{ field: 'proto', value: 'udp' }]);
    expect(meanings('sf', FIELDS, [])).toEqual([{ field: 'state', value: 'SF' }]);
    expect(meanings('edge', FIELDS, ['edge-1'])).toEqual([{ field: 'sensor', value: 'edge-1' }]);
    expect(meanings('not ip=192.0.2.0/24', FIELDS, [])).toEqual([{ field: 'notIp', value: '192.0.2.0/24' }]);
    expect(meanings('port=70000', FIELDS, [])).toEqual([]);
    expect(meanings('<img src=x>', FIELDS, [])).toEqual([]);
  });

  it('drops conditions of the address that are not valid', () => {
    const params: Record<string, string> = { ip: '10.0.0.1,nonsense', port: '443,-1,x' };
    expect(readConditions((key) => params[key] ?? '', FIELDS)).toEqual([
      { field: 'ip', value: '10.0.0.1' },
      { field: 'port', value: '443' },
    ]);
  });

  it('turns conditions into the API input', () => {
    const where = flowWhere(
      [
        { field: 'ip', value: '10.0.0.1' },
        { field: 'port', value: '443' },
        { field: 'port', value: '80' },
        { field: 'state', value: 'RUNNING' },
      ],
      RANGE,
    );
    expect(where).toMatchObject({ range: RANGE, ip: ['10.0.0.1'], port: [443, 80], running: true, state: [] });
  });

  it('reads fields of what was said, each by its name', () => {
    const fields = ['ip', 'name', 'ja4', 'version', 'status', 'outcome', 'agent'] as const;
    expect(meanings('ja4=t13d1516h2_x_y', fields, [])).toEqual([{ field: 'ja4', value: 't13d1516h2_x_y' }]);
    expect(meanings('version=TLS 1.2', fields, [])).toEqual([{ field: 'version', value: 'TLS 1.2' }]);
    expect(meanings('status=404', fields, [])).toEqual([{ field: 'status', value: '404' }]);
    for (const wrong of ['status=4xx', 'outcome=won', 'issuer=CN=x']) expect(meanings(wrong, fields, [])).toEqual([]);
    expect(meanings('example', fields, [])).toEqual([{ field: 'name', value: 'example' }]);
    const agent = 'Mozilla/5.0 (X11, ' + 'x'.repeat(500) + ')';
    const read = (key: string): string => (key === 'agent' ? agent.replaceAll(',', '%2C') : '');
    expect(readConditions(read, fields)).toEqual([{ field: 'agent', value: agent }]);
  });
});
