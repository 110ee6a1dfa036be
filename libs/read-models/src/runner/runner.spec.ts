import { Doorbell } from '@wireledger/event-sourcing';

import type { Step } from './follower';
import { follow } from './follow';
import { isTransient } from './transient';

const failure = (code: string, message = 'x') => Object.assign(new Error(message), { code });

it.each([
  [failure('40001'), true],
  [failure('40P01'), true],
  [failure('57P01'), true],
  [failure('08006'), true],
  [failure('53300'), true],
  [failure('ECONNREFUSED'), true],
  [new Error('Connection terminated unexpectedly'), true],
  [failure('23505'), false],
  [failure('22P02'), false],
  [failure('42P01'), false],
  [new RangeError('not an address'), false],
  ['text', false],
])('failure %# is transient: %s', (error, transient) => expect(isTransient(error)).toBe(transient));

describe('following', () => {
  const limits = { holdMs: 10_000, silenceMs: 40, lookMs: 10 };
  const steps = (...said: Step[]) => {
    let i = 0;
    return { step: async () => said[Math.min(i++, said.length - 1)] as Step, count: () => i };
  };

  it('goes on while there is more and returns after silence', async () => {
    const follower = steps('moved', 'moved', 'idle', 'moved', 'idle');
    expect(await follow(follower, new Doorbell(), new AbortController().signal, limits)).toBe('idle');
    expect(follower.count()).toBeGreaterThan(5);
  });

  it('does not look again before there is news, once it has caught up', async () => {
    const follower = steps('moved', 'caughtUp', 'caughtUp', 'caughtUp');
    const bell = new Doorbell();
    const stop = new AbortController();
    const following = follow(follower, bell, stop.signal, { ...limits, silenceMs: 60_000, lookMs: 60_000 });
    const looked = async (times: number) => {
      while (follower.count() < times) await new Promise((resolve) => setTimeout(resolve, 1));
      await new Promise((resolve) => setTimeout(resolve, 20));
      return follower.count();
    };
    expect(await looked(2)).toBe(2);
    bell.ring();
    expect(await looked(3)).toBe(3);
    stop.abort();
    expect(await following).toBe('stopped');
  });

  it('returns when somebody else works, when it is halted, when the time is up, and when it is told to', async () => {
    const signal = new AbortController().signal;
    expect(await follow(steps('moved', 'busy'), new Doorbell(), signal, limits)).toBe('busy');
    expect(await follow(steps('halted'), new Doorbell(), signal, limits)).toBe('halted');
    expect(await follow(steps('moved'), new Doorbell(), signal, { ...limits, holdMs: 5 })).toBe('held');
    const stop = new AbortController();
    const waiting = follow(steps('idle'), new Doorbell(), stop.signal, {
      ...limits,
      silenceMs: 60_000,
      lookMs: 60_000,
    });
    stop.abort();
    expect(await waiting).toBe('stopped');
  });

  it('wakes when the bell rings', async () => {
    const bell = new Doorbell();
    const follower = steps('idle', 'busy');
    const waiting = follow(follower, bell, new AbortController().signal, { holdMs: 9e9, silenceMs: 9e8, lookMs: 9e8 });
    await Promise.resolve();
    setImmediate(() => bell.ring());
    expect(await waiting).toBe('busy');
  });
});
