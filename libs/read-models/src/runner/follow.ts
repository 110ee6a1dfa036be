import type { Doorbell } from '@wireledger/event-sourcing';

import type { Follower, Step } from './follower';

export interface FollowLimits {
  /** How long it goes on at most, ms. */
  readonly holdMs: number;
  /** It returns after so long without news, ms. */
  readonly silenceMs: number;
  /** It looks at least so often when nobody rings, ms. */
  readonly lookMs: number;
}

/**
 * Design decision 19: a job is held 60 s, and given back after 2 s of silence. Whoever rings the bells looks for news twice a second when he hears of none; a dozen
 * followers that did so too, all at once, stood in the way of what had come.
 */
export const FOLLOW_LIMITS: FollowLimits = { holdMs: 60_000, silenceMs: 2000, lookMs: 2000 };

/** Of whoever is not to be woken through the queue: it does not give back what it holds before its time is up. */
export const WATCHFUL_LIMITS: FollowLimits = { ...FOLLOW_LIMITS, silenceMs: FOLLOW_LIMITS.holdMs };

/** Why following ended; `held`: the time is up and there may be more. */
export type Followed = Exclude<Step, 'moved' | 'caughtUp'> | 'held' | 'stopped';

/** Steps one projection along the log until there is silence, the time is up, or the signal aborts. @throws transient failures */
export async function follow(
  follower: Pick<Follower, 'step'>,
  bell: Doorbell,
  signal: AbortSignal,
  limits: FollowLimits = FOLLOW_LIMITS,
): Promise<Followed> {
  const started = performance.now();
  let moved = started;
  while (!signal.aborted) {
    if (performance.now() - started > limits.holdMs) return 'held';
    const ticket = bell.ticket();
    const step = await follower.step();
    if (step === 'busy' || step === 'halted') return step;
    if (step === 'moved' || step === 'caughtUp') moved = performance.now();
    if (step === 'moved') continue;
    const left = limits.silenceMs - (performance.now() - moved);
    if (left <= 0) return 'idle';
    await bell.wait(ticket, signal, Math.min(left, limits.lookMs));
  }
  return 'stopped';
}
