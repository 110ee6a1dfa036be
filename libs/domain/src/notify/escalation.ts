import { EscalationStepReached } from '@wireledger/events';
import type { Decider, EventOf } from '@wireledger/event-sourcing';

type StepReached = EventOf<typeof EscalationStepReached>;
export type ReachStep = { readonly type: 'reach' } & StepReached['data'];

/** Messages that one event tells of: with the longest addresses, sealed, it stays below what an event may have. */
const PLANNED_AT_ONCE = 300;

/** How many steps of an escalation were taken; stream `escalation-<id>`. Each is taken once and in order. */
export const escalationDecider: Decider<number, ReachStep, StepReached> = {
  initial: 0,
  decide(taken, { type: _type, planned, ...facts }) {
    if (facts.step !== taken) return [];
    const parts = Math.max(1, Math.ceil(planned.length / PLANNED_AT_ONCE));
    return Array.from({ length: parts }, (_, i) =>
      EscalationStepReached.create({
        ...facts,
        planned: planned.slice(i * PLANNED_AT_ONCE, (i + 1) * PLANNED_AT_ONCE),
      }),
    );
  },
  evolve: (_taken, { data }) => data.step + 1,
};

export const escalationStream = (id: string): string => `escalation-${id}`;
