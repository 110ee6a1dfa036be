import { parseGrant, type Token, type TokenCommand, tokenDecider } from './token';

const USER = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e12';
const ID = '0b6f3c52-2f8c-4c55-9f0a-6f8c8a1d2e11';
const issue: TokenCommand = {
  ...{ type: 'issue', token: ID, grant: { is: 'role', role: 'ANALYST' }, days: 90, now: 0 },
  ...{ name: '  ci   rules ', owner: USER, reason: null },
};
const fold = (state: Token | null, command: TokenCommand) =>
  tokenDecider.decide(state, command).reduce(tokenDecider.evolve, state);

describe('token', () => {
  it('is issued with an end', () => {
    expect(fold(null, issue)).toEqual({
      ...{ id: ID, grant: issue.grant, expiresAt: 90 * 86_400_000_000, revoked: false },
      ...{ name: 'ci rules', owner: USER },
    });
    const [event] = tokenDecider.decide(null, { ...issue, name: '', owner: null, reason: ' for the wall ' });
    expect(event?.data).toEqual({
      ...{ token: ID, grant: issue.grant, expiresAt: 90 * 86_400_000_000, reason: 'for the wall' },
    });
  });

  it.each([0, 366, 1.5, Number.NaN])('refuses a life of %d days', (days) => {
    expect(() => tokenDecider.decide(null, { ...issue, days })).toThrow(
      expect.objectContaining({ code: 'TOKEN_DAYS' }),
    );
  });

  it('is issued once, revoked once', () => {
    const issued = fold(null, issue);
    expect(() => tokenDecider.decide(issued, issue)).toThrow(expect.objectContaining({ code: 'TOKEN_EXISTS' }));
    const revoked = fold(issued, { type: 'revoke', reason: 'lost' });
    expect(revoked?.revoked).toBe(true);
    expect(tokenDecider.decide(revoked, { type: 'revoke', reason: 'lost' })).toEqual([]);
    expect(() => tokenDecider.decide(null, { type: 'revoke', reason: '' })).toThrow(
      expect.objectContaining({ code: 'TOKEN_UNKNOWN' }),
    );
  });

  it.each([
    [{ name: 'a\u202eb' }, 'NAME_INVALID'],
    [{ reason: ' ' }, 'TEXT_NEEDED'],
    [{ reason: 'x'.repeat(501) }, 'TEXT_INVALID'],
  ])('refuses %j', (wrong, code) => {
    expect(() => tokenDecider.decide(null, { ...issue, ...wrong })).toThrow(expect.objectContaining({ code }));
  });

  it('has either a role or a kind, and a known one', () => {
    expect(parseGrant({ role: 'analyst' })).toEqual({ is: 'role', role: 'ANALYST' });
    expect(parseGrant({ kind: 'tool-read' })).toEqual({ is: 'kind', kind: 'tool-read' });
    const scope = { ip: ['10.0.0.0/8'], proto: ['tcp'] };
    expect(parseGrant({ kind: 'tool-read', clear: true, scope })).toEqual({
      ...{ is: 'kind', kind: 'tool-read', clear: true },
      scope: { ip: ['10.0.0.0/8'], proto: [6] },
    });
    for (const wrong of [
      { role: 'admin', clear: true },
      { role: 'root' },
      { kind: 'root' },
      { role: 'admin', kind: 'export' },
      { role: 7 },
    ])
      expect(() => parseGrant(wrong)).toThrow(expect.objectContaining({ code: 'TOKEN_GRANT' }));
  });
});
