import { SECURITY_STREAM, securityDecider } from '@wireledger/domain';
import { handleCommand, InMemoryEventLog, type RecordedEvent } from '@wireledger/event-sourcing';

import { FactorPolicy } from '../auth/mfa/factor-policy';
import { SecurityPolicy } from './security-policy';

const log = new InMemoryEventLog();
const CONTEXT = { actor: 'user:ada', correlationId: 'c', causationId: 'c', at: 0 };
const secure = async (seen: number, values: Parameters<typeof securityDecider.decide>[1]['values']) =>
  handleCommand(log, securityDecider, SECURITY_STREAM, { type: 'secure', seen, values, asking: null }, CONTEXT);

describe('the policy of security', () => {
  const policy = new SecurityPolicy();
  let events: readonly RecordedEvent[] = [];
  beforeAll(async () => {
    await secure(0, { idleMinutes: 20, adminIdleMinutes: 10, absoluteHours: 8 });
    await secure(1, { stepUpSeconds: 120, longestWaitMinutes: 5, factorRoles: [...policy.now.factorRoles, 'VIEWER'] });
    ({ events } = await log.readAll({ after: 'start', limit: 10 }));
  });

  it('is at first what it always was', () => {
    expect(policy.lifetimes('ANALYST')).toEqual({ idleMs: 30 * 60_000, absoluteMs: 12 * 3600_000 });
    expect(policy.lifetimes('ADMIN').idleMs).toBe(15 * 60_000);
    expect([policy.stepUpMs, policy.longestWaitMs]).toEqual([300_000, 900_000]);
  });

  it('follows the log, each event once, and nothing of other settings', () => {
    const factors = new FactorPolicy(policy);
    expect(factors.demands('VIEWER')).toBe(false);
    for (const event of [...events, ...events]) policy.apply(event);
    policy.apply({ ...(events[0] as RecordedEvent), revision: 9n, data: { area: 'privacy', before: {}, after: {} } });
    expect(policy.now.version).toBe(2);
    expect(policy.lifetimes('VIEWER')).toEqual({ idleMs: 20 * 60_000, absoluteMs: 8 * 3600_000 });
    expect([policy.lifetimes('ADMIN').idleMs, policy.stepUpMs, policy.longestWaitMs]).toEqual([
      ...[600_000, 120_000, 300_000],
    ]);
    expect([factors.demands('VIEWER'), factors.demands('ADMIN')]).toEqual([true, true]);
  });

  it('goes on from what the process itself has just written', async () => {
    const { state, revision } = await secure(2, { absoluteHours: 1 });
    policy.turn(state, revision);
    expect(policy.lifetimes('VIEWER').absoluteMs).toBe(3600_000);
    for (const event of (await log.readAll({ after: 'start', limit: 10 })).events) policy.apply(event);
    expect(policy.now.version).toBe(3);
    policy.turn(securityDecider.initial, revision - 1n);
    expect(policy.now.version).toBe(3);
  });
});
