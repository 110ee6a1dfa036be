import type { Session } from '@wireledger/platform';

import { AttemptLimiter, networkOf } from './attempt-limiter';
import { checkPassword } from './password-rules';
import { isAlive, rotate } from './session-rules';
import { SecurityPolicy } from '../security/security-policy';

describe('attempt limiter', () => {
  it('doubles the delay after the free failures, up to its limit, and forgets a success', () => {
    let now = 0;
    const limiter = new AttemptLimiter(
      () => ({ free: 2, firstWaitMs: 1000, maxWaitMs: 5000 }),
      () => now,
    );
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      limiter.failed('a');
      waits.push(limiter.waitMs('a'));
    }
    expect(waits).toEqual([0, 0, 1000, 2000, 4000, 5000]);
    expect(limiter.waitMs('b')).toBe(0);
    now = 5000;
    expect(limiter.waitMs('a')).toBe(0);
    limiter.succeeded('a');
    limiter.failed('a');
    expect(limiter.waitMs('a')).toBe(0);
  });

  it('goes by the rule that is in force at each try: a shorter wait shortens those that run', () => {
    let now = 0;
    let rule = { free: 0, firstWaitMs: 60_000, maxWaitMs: 60_000 };
    const limiter = new AttemptLimiter(
      () => rule,
      () => now,
    );
    limiter.failed('a');
    expect(limiter.waitMs('a')).toBe(60_000);
    rule = { ...rule, maxWaitMs: 5000 };
    expect(limiter.waitMs('a')).toBe(5000);
    now = 60_000;
    expect(limiter.waitMs('a')).toBe(0);
    rule = { ...rule, free: 3 };
    for (let i = 0; i < 2; i++) limiter.failed('a');
    expect(limiter.waitMs('a')).toBe(0);
    limiter.failed('a');
    expect(limiter.waitMs('a')).toBe(5000);
  });

  it.each([
    ['192.0.2.77', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['::ffff:c000:24d', '192.0.2.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    // However the zeros in it are left out, a network is one.
    ['2001:db8::1', '2001:db8::/64'],
    ['2001:db8::2', '2001:db8::/64'],
    ['2001:DB8:0:0:0:0:0:3', '2001:db8::/64'],
    ['2001:db8::4:5:6:7', '2001:db8::/64'],
    ['2001:db8:0:1::1', '2001:db8:0:1::/64'],
    ['::1', '::/64'],
    ['fe80::1%eth0', 'fe80::/64'],
    ['no address', 'no address'],
  ])('sees %s as %s', (address, network) => expect(networkOf(address)).toBe(network));
});

describe('password rules', () => {
  it.each([
    'purple tractor lemon sky',
    'tR0ub4dor&3-and-more',
    'пароль из четырёх слов',
    '漢字かな交じり文の合言葉です',
    'a sentence of one hundred and twenty-eight characters, which is the longest that is taken: nobody has to be sparing with words 12'.slice(
      0,
      128,
    ),
  ])('takes %s', (password) => {
    expect(() => checkPassword(password, 'Ada', 12)).not.toThrow();
  });

  it.each([
    '',
    'elevenchars',
    'x'.repeat(129),
    'abababababab',
    '123456789012',
    'Password2026!',
    'P@ssw0rd20262026',
    'wireledger1234',
    'Adalovelace-99',
    // on lists of leaked passwords: as they are, with something around them, with look-alikes
    '1qaz2wsx3edc4rfv',
    'Finalfantasy',
    'justinbieber2026!',
    '2026-Contortionist',
    '$unfl0wer!!!!2026',
  ])('refuses %s', (password) => {
    expect(() => checkPassword(password, 'Ada Lovelace', 12)).toThrow(
      expect.objectContaining({ code: 'PASSWORD_WEAK' }),
    );
  });
});

describe('session rules', () => {
  const session: Session = {
    id: 's',
    user: 'u',
    generation: 3,
    binding: 'b',
    ip: '192.0.2.1',
    agent: 'x',
    createdAt: 0,
    rotatedAt: 1000,
    endedAt: null,
    factor: 'totp',
    factorAt: 0,
  };
  const security = new SecurityPolicy();
  const [lifetimes, ofAdmins] = [security.lifetimes('ANALYST'), security.lifetimes('ADMIN')];
  const presented = { generation: 3, binding: 'b', lifetimes, demandsFactor: true, now: 2000 } as const;

  it('rotates the newest', () => {
    expect(rotate(session, presented)).toEqual({
      is: 'rotated',
      generation: 4,
      change: { generation: 4, binding: 'b', rotatedAt: 2000 },
    });
  });

  it('repeats the last one within ten seconds, for the same client', () => {
    expect(rotate(session, { ...presented, generation: 2, now: 11_000 })).toEqual({ is: 'repeated', generation: 3 });
    expect(rotate(session, { ...presented, generation: 2, now: 11_001 })).toMatchObject({
      is: 'refused',
      reason: 'reuse',
    });
    expect(rotate(session, { ...presented, generation: 2, binding: 'c' })).toMatchObject({
      is: 'refused',
      reason: 'reuse',
    });
    expect(rotate(session, { ...presented, generation: 1 })).toMatchObject({ is: 'refused', reason: 'reuse' });
    expect(rotate(session, { ...presented, generation: 4 })).toMatchObject({ is: 'refused', reason: 'reuse' });
  });

  it('ends by silence, age and end', () => {
    const minutes = (n: number) => n * 60_000 + 1001;
    expect(rotate(session, { ...presented, now: minutes(30) })).toMatchObject({ reason: 'idle' });
    expect(rotate(session, { ...presented, lifetimes: ofAdmins, now: minutes(15) })).toMatchObject({ reason: 'idle' });
    expect(rotate({ ...session, rotatedAt: 12 * 3600_000 }, { ...presented, now: 12 * 3600_000 + 1 })).toMatchObject({
      reason: 'expired',
    });
    expect(rotate({ ...session, endedAt: 1 }, presented)).toEqual({ is: 'refused', reason: 'ended', change: null });
    expect(rotate(null, presented)).toEqual({ is: 'refused', reason: 'ended', change: null });
  });

  it('is alive as long as a refresh would be answered', () => {
    const minutes = (n: number) => n * 60_000 + 1000;
    expect([isAlive(session, lifetimes, minutes(30)), isAlive(session, lifetimes, minutes(30) + 1)]).toEqual([
      true,
      false,
    ]);
    expect(isAlive(session, ofAdmins, minutes(16))).toBe(false);
    expect(isAlive({ ...session, endedAt: 1 }, lifetimes, 2000)).toBe(false);
    expect(isAlive({ ...session, rotatedAt: 12 * 3600_000 }, lifetimes, 12 * 3600_000 + 1)).toBe(false);
  });
});
