import { SettingChanged } from '@wireledger/events';

import { MOST_ORIGINS } from './origins';
import {
  SECURITY_BOUNDS,
  SECURITY_NUMBERS,
  type SecurityCommand,
  securityDecider,
  type SecuritySetting,
} from './security-setting';

const { initial, decide, evolve } = securityDecider;
const secure = (values: SecurityCommand['values'], more: Partial<SecurityCommand> = {}): SecurityCommand => ({
  ...{ type: 'secure', seen: initial.version, values, asking: null },
  ...more,
});
const after = (values: SecurityCommand['values']): SecuritySetting =>
  decide(initial, secure(values)).reduce(evolve, initial);
const told = (values: Record<string, string | number | boolean | null>) =>
  evolve(initial, SettingChanged.create({ area: 'security', before: {}, after: values }));

describe('security settings', () => {
  it('are at first what the rules of sign-in and sessions say', () =>
    expect(initial).toEqual({
      ...{ idleMinutes: 30, adminIdleMinutes: 15, absoluteHours: 12, passwordLength: 12 },
      ...{ freeAttempts: 4, longestWaitMinutes: 15, stepUpSeconds: 300 },
      ...{ factorRoles: ['ADMIN', 'OPERATOR', 'ANALYST', 'AUDITOR'], origins: [], version: 0 },
    }));

  it.each(SECURITY_NUMBERS)(
    '%s: both bounds are taken, what lies beyond is refused by name, bounds and mend',
    (field) => {
      const { least, most } = SECURITY_BOUNDS[field];
      // Nobody's session is to outlive those of others.
      const beside =
        field === 'idleMinutes' ? { adminIdleMinutes: 10 } : field === 'adminIdleMinutes' ? { idleMinutes: 60 } : {};
      for (const value of [least, most]) expect(after({ ...beside, [field]: value })[field]).toBe(value);
      for (const value of [least - 1, most + 1, least + 0.5, Number.NaN])
        expect(() => decide(initial, secure({ [field]: value }))).toThrow(
          expect.objectContaining({
            ...{ code: 'BAD_USER_INPUT', message: expect.stringContaining(`${least} to ${most} whole`) },
            details: { field, least, most },
          }),
        );
    },
  );

  it('tells of what changed alone, lists as texts', () => {
    const values = { idleMinutes: 20, passwordLength: 12, factorRoles: ['VIEWER', ...initial.factorRoles] as const };
    expect(decide(initial, secure(values)).map(({ data }) => data)).toEqual([
      {
        area: 'security',
        before: { idleMinutes: 30, factorRoles: 'ADMIN OPERATOR ANALYST AUDITOR' },
        after: { idleMinutes: 20, factorRoles: 'ADMIN OPERATOR ANALYST AUDITOR VIEWER' },
      },
    ]);
    expect(after(values)).toMatchObject({
      idleMinutes: 20,
      factorRoles: [...initial.factorRoles, 'VIEWER'],
      version: 1,
    });
    expect(decide(initial, secure({ idleMinutes: 30, origins: [] }))).toEqual([]);
  });

  it('a decision that rests on another version is refused, with what is there now', () => {
    const now = after({ stepUpSeconds: 60 });
    expect(() => decide(now, secure({ stepUpSeconds: 120 }))).toThrow(
      expect.objectContaining({
        code: 'SECURITY_CONFLICT',
        details: { version: 1, values: expect.objectContaining({ stepUpSeconds: 60, idleMinutes: 30 }) },
      }),
    );
    expect(decide(now, secure({ stepUpSeconds: 120 }, { seen: 1 }))).toHaveLength(1);
  });

  it('administrators are not left signed in for longer than others, whichever of both is changed', () => {
    for (const values of [{ adminIdleMinutes: 20, idleMinutes: 19 }, { idleMinutes: 14 }])
      expect(() => decide(initial, secure(values))).toThrow(
        expect.objectContaining({ details: expect.objectContaining({ field: 'adminIdleMinutes' }) }),
      );
  });

  it('a role of the matrix keeps its second factor, whatever is asked or written', () => {
    expect(() => decide(initial, secure({ factorRoles: ['OPERATOR', 'ANALYST', 'AUDITOR', 'VIEWER'] }))).toThrow(
      expect.objectContaining({ message: expect.stringContaining('ADMIN always need a second factor') }),
    );
    expect(told({ factorRoles: '' }).factorRoles).toEqual(initial.factorRoles);
    expect(told({ factorRoles: 'VIEWER ROOT' }).factorRoles).toEqual([...initial.factorRoles, 'VIEWER']);
  });

  it('takes exact origins over TLS, each once and in order', () =>
    expect(after({ origins: ['https://b.example', ' https://A.example:8443 ', 'https://b.example'] }).origins).toEqual([
      'https://a.example:8443',
      'https://b.example',
    ]));

  it.each([
    ...['http://a.example', 'https://a.example/', 'https://a.example/path', 'https://*.example', '*', 'null', ''],
    ...['https://u:p@a.example', 'https://a.example:443', 'a.example', 'wss://a.example', 'https://a.example?x'],
    ...['https://a b.example', `https://${'a'.repeat(300)}.example`, 'https://', 'javascript:alert(1)'],
  ])('refuses "%s" as an origin', (origin) =>
    expect(() => decide(initial, secure({ origins: [origin] }))).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', details: expect.objectContaining({ field: 'origins' }) }),
    ),
  );

  it('has so many origins and no more', () => {
    const many = (n: number) => Array.from({ length: n }, (_, i) => `https://h${i}.example`);
    expect(after({ origins: many(MOST_ORIGINS) }).origins).toHaveLength(MOST_ORIGINS);
    expect(() => decide(initial, secure({ origins: many(MOST_ORIGINS + 1) }))).toThrow('At most 10');
  });

  it('the origin by which somebody asks stays', () => {
    const now = after({ origins: ['https://a.example', 'https://b.example'] });
    const take = (asking: string | null) =>
      decide(now, secure({ origins: ['https://b.example'] }, { seen: 1, asking }));
    expect(() => take('https://a.example')).toThrow('You are here by https://a.example.');
    expect([take('https://b.example'), take(null), take('https://c.example')].map(({ length }) => length)).toEqual([
      1, 1, 1,
    ]);
  });

  it.each([
    [{ idleMinutes: 9 }],
    [{ absoluteHours: 'long' }],
    [{ stepUpSeconds: 301, freeAttempts: 0 }],
    [{ origins: 'http://evil.example' }],
    [{ factorRoles: 7 }],
    [{}],
  ])('stay as they are after an event that says %j, but for the version', (values) =>
    expect(told(values)).toEqual({ ...initial, version: 1 }),
  );
});
